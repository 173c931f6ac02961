package postgres

// Tables that become a partition, or cease to be one. What a partition has from its parent it
// keeps when it is detached, and a table must have it before it is attached, or have it built under
// the lock of ATTACH PARTITION (sql-altertable.html). So such a table is compared as it stands
// alone: with the checks, references and indexes that it has as a partition as its own.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// standAlone replaces, in both schemas, the tables that change their parent by what they are
// without one, and in the schema wanted the parts that partitions have of what is new above them
// and that are more than the server would make: they are made as the partition's own, and taken
// in when that is created. It reports whether it has replaced any.
func (w *planner) standAlone() bool {
	from, to, edited := w.from, w.to, false
	edit := func() {
		if !edited {
			w.from, w.to, edited = from.Clone(), to.Clone(), true
		}
	}
	for o := range to.All() {
		now, ok := o.(*pgmodel.Table)
		if !ok || now.PartitionOf == (schema.Key{}) || w.rebuilt(now.ID) {
			continue
		}
		was, _ := from.Get(o.Key()).(*pgmodel.Table)
		for _, x := range now.PartitionParts {
			if (was == nil || was.PartitionOf == now.PartitionOf) && pgmodel.RootObject(from, x.Root) == nil && !w.incomplete[x.Root] && (x.Local || x.Kind == schema.KindIndex && (!x.Plain || likeKey(to, now, x))) {
				edit()
				w.ownPart(w.to.Get(o.Key()).(*pgmodel.Table), x)
			}
		}
	}
	for o := range from.All() {
		was, ok := o.(*pgmodel.Table)
		now, ok2 := to.Get(o.Key()).(*pgmodel.Table)
		if ok && ok2 {
			compared := w.ownChecks
			if slices.Equal(was.Inherits, now.Inherits) {
				compared = w.declaredChecks
			}
			if a, b := compared(was, now); a != nil || b != nil {
				edit()
				putTable(w.from, a)
				putTable(w.to, b)
			}
		}
		if !ok || !ok2 || was.PartitionOf == now.PartitionOf || w.rebuilt(now.ID) {
			continue
		}
		edit()
		alone := w.standingAlone(w.from, was, nil)
		w.standingAlone(w.to, now, alone)
	}
	return edited
}

func putTable(s *schema.Schema, t *pgmodel.Table) {
	if t != nil {
		s.Put(t)
	}
}

// likeKey reports whether a partition has a key beside its part of an index that the server would
// take for that part.
func likeKey(s *schema.Schema, t *pgmodel.Table, x *pgmodel.PartitionPart) bool {
	root, ok := pgmodel.RootObject(s, x.Root).(*pgmodel.Index)
	return ok && slices.ContainsFunc(t.Constraints, func(c *pgmodel.Constraint) bool {
		return c.Kind.Has(schema.Indexed) && pgmodel.IndexOfKey(c).Shape() == root.Shape()
	})
}

// ownPart makes what a partition has of one of the tables above its own.
func (w *planner) ownPart(t *pgmodel.Table, x *pgmodel.PartitionPart) {
	root := pgmodel.RootObject(w.to, x.Root)
	if root == nil {
		return
	}
	t = t.Clone().(*pgmodel.Table)
	t.PartitionParts = slices.DeleteFunc(t.PartitionParts, func(o *pgmodel.PartitionPart) bool { return o.Root == x.Root })
	w.to.Put(t)
	switch own := x.Detached(root).(type) {
	case *pgmodel.Index:
		own.Only = t.PartitionBy != nil
		w.to.Put(own)
	case *pgmodel.Constraint:
		t.Constraints = append(t.Constraints, own)
	}
	w.takenIn[partOf{t.ID, x.Root}] = x.Name
}

// uncheckedBelow reports whether a check or NOT NULL that is not valid is also that of child tables, which
// come before it: the server makes the copy valid that a new table has.
func (w *planner) uncheckedBelow(t *pgmodel.Table, c *pgmodel.Constraint) bool {
	return (c.Kind == schema.KindCheck || c.Kind == schema.KindNotNull) && c.NotValid && !c.NotEnforced && !c.NoInherit && len(w.family(t.ID)) > 1
}

