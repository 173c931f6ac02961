package rules

// ADD PRIMARY KEY USING INDEX sets the columns NOT NULL and reads all rows for that, unless they
// are already. Decided only where the schema is known, since the statement does not show it.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed pk-using-index-nullable.md
var pkUsingIndexNullablePage string

func pkUsingIndexNullable() *lint.Rule {
	return &lint.Rule{Name: "pk-using-index-nullable", Category: "lock", Severity: lint.Warning, Dialect: "postgres", Page: pkUsingIndexNullablePage, NoChange: "it is about the form of a statement; the planner sets NOT NULL first", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if p.Based && a.Kind == schema.KindPrimary && a.UsingIndex && !a.NotNullNow {
				p.At(a, "first add a CHECK (… IS NOT NULL), validate it and set NOT NULL", "the key reads every row of %s, under ACCESS EXCLUSIVE, to see that none is NULL", tableSQL(a))
			}
		}, schema.AddsConstraint)
	}}
}
