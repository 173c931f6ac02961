package postgres

// The checks that tables inherit with INHERIT and keep with NO INHERIT (sql-altertable.html). A table
// must have the checks of its parent before it inherits from it, and has them as its own when it no
// longer does. So a table whose parents change is compared as if they were its own, where it has
// them on one side alone.

import (
	"maps"
	"slices"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// ownChecks makes the checks a table's own that it inherits on one side and lacks on the other; only
// tables whose parents change are given. It returns what there is to put into either schema, or nil.
func (w *planner) ownChecks(was, now *pgmodel.Table) (from, to *pgmodel.Table) {
	before, after := pgmodel.InheritedChecks(w.from, was), pgmodel.InheritedChecks(w.to, now)
	add := func(t, edited *pgmodel.Table, c *pgmodel.Constraint) *pgmodel.Table {
		if edited == nil {
			edited = t.Clone().(*pgmodel.Table)
		}
		own := c.Clone().(*pgmodel.Constraint)
		own.Table, own.Comment, own.Uses, own.Was = t.ID, "", slices.Clone(c.Uses), ""
		for i, k := range own.Uses {
			switch {
			case k == c.Table:
				own.Uses[i] = t.ID
			case k.Schema == c.Table.Schema && k.Table == c.Table.Name:
				own.Uses[i].Schema, own.Uses[i].Table = t.ID.Schema, t.ID.Name
			}
		}
		edited.Constraints = append(edited.Constraints, own)
		return edited
	}
	for _, n := range slices.Sorted(maps.Keys(before)) {
		if after[n] == nil {
			from = add(was, from, before[n])
		}
	}
	for _, n := range slices.Sorted(maps.Keys(after)) {
		if before[n] == nil {
			to = add(now, to, after[n])
		}
	}
	return from, to
}

// needsToInherit reports whether a new check of a table is one that INHERIT in the same plan demands.
func (w *planner) needsToInherit(c *pgmodel.Constraint) bool {
	was, now := w.before.table(c.Table), w.after.table(c.Table)
	if c.Kind != schema.KindCheck || was == nil || now == nil || slices.Equal(was.Inherits, now.Inherits) {
		return false
	}
	for _, k := range now.Inherits {
		if up := w.after.table(k); up != nil && (up.Constraint(c.Name) != nil || pgmodel.InheritedChecks(w.to, up)[c.Name] != nil) {
			return true
		}
	}
	return false
}
