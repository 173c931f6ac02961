package postgres

// Indexes and keys of partitioned tables that some partitions do not have: they were added with ONLY,
// and are not valid before all partitions have one (sql-createindex.html; sql-altertable.html, ADD
// table_constraint_using_index; sql-alterindex.html, ATTACH PARTITION). They come after the
// partitions, for the server gives them to each that it creates, and take in what those have of them.

import (
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// incompleteRoots are the indexes and keys of partitioned tables in a schema of which some partition
// has no part.
func incompleteRoots(s *schema.Schema) map[schema.Key]bool {
	list := map[schema.Key]bool{}
	for o := range s.All() {
		switch o := o.(type) {
		case *pgmodel.Index:
			list[o.ID] = o.Only
		case *pgmodel.Table:
			for up := parentOf(s, o); up != nil; up = parentOf(s, up) {
				for _, c := range up.Constraints {
					if c.Kind.Has(schema.Indexed) && o.PartitionPart(c.Key()) == nil {
						list[c.Key()] = true
					}
				}
			}
		}
	}
	return list
}

// addIncompleteKey adds a key to a partitioned table and to those of its partitions that have it.
func (w *planner) addIncompleteKey(c *pgmodel.Constraint) []statement {
	add := statement{Do: ddl.AlterTableOnly(c.Table, ddl.AddConstraint{Constraint: c}),
		Undo: ddl.AlterTable(c.Table, ddl.DropConstraint(c.Name)), Form: locks.Of(locks.AddsBuiltKey)}
	return append(append([]statement{add}, w.partitionIndexes(pgmodel.IndexOfKey(c), c.Key(), false)...), indexComment(c)...)
}

// recreateIncomplete recreates indexes and keys that partitions of theirs shall not have any more, or
// that a new partition shall not get: the server drops a part with its index alone, and gives it to each
// new partition.
func (w *planner) recreateIncomplete() {
	roots := map[schema.Key][]schema.Key{}
	for k, incomplete := range w.incomplete {
		if o := pgmodel.RootObject(w.to, k); incomplete && o != nil && pgmodel.RootObject(w.from, k) != nil {
			table := w.relation(o)
			roots[table] = append(roots[table], k)
		}
	}
	if len(roots) == 0 {
		return
	}
	for t := range w.after.tables() {
		was := w.before.table(t.ID)
		for up := w.after.table(t.PartitionOf); up != nil; up = w.after.table(up.PartitionOf) {
			for _, k := range roots[up.ID] {
				if t.PartitionPart(k) == nil && (was == nil || was.PartitionOf != t.PartitionOf || was.PartitionPart(k) != nil) {
					w.recreate(k, "not all partitions have "+k.String())
				}
			}
		}
	}
}

// lacksKey reports whether a partition that is there gains its part of a key: one that was added with
// ONLY, or one that will be.
func (w *planner) lacksKey(t *pgmodel.Table, to *pgmodel.PartitionPart) bool {
	root, ok := pgmodel.RootObject(w.to, to.Root).(*pgmodel.Constraint)
	was := w.before.table(t.ID)
	return ok && (root.Kind == schema.KindPrimary || root.Kind == schema.KindUnique) && t.ID.Kind == schema.KindTable &&
		was != nil && was.PartitionOf == t.PartitionOf && was.PartitionPart(to.Root) == nil &&
		(pgmodel.RootObject(w.from, to.Root) != nil || w.incomplete[to.Root])
}

// incompleteKeys reports whether a partition lacks its part of a key. No comparison of objects
// shows it: a part that is as the server makes it counts for nothing there.
func (w *planner) incompleteKeys() bool {
	for k := range w.incomplete {
		if k.Kind != schema.KindIndex {
			return true
		}
	}
	for t := range w.after.tables() {
		for _, to := range t.PartitionParts {
			if to.Root.Kind != schema.KindIndex && w.lacksKey(t, to) {
				return true
			}
		}
	}
	return false
}

// addMissingKey gives a partition its part of a key that was added with ONLY: an index or key of its
// own that is like it, or a new one, is attached.
func (w *planner) addMissingKey(t *pgmodel.Table, to *pgmodel.PartitionPart) bool {
	if !w.lacksKey(t, to) {
		return false
	}
	root := pgmodel.RootObject(w.from, to.Root).(*pgmodel.Constraint)
	above, first := w.partAbove(t, root)
	if above == nil { // the table between gets its part with those of its partitions
		return true
	}
	child := w.partOfIndex(t, pgmodel.IndexOfKey(root), to.Root)
	child.Name, child.ID.Name = to.Name, to.Name
	statements := w.ownKey(t, child, to)
	if t.PartitionBy != nil {
		statements = append(statements, w.partitionIndexes(child, to.Root, false)...)
	}
	statements = append(statements, w.attachIndex(above, child))
	a := w.add(node{opAlter, to.Key()}, nil, to, append(statements, w.settingsOfPart(t, child, to.Root)...), string(root.Kind)+" "+ddl.Qualified(pgmodel.IndexOfKey(root).ID)+" gains the partition")
	a.after = append(a.after, first...)
	return true
}

// partAbove returns the part that the table above a partition has of a key, as an index under the name that it has once
// some actions are done; nil if it has none yet.
func (w *planner) partAbove(t *pgmodel.Table, root *pgmodel.Constraint) (*pgmodel.Index, []node) {
	above := pgmodel.IndexOfKey(root)
	if root.Table == t.PartitionOf {
		return above, nil
	}
	part, to := w.before.table(t.PartitionOf).PartitionPart(root.Key()), w.after.table(t.PartitionOf).PartitionPart(root.Key())
	if part == nil || to == nil {
		return nil, nil
	}
	above.Table, above.Name = t.PartitionOf, to.Name
	if part.Automatic && to.Automatic {
		above.Name = part.Name
	}
	above.ID = schema.Key{Kind: schema.KindIndex, Schema: t.PartitionOf.Schema, Name: above.Name}
	return above, []node{{opAlter, to.Key()}}
}

// ownKey makes the key of a partition that is to be its part of another: there may be one already, or
// an index that can become one.
func (w *planner) ownKey(t *pgmodel.Table, child *pgmodel.Index, to *pgmodel.PartitionPart) []statement {
	was := w.before.table(t.ID)
	if was != nil && was.Constraint(to.Name) != nil && was.Constraint(to.Name).Kind == to.Kind {
		return nil
	}
	own, _ := w.before.get(child.ID).(*pgmodel.Index)
	if own == nil || own.Table != t.ID || own.Invalid || own.Shape() != child.Shape() || w.dropsAll(own.ID) {
		return w.buildPart(t, child, to.Root, false)
	}
	key := &pgmodel.Constraint{Table: t.ID, Kind: to.Kind}
	key.Name = to.Name
	return []statement{{Do: ddl.AlterTable(t.ID, ddl.AddConstraint{Constraint: key, Index: own.Name}), Form: locks.Of(locks.AddsBuiltKey), On: ddl.Qualified(t.ID)}}
}
