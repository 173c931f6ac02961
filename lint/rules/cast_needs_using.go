package rules

// ALTER COLUMN TYPE without USING fails where no assignment cast leads from the old type to the
// new (ALTER TABLE, "SET DATA TYPE"). The old type comes from the schema or from earlier acts;
// where it is unknown the rule is silent.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed cast-needs-using.md
var castNeedsUsingPage string

func castNeedsUsing() *lint.Rule {
	return &lint.Rule{Name: "cast-needs-using", Category: "data", Severity: lint.Error, Dialect: "postgres", Page: castNeedsUsingPage, Planner: "the planner writes USING where there is a cast, and asks the rows", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if c := typeChange(p, a); c.Known && !c.Casts && !a.Using {
				p.At(a, "TYPE "+a.Type+" USING "+pgmodel.Quote(a.Name)+"::"+a.Type, "%s is %s, which is not cast to %s automatically: the statement fails", a.Object(), a.Was, a.Type)
			}
		}, schema.SetsType)
	}}
}
