package postgres

// A partition among the tables above it in the database: the topmost one, and the foreign keys that refer to any of
// them, which the drop of the partition waits for.

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// referencesAbove are the foreign keys that refer to a table above a partition.
func (w *planner) referencesAbove(t *pgmodel.Table) []*pgmodel.Constraint {
	if w.references == nil {
		w.references = map[schema.Key][]*pgmodel.Constraint{}
		for from := range w.before.tables() {
			for _, c := range from.Constraints {
				if c.Kind == schema.KindForeign {
					w.references[c.References] = append(w.references[c.References], c)
				}
			}
		}
	}
	var list []*pgmodel.Constraint
	for up := parentOf(w.before.schema, t); up != nil; up = parentOf(w.before.schema, up) {
		list = append(list, w.references[up.ID]...)
	}
	return list
}

// topOf is the table of the database that is above all others of a table's tree.
func (w *planner) topOf(table schema.Key) schema.Key {
	for t := w.before.table(table); t != nil; t = parentOf(w.before.schema, t) {
		table = t.ID
	}
	return table
}

// parentOf is the partitioned table that a table is a partition of; nil if it is none.
func parentOf(s *schema.Schema, t *pgmodel.Table) *pgmodel.Table {
	up, _ := s.Get(t.PartitionOf).(*pgmodel.Table)
	return up
}
