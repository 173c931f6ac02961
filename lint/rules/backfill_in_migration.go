package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed backfill-in-migration.md
var backfillInMigrationPage string

func backfillInMigration() *lint.Rule {
	return &lint.Rule{Name: "backfill-in-migration", Category: "hygiene", Severity: lint.Warning, Page: backfillInMigrationPage, NoChange: "it is about rows, which a desired schema does not have", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			p.At(a, "fill rows in batches after the deploy: schemadiff backfill runs migrations/backfills/NNNN_name.sql", "%s is filled inside of the migration", a.Object())
		}, schema.Updates)
	}}
}
