package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed type-change-rewrites.md
var typeChangeRewritesPage string

func typeChangeRewrites() *lint.Rule {
	return &lint.Rule{Name: "type-change-rewrites", Category: "lock", Severity: lint.Error, Dialect: "postgres", Page: typeChangeRewritesPage, Large: true, Planner: "the planner knows the size of the table", Aliases: []string{"table-rewrite"}, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			c := typeChange(p, a)
			fix := "add a column of the new type, keep it in step with a trigger, fill it in batches, then swap the two"
			switch {
			case c.Known && !c.Free:
				p.At(a, fix, "changing %s from %s to %s writes every row while nobody can use the table", a.Object(), a.Was, a.Type)
			case !c.Known && a.Was == "" && !p.Based && a.Spelled != "text" && !addedBefore(p, a):
				f := p.At(a, fix, "changing the type of %s may write every row: what type it has now is not known here (--from says)", a.Object())
				f.Severity = lint.Warning
			}
		}, schema.SetsType)
	}}
}
