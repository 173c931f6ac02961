package rules

// Code that is deployed while the migration runs names either the old or the new column, and fails
// before or after. A column that the same migration added is left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed rename-column.md
var renameColumnPage string

func renameColumn() *lint.Rule {
	return &lint.Rule{Name: "rename-column", Category: "compat", Severity: lint.Warning, Page: renameColumnPage, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			switch given := func(o *lint.Act) bool {
				return o.Verb == schema.RenamesColumn && o.To == a.Name || o.Verb == schema.AddsColumn && o.Name == a.Name
			}; {
			case addedBefore(p, a) || p.Earlier(a, given): // the name was there for a while only
			case p.Later(a, given):
				p.At(a, "stop the programs that use either column until they know the new names", "code that names %s finds another column", a.Object())
			default:
				p.At(a, "add the new column beside it, write both, and drop the old one a release later", "code that names %s fails", a.Object())
			}
		}, schema.RenamesColumn)
		p.Changed(func(a *lint.Act) {
			if !madeHere(p, a) {
				p.At(a, "create a new type beside it", "code that names attribute %s of %s fails", a.Name, tableSQL(a))
			}
		}, schema.RenamesAttribute)
	}}
}
