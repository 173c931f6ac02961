package postgres

// Locks at the other end of references. When a column gets another type the server drops its
// references and adds them again, whichever side it is on, and keeps both tables locked while it
// writes the rows (tablecmds.c, ATPostAlterTypeCleanup). A table that is dropped takes triggers of the
// tables that it refers to with it (trigger.c, RemoveTriggerById).

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// dependentLarge is the size from which a table takes long to write for sessions of another one.
const dependentLarge = largeTable / 8

// lockReferences adds to each change of a type, and to each drop of a table, the tables that it locks
// beside its own.
func (w *planner) lockReferences() {
	for _, a := range w.actions {
		if t, ok := a.from.(*pgmodel.Table); ok && a.node == (node{opDrop, t.ID}) && !w.exchanged(t.ID) { // and no part of it, such as its bound
			a.lockedToo = union(a.lockedToo, w.referredBy(t))
		} else if a.op == opAlter && slices.ContainsFunc(a.statements, changesType) {
			a.lockedToo = union(a.lockedToo, w.otherEnds(a.key))
		}
	}
}

// lockColumns says of a step that changes columns of a type what it locks: all of their tables, and
// the ones at the other ends of their references.
func (w *planner) lockColumns(a *action, columns []*pgmodel.Column) {
	for _, c := range columns {
		a.lockedToo = union(union(a.lockedToo, []schema.Key{c.Table}), w.otherEnds(c.Key()))
	}
	var names []string
	for _, k := range a.lockedToo {
		names = append(names, ddl.Qualified(k))
	}
	for i := range a.statements {
		if len(names) > 0 && a.statements[i].Lock != "" {
			a.statements[i].On = listed(names)
		}
	}
}

// referredBy are the tables that a table refers to until it is dropped: their triggers go with it.
func (w *planner) referredBy(t *pgmodel.Table) (list []schema.Key) {
	for _, c := range t.Constraints {
		if c.Kind == schema.KindForeign && c.References != t.ID && !w.dropsAlone(c.Key()) {
			list = union(list, []schema.Key{c.References})
		}
	}
	return list
}

// dropsAlone reports whether the plan drops a reference by a step of its own.
func (w *planner) dropsAlone(reference schema.Key) bool {
	a := w.actions[node{opDrop, reference}]
	return a != nil && !a.silent
}

// changesType reports whether a statement gives a column another type, at whatever cost.
func changesType(p statement) bool {
	return p.ID == locks.Retypes || p.ID == locks.Reindexes || p.ID == locks.Relabels
}

// otherEnds are the tables that a column refers to, and the ones that refer to it, by references that
// the plan does not drop by themselves.
func (w *planner) otherEnds(column schema.Key) []schema.Key {
	if w.ends == nil {
		w.ends = map[schema.Key][]schema.Key{}
		for t := range w.before.tables() {
			for _, c := range t.Constraints {
				if c.Kind == schema.KindForeign && c.References != t.ID {
					w.addEnds(t.ID, c.Columns, c.References, c.Key())
					w.addEnds(c.References, c.Extra().RefColumns, t.ID, c.Key())
				}
			}
		}
	}
	return w.ends[column]
}

// addEnds notes that a reference over columns of a table has its other end at another.
func (w *planner) addEnds(table schema.Key, columns []string, other, reference schema.Key) {
	if w.dropsAlone(reference) {
		return
	}
	for _, n := range columns {
		k := schema.Key{Kind: schema.KindColumn, Schema: table.Schema, Table: table.Name, Name: n}
		w.ends[k] = union(w.ends[k], []schema.Key{other})
	}
}

// writesLong reports whether a change of a column's type writes for long while sessions wait: for its
// table, or for another one that is locked with it.
func (w *planner) writesLong(c *pgmodel.Column) bool {
	size := w.facts(c.Table).Bytes
	return size >= largeTable || size >= dependentLarge && slices.ContainsFunc(w.otherEnds(c.Key()), func(k schema.Key) bool { return w.facts(k).Bytes >= largeTable })
}
