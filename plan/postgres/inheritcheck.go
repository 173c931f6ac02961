package postgres

// The checks that tables inherit with INHERIT and keep with NO INHERIT (sql-altertable.html). A table
// must have the checks of its parent before it inherits from it, and has them as its own when it no
// longer does. So a table whose parents change is compared as if they were its own, where it has
// them on one side alone. The same goes for the checks that it declares as well, where a parent that
// stays gains or loses its own.

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
	for _, n := range slices.Sorted(maps.Keys(before)) {
		if after[n] == nil {
			from = withCheck(was, from, before[n])
		}
	}
	for _, n := range slices.Sorted(maps.Keys(after)) {
		if before[n] == nil {
			to = withCheck(now, to, after[n])
		}
	}
	return from, to
}

// declaredChecks makes the checks a table's own that it declares beside its parent's on one side, where
// on the other its parent has none like it or the table another one of that name: the server keeps the
// table's own when the parent's goes, and takes it for the parent's when that comes.
func (w *planner) declaredChecks(was, now *pgmodel.Table) (from, to *pgmodel.Table) {
	for _, c := range was.MergedChecks {
		if up := pgmodel.InheritedChecks(w.to, now)[c.Name]; up == nil || up.Expr.Strict != c.Expr.Strict {
			from = withCheck(was, from, c)
		}
	}
	for _, c := range now.MergedChecks {
		if was.Constraint(c.Name) != nil || from != nil && from.Constraint(c.Name) != nil {
			to = withCheck(now, to, c)
		}
	}
	return from, to
}

// withCheck is a table with a check of its own more, a copy of its own or of a parent's. The table that
// has been edited already is given too, or nil.
func withCheck(t, edited *pgmodel.Table, c *pgmodel.Constraint) *pgmodel.Table {
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
	edited.MergedChecks = slices.DeleteFunc(edited.MergedChecks, func(o *pgmodel.Constraint) bool { return o.Name == c.Name })
	return edited
}

// needsToInherit reports whether a new check of a table is one that INHERIT in the same plan demands.
func (w *planner) needsToInherit(c *pgmodel.Constraint) bool {
	return w.reparented(c) && parentHasCheck(w.to, w.after.table(c.Table), c.Name)
}

// keptFromParent reports whether a check of a table is one that NO INHERIT in the same plan leaves it.
func (w *planner) keptFromParent(c *pgmodel.Constraint) bool {
	return w.reparented(c) && parentHasCheck(w.from, w.before.table(c.Table), c.Name)
}

// reparented reports whether a check is on a table that stays and gets other parents to inherit from.
func (w *planner) reparented(c *pgmodel.Constraint) bool {
	was, now := w.before.table(c.Table), w.after.table(c.Table)
	return c.Kind == schema.KindCheck && was != nil && now != nil && !slices.Equal(was.Inherits, now.Inherits)
}

func parentHasCheck(s *schema.Schema, t *pgmodel.Table, name string) bool {
	return slices.ContainsFunc(t.Inherits, func(k schema.Key) bool {
		up, ok := s.Get(k).(*pgmodel.Table)
		return ok && (up.Constraint(name) != nil || pgmodel.InheritedChecks(s, up)[name] != nil)
	})
}
