package rules

// Two constraints of one table get the same name (duplicate-constraint), which the server refuses. Of
// a table that is known the reading of the files reports it.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed duplicate-constraint.md
var duplicateConstraintPage string

func duplicateConstraint() *lint.Rule {
	return &lint.Rule{Name: "duplicate-constraint", Category: "data", Severity: lint.Error, Dialect: "postgres", Page: duplicateConstraintPage, NoChange: "no table of a schema has two constraints of one name", Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if a.Name == "" || p.Now(a.On) != nil || a.IfNotExists {
				return
			}
			there := false
			p.Earlier(a, func(o *lint.Act) bool {
				switch {
				case (o.Verb == schema.AddsConstraint || o.Verb == schema.Defines) && o.Name == a.Name:
					there = true
				case o.Verb == schema.DropsConstraint && o.Name == a.Name, o.Verb == schema.Renames && o.Kind == "constraint" && o.Name == a.Name,
					o.Verb == schema.Drops, o.Verb == schema.RollsBack:
					there = false
				}
				return false
			})
			if there {
				p.At(a, "give it another name, or drop the first one before", "%s has a constraint %s already: the statement fails", tableSQL(a), a.Name)
			}
		}, schema.AddsConstraint)
	}}
}
