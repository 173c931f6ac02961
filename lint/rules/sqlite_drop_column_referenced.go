package rules

// DROP COLUMN fails while an index, trigger or view names the column (lang_altertable.html).
// Objects that the migration drops before are left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed sqlite-drop-column-referenced.md
var sqliteDropColumnReferencedPage string

func sqliteDropColumnReferenced() *lint.Rule {
	return &lint.Rule{Name: "sqlite-drop-column-referenced", Category: "sqlite", Severity: lint.Error, Dialect: "sqlite", Page: sqliteDropColumnReferencedPage, NoChange: "no plan breaks it: the planner rebuilds the table", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if user := usesColumn(p, a); user != "" {
				p.At(a, "drop "+user+" first", "%s uses %s", user, a.Object())
			}
		}, schema.DropsColumn)
	}}
}
