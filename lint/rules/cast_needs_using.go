package rules

// ALTER COLUMN TYPE without USING fails where no assignment cast leads from the old type to the
// new, and with it where the column has a default (ALTER TABLE, "SET DATA TYPE"). The old type comes from the schema or from earlier acts;
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
			switch c := typeChange(p, a); {
			case !c.Known || !a.Using && c.Casts:
			case !a.Using:
				p.At(a, "TYPE "+a.Type+" USING "+pgmodel.Quote(a.Name)+"::"+a.Type, "%s is %s, which is not cast to %s automatically: the statement fails", a.Object(), a.Was, a.Type)
			case !castsDefault(p, a):
				p.At(a, "DROP DEFAULT before the type changes, and SET DEFAULT after it", "the default of %s is %s, which is not cast to %s automatically: the statement fails, since USING is for the rows alone", a.Object(), a.OfDefault, a.Type)
			}
		}, schema.SetsType)
	}}
}
