package rules

// Tables that refer to one another in a circle cannot be filled in any order while their keys are
// checked at once. Deferrable keys and references of a table to itself are left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed circular-fk.md
var circularFkPage string

func circularFk() *lint.Rule {
	return &lint.Rule{Name: "circular-fk", Category: "design", Severity: lint.Info, Page: circularFkPage, Check: func(p *lint.Pass) {
		for _, c := range referenceCircles(p) {
			p.About(c, "make one of the references DEFERRABLE INITIALLY DEFERRED", "%s is in a circle of foreign keys", c.Name)
		}
	}}
}
