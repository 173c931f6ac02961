package rules

// CASCADE drops dependent objects that the statement does not name, so that a review cannot see
// them. Decided by the act alone, for tables, columns and constraints alike.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-cascade.md
var dropCascadePage string

func dropCascade() *lint.Rule {
	return &lint.Rule{Name: "drop-cascade", Category: "destructive", Severity: lint.Error, Dialect: "postgres", Page: dropCascadePage, NoChange: "a plan names what it drops, and drops what depends on it by name", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if a.Cascade {
				p.At(a, "drop what depends on it by name first", "CASCADE drops whatever depends on %s", a.Object())
			}
		}, schema.Drops, schema.DropsColumn, schema.DropsConstraint)
	}}
}