// takesIn reports whether a key of a partitioned table is to be made of those of its partitions, or
// a check to be added to its child tables, so that it is created after them.
func (w *planner) takesIn(t *pgmodel.Table, c *pgmodel.Constraint) bool {
	if w.incomplete[c.Key()] || w.uncheckedBelow(t, c) {
		return true
	}
	if t.PartitionBy == nil || len(w.takenIn) == 0 || !c.Kind.Has(schema.Indexed) {
		return false
	}
	roots := map[schema.Key]bool{c.Key(): true}
	for part, name := range w.takenIn {
		if part.partition == t.ID && name == c.Name {
			roots[part.root] = true
		}
	}
	for part := range w.takenIn {
		if roots[part.root] && part.partition != t.ID && slices.Contains(w.family(t.ID), part.partition) {
			return true
		}
	}
	return false
}

// withoutTaken is a table as CREATE TABLE makes it, without the keys that are made of those of its
// partitions.
func (w *planner) withoutTaken(t *pgmodel.Table) *pgmodel.Table {
	if !slices.ContainsFunc(t.Constraints, func(c *pgmodel.Constraint) bool { return w.takesIn(t, c) }) {
		return t
	}
	t = t.Clone().(*pgmodel.Table)
	t.Constraints = slices.DeleteFunc(t.Constraints, func(c *pgmodel.Constraint) bool {
		if !w.takesIn(t, c) {
			return false
		}
		if c.Kind == schema.KindNotNull {
			t.Column(c.Columns[0]).NotNull = false
		}
		return true
	})
	return t
}

// standingAlone puts a table into a schema as it is without its parent. What a table is to have
// is named as it has it already, and what only ATTACH PARTITION can make as the server makes it is
// left to that, unless it would take long.
func (w *planner) standingAlone(s *schema.Schema, t, have *pgmodel.Table) *pgmodel.Table {
	if t.PartitionOf == (schema.Key{}) {
		return t
	}
	alone := t.Clone().(*pgmodel.Table)
	alone.PartitionParts = nil
	s.Put(alone)
	for up := parentOf(s, t); up != nil; up = parentOf(s, up) {
		for _, c := range up.Constraints {
			if c.Kind != schema.KindCheck || c.NoInherit || alone.Constraint(c.Name) != nil {
				continue
			}
			own := c.Clone().(*pgmodel.Constraint)
			own.Table, own.Comment, own.Uses, own.Was = t.ID, "", nil, ""
			own.Use(t.ID)
			alone.Constraints = append(alone.Constraints, own)
		}
	}
	for _, x := range t.PartitionParts {
		root := pgmodel.RootObject(s, x.Root)
		if root == nil || have != nil && w.leftToAttach(x, root, have) {
			continue
		}
		own := x.Detached(root)
		to := own.Key()
		switch own := own.(type) {
		case *pgmodel.Index:
			s.Put(own)
		case *pgmodel.Constraint:
			alone.Constraints = append(alone.Constraints, own)
		}
		reroot(s, t.ID, x.Root, to)
	}
	return alone
}

// leftToAttach reports whether a constraint of a table that is attached is made by ATTACH PARTITION:
// one that was not declared for it, that it does not have yet, and that takes a short time.
func (w *planner) leftToAttach(x *pgmodel.PartitionPart, root pgmodel.Object, have *pgmodel.Table) bool {
	if x.Kind == schema.KindIndex || x.Local || w.facts(x.Table).Bytes >= largeTable {
		return false
	}
	return !slices.ContainsFunc(have.Constraints, func(c *pgmodel.Constraint) bool {
		if c.Kind == schema.KindForeign {
			parents, ok := root.(*pgmodel.Constraint)
			return ok && pgmodel.LikeReference(parents, c)
		}
		return c.Kind == x.Kind && c.Name == x.Name
	})
}

// reroot has what the partitions of a table have of an index or constraint belong to another one.
func reroot(s *schema.Schema, table, from, to schema.Key) {
	top, ok := s.Get(table).(*pgmodel.Table)
	if !ok {
		return
	}
	reached := map[schema.Key]bool{table: true}
	for _, t := range treeOf(s, top)[1:] {
		if !reached[t.PartitionOf] || t.PartitionPart(from) == nil {
			continue
		}
		reached[t.ID] = true
		t = t.Clone().(*pgmodel.Table)
		t.PartitionPart(from).Root = to
		s.Put(t)
	}
}
