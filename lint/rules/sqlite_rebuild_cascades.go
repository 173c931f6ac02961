package rules

// DROP TABLE deletes the rows first, with foreign keys on, which cascades to the tables that refer
// to it (foreignkeys.html, section 5). Left out is a migration that switches foreign keys off
// before, outside a transaction.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed sqlite-rebuild-cascades.md
var sqliteRebuildCascadesPage string

func sqliteRebuildCascades() *lint.Rule {
	return &lint.Rule{Name: "sqlite-rebuild-cascades", Category: "sqlite", Severity: lint.Error, Dialect: "sqlite", Page: sqliteRebuildCascadesPage, NoChange: "it is about the order of statements; the planner sees to that", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if a.Kind == schema.KindTable && p.Replaced(a) && hasCascadingReference(p, a) && !keysOff(p, a) {
				p.At(a, "PRAGMA foreign_keys=off; before BEGIN, PRAGMA foreign_key_check; before COMMIT", "rows that refer to %s with CASCADE or SET NULL are deleted or emptied", a.Name)
			}
		}, schema.Drops)
	}}
}
