package rules

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
				p.At(a, "add it in a quiet hour, or to a new table", "nobody can use %s while the index of the exclusion is built", table(a))
			}
		}, schema.AddsConstraint)
	}}
}
