package rules

// Code that names the table fails between the migration and its own deployment. Left out are both
// halves of a rebuild: a table renamed to the name of one that is dropped, and one that is
// recreated under its old name.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed rename-table.md
var renameTablePage string

func renameTable() *lint.Rule {
	return &lint.Rule{Name: "rename-table", Category: "compat", Severity: lint.Warning, Page: renameTablePage, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if (a.Kind == schema.KindTable || a.Kind == schema.KindView || a.Kind == schema.KindMatView || a.Kind == schema.KindForeignTable) && !p.Later(a, isCreate) && !p.Earlier(a, func(o *lint.Act) bool { return o.Verb == schema.Drops && o.On.Name == a.To }) {
				p.At(a, "leave a view of the old name for one release: CREATE VIEW "+pgmodel.Quote(a.On.Name)+" AS SELECT * FROM "+pgmodel.Quote(a.To), "code that names %s fails", a.On.Name)
			}
		}, schema.Renames)
	}}
}
