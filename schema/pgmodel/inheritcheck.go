package pgmodel

// The checks that a table has from the ones it inherits from. One that it declares as well is merged
// with it, which shows only when the parent goes, and no statement but CREATE TABLE and INHERIT
// makes it so or undoes it (ddl-inherit.html): such a check is set apart and not compared.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// InheritedChecks are the checks of the tables above one, by name, that it does not declare.
func InheritedChecks(s *schema.Schema, t *Table) map[string]*Constraint {
	found := checksAbove(s, t)
	for _, c := range t.Constraints {
		delete(found, c.Name)
	}
	return found
}

func checksAbove(s *schema.Schema, t *Table) map[string]*Constraint {
	found := map[string]*Constraint{}
	for _, k := range t.Inherits {
		up, ok := s.Get(k).(*Table)
		if !ok {
			continue
		}
		for n, c := range checksAbove(s, up) {
			found[n] = c
		}
		for _, c := range up.Constraints {
			if c.Kind == schema.KindCheck && !c.NoInherit {
				found[c.Name] = c
			}
		}
	}
	return found
}

// Merged reports whether a table declares a check that it also inherits.
func Merged(s *schema.Schema, t *Table, c *Constraint) bool {
	if c.Kind != schema.KindCheck || len(t.Inherits) == 0 || c.NoInherit || c.Comment != "" {
		return false
	}
	up := checksAbove(s, t)[c.Name]
	return up != nil && up.Expr.Strict == c.Expr.Strict && up.NotValid == c.NotValid && up.NotEnforced == c.NotEnforced
}

// SplitCheck makes a merged check one that is compared.
func (t *Table) SplitCheck(name string) {
	for i, c := range t.MergedChecks {
		if c.Name == name {
			t.MergedChecks = slices.Delete(slices.Clone(t.MergedChecks), i, i+1)
			t.Constraints = append(slices.Clone(t.Constraints), c)
			return
		}
	}
}
