package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed circular-fk.md
var circularFkPage string

func circularFk() *lint.Rule {
	return &lint.Rule{Name: "circular-fk", Category: "design", Severity: lint.Info, Page: circularFkPage, Check: func(p *lint.Pass) {
		for _, c := range circles(p) {
			p.About(c, "make one of the references DEFERRABLE INITIALLY DEFERRED", "%s is in a circle of foreign keys", c.Name)
		}
	}}
}
