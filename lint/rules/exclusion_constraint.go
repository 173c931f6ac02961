package rules

// The index of an exclusion constraint is built under ACCESS EXCLUSIVE, and PostgreSQL has no
// concurrent form. Reported only for tables that are large or of unknown size.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed exclusion-constraint.md
var exclusionConstraintPage string

func exclusionConstraint() *lint.Rule {
	return &lint.Rule{Name: "exclusion-constraint", Category: "lock", Severity: lint.Error, Dialect: "postgres", Page: exclusionConstraintPage, Large: true, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if a.Kind == schema.KindExclusion {
				p.At(a, "add it when traffic is low, or to a new table", "all reads and writes of %s wait while the index of the exclusion constraint is built", tableSQL(a))
			}
		}, schema.AddsConstraint)
	}}
}
