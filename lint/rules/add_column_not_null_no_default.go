package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed add-column-not-null-no-default.md
var addColumnNotNullNoDefaultPage string

func addColumnNotNullNoDefault() *lint.Rule {
	return &lint.Rule{Name: "add-column-not-null-no-default", Category: "data", Severity: lint.Error, Page: addColumnNotNullNoDefaultPage, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if a.NotNull && !(a.Default && !a.NullDefault) && !a.Identity && !a.Serial && !a.Stored {
				f := p.At(a, "give it a constant DEFAULT, or add it without NOT NULL, fill it, and set NOT NULL then",
					"rows of %s have no value for %s: the statement fails on a table with rows", table(a), a.Name)
				f.Probe = "SELECT count(*) FROM " + counted(a)
			}
		}, schema.AddsColumn)
	}}
}
