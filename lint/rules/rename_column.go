package rules

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
