package rules

// An UPDATE in a migration keeps its locks until the migration commits, and grows with the table.
// Every UPDATE of a table that was there before is reported, whatever its WHERE.

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
			p.At(a, "fill rows in batches after the deploy: schemadiff backfill runs migrations/backfills/NNNN_name.sql", "%s is filled inside the migration: its locks are held until the last row is written", a.Object())
		}, schema.Updates)
	}}
}
