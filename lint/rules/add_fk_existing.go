package rules

// ADD FOREIGN KEY looks up each row under SHARE ROW EXCLUSIVE on both tables. A key that is NOT
// VALID, and one on a column that the same migration adds without values, has nothing to look up
// and is left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed add-fk-existing.md
var addFkExistingPage string

func addFkExisting() *lint.Rule {
	return &lint.Rule{Name: "add-fk-existing", Category: "data", Severity: lint.Warning, Dialect: "postgres", Page: addFkExistingPage, Planner: "the live rows are counted", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if a.Kind == schema.KindForeign && !a.NotValid && !addedHere(p, a) {
				f := p.At(a, "add it NOT VALID, and VALIDATE CONSTRAINT in a transaction of its own", "the foreign key looks up every row of %s while %s cannot be written either", tableSQL(a), a.References.Name)
				f.Probe = orphansQuery(p, a)
				validateLater(p, f, a)
			}
		}, schema.AddsConstraint)
	}}
}
