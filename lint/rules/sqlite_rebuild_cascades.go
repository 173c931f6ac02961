package rules

// DROP TABLE deletes the rows first, with foreign keys on, which cascades to the tables that refer
// to it (foreignkeys.html, section 5). Left out is a migration that switches foreign keys off
// before, outside a transaction.

import (
	_ "embed"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed sqlite-rebuild-cascades.md
var sqliteRebuildCascadesPage string

func sqliteRebuildCascades() *lint.Rule {
	return &lint.Rule{Name: "sqlite-rebuild-cascades", Category: "sqlite", Severity: lint.Error, Dialect: "sqlite", Page: sqliteRebuildCascadesPage, NoChange: "it is about the order of statements; the planner sees to that", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if a.Kind == schema.KindTable && p.Replaced(a) && len(cascadingTables(p, a)) > 0 && !keysOff(p, a) {
				hint := "PRAGMA foreign_keys=off; before BEGIN, PRAGMA foreign_key_check; before COMMIT"
				if runner := p.RunnerOf(a.Pos.File); a.Wrapped {
					hint = runner + " runs the file in a transaction, where PRAGMA foreign_keys does nothing: run it on a connection whose foreign keys are off, or set the rows of " +
						strings.Join(cascadingTables(p, a), ", ") + " aside and bring them back"
				}
				p.At(a, hint, "rows of %s that refer to %s with CASCADE or SET NULL are deleted or emptied", strings.Join(cascadingTables(p, a), ", "), a.Name)
			}
		}, schema.Drops)
	}}
}
