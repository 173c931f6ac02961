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
			switch dropped := func(o *lint.Act) bool { return o.Verb == schema.Drops && o.On.Name == a.To }; {
			case a.Kind != schema.KindTable && a.Kind != schema.KindView && a.Kind != schema.KindMatView && a.Kind != schema.KindForeignTable || p.Later(a, isCreate) || p.Earlier(a, dropped) || renamedBefore(p, a):
			case p.Later(a, func(o *lint.Act) bool { return o.Verb == schema.Renames && o.To == a.On.Name }):
				p.At(a, "stop the programs that use either table until they know the new names", "code that names %s finds another table", a.On.Name)
			default:
				p.At(a, "leave a view of the old name for one release: CREATE VIEW "+a.Respell(pgmodel.Quote(a.On.Name))+" AS SELECT * FROM "+a.Respell(pgmodel.Quote(a.To)), "code that names %s fails", a.On.Name)
			}
		}, schema.Renames)
	}}
}

// renamedBefore reports whether the former name is one that an earlier statement gave, for a while.
func renamedBefore(p *lint.Pass, a *lint.Act) bool {
	return p.Earlier(a, func(o *lint.Act) bool { return o.Verb == schema.Renames && o.To == a.On.Name })
}
