package postgres

// Tables that get other parents to inherit from (sql-altertable.html, INHERIT). What is inherited can
// be neither dropped nor retyped, so a table leaves a parent before its columns change; and it must have
// what its new parent has, so it inherits after that.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// reparent takes a table from the parents that it no longer has, with what else it needs without them, and
// gives it to its new ones.
func (w *planner) reparent(from, to *pgmodel.Table, orphaned []statement, reason string) {
	leaves := inheritances(to.ID, from.Inherits, to.Inherits, "NO INHERIT ", "INHERIT ")
	if leaves = append(leaves, orphaned...); len(leaves) > 0 {
		a := w.add(node{opDrop, parentsKey(to.ID)}, from, nil, leaves, reason)
		a.label, a.about = "alter table", to.ID
	}
	if joins := inherits(from, to); len(joins) > 0 {
		a := w.add(node{opCreate, parentsKey(to.ID)}, nil, to, joins, reason)
		a.label, a.about = "alter table", to.ID
	}
}

// inherits are the statements that give a table its new parents.
func inherits(from, to *pgmodel.Table) []statement {
	return inheritances(to.ID, to.Inherits, from.Inherits, "INHERIT ", "NO INHERIT ")
}

// leaves reports whether a table no longer inherits from another one.
func (w *planner) leaves(table pgmodel.Object, parent schema.Key) bool {
	was, now := table.(*pgmodel.Table), w.after.table(table.Key())
	return slices.Contains(was.Inherits, parent) && (now == nil || !slices.Contains(now.Inherits, parent))
}

// inheritances are the statements about the parents in one list that are not in the other.
func inheritances(table schema.Key, these, others []schema.Key, do, undo string) []statement {
	var out []statement
	for _, k := range these {
		if !slices.Contains(others, k) {
			out = append(out, statement{Do: ddl.AlterTable(table, ddl.Clause(do+ddl.Qualified(k))),
				Undo: ddl.AlterTable(table, ddl.Clause(undo+ddl.Qualified(k))), Form: locks.Of(locks.Inherits)})
		}
	}
	return out
}
