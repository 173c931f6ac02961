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
			if !addedBefore(p, a) {
				p.At(a, "add the new column beside it, write both, and drop the old one a release later", "code that names %s fails", a.Object())
			}
		}, schema.RenamesColumn)
	}}
}
