package rules

// A change of type rewrites the table and its indexes under ACCESS EXCLUSIVE, except where the
// types are binary compatible (ALTER TABLE, "SET DATA TYPE") and USING computes nothing. Where the old type is not known it
// is only a warning; text without a limit, to which a change is nearly always free, is left out.

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
				p.At(a, fix, "changing %s from %s to %s rewrites every row while all readers and writers of the table wait", a.Object(), a.Was, a.Type)
			case a.Computed:
				p.At(a, fix, "USING computes %s for every row: the table is rewritten while all readers and writers of it wait", a.Object())
			case !c.Known && a.Was == "" && !p.Based && a.Type != "text" && a.Type != "character varying" && !addedBefore(p, a):
				f := p.At(a, fix, "changing the type of %s may rewrite every row: its present type is not known here (give it with --from or --db)", a.Object())
				f.Severity = lint.Warning
			}
		}, schema.SetsType)
	}}
}
