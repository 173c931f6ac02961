package postgres

// New partitions and child tables that CREATE TABLE … PARTITION OF or INHERITS cannot make as they
// shall be: both give the columns in the order of the parent, and a partition the names of its NOT
// NULLs. Such a table is made on its own, with what its parent demands, and attached
// (sql-altertable.html, ATTACH PARTITION).

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// createNew is CREATE TABLE with what follows it, in one statement with its parent or attached to it.
func (w *planner) createNew(t *pgmodel.Table) []statement {
	apart := w.attachesNew(t)
	t = w.withNotNulls(w.withoutForce(w.withoutTaken(t)))
	if up := w.after.table(t.PartitionOf); up != nil && up.Method != "" && t.Method == "" && t.ID.Kind == schema.KindTable {
		t = t.Clone().(*pgmodel.Table)
		t.Method = "heap" // else it has that of the parent
	}
	if !apart {
		return w.besideDefault(t, createTable(w.asDeclared(t)))
	}
	alone := t.Clone().(*pgmodel.Table)
	alone.PartitionOf, alone.Inherits = schema.Key{}, nil
	for _, c := range w.checksAbove(t) {
		own := c.Clone().(*pgmodel.Constraint)
		own.Table, own.Comment = t.ID, ""
		alone.Constraints = append(alone.Constraints, own)
	}
	list := createTable(alone)
	for _, p := range slices.Backward(inherits(alone, t)) {
		p.Undo, p.Beside, p.Form = nil, t.Inherits[0], locks.Of(locks.AttachesNew)
		list = slices.Insert(list, 1, p)
	}
	if t.PartitionOf == (schema.Key{}) {
		return list
	}
	attach := statement{Do: ddl.AlterTable(t.PartitionOf, ddl.Clause("ATTACH PARTITION "+ddl.Qualified(t.ID)+" "+t.Bound.SQL)), Form: locks.Of(locks.AttachesNew), Beside: t.PartitionOf}
	if refers := w.referenceAbove(t); refers != nil {
		attach.Form, attach.Beside = locks.Of(locks.AddsUncheckedReference), refers.References
	}
	return slices.Insert(list, 1, w.besideDefault(t, []statement{attach})...)
}

// attachesNew reports whether a new table has to be made before it gets its parents.
func (w *planner) attachesNew(t *pgmodel.Table) bool {
	var given []string
	for _, k := range t.Parents() {
		up := w.after.table(k)
		if up == nil {
			return false
		}
		for _, c := range up.Columns {
			if !slices.Contains(given, c.Name) {
				given = append(given, c.Name)
			}
		}
	}
	if given == nil || slices.ContainsFunc(t.Columns, func(c *pgmodel.Column) bool { return c.Inherited }) {
		return false
	}
	for i, n := range given {
		if i >= len(t.Columns) || t.Columns[i].Name != n {
			return true
		}
	}
	return t.PartitionOf != (schema.Key{}) && w.version >= 18 && slices.ContainsFunc(t.Columns, func(c *pgmodel.Column) bool {
		up := pgmodel.InheritedNotNull(w.to, t, c.Name)
		return up != "" && t.NotNull(c.Name) == nil && up != pgmodel.NotNullName(w.to, t, c.Name)
	})
}

// checksAbove are the checks that a table has from the tables above it.
func (w *planner) checksAbove(t *pgmodel.Table) []*pgmodel.Constraint {
	var list []*pgmodel.Constraint
	for _, k := range t.Parents() {
		up := w.after.table(k)
		for _, c := range up.Constraints {
			if c.Kind == schema.KindCheck && !c.NoInherit && !w.uncheckedBelow(up, c) && t.Constraint(c.Name) == nil {
				list = append(list, c)
			}
		}
		for _, c := range w.checksAbove(up) {
			if t.Constraint(c.Name) == nil && !slices.ContainsFunc(list, func(o *pgmodel.Constraint) bool { return o.Name == c.Name }) {
				list = append(list, c)
			}
		}
	}
	return list
}

// referenceAbove is a foreign key of a table above a partition, which the partition gets as well; nil
// where there is none.
func (w *planner) referenceAbove(t *pgmodel.Table) *pgmodel.Constraint {
	for up := w.after.table(t.PartitionOf); up != nil; up = w.after.table(up.PartitionOf) {
		for _, c := range up.Constraints {
			if c.Kind == schema.KindForeign {
				return c
			}
		}
	}
	return nil
}

// withoutForce is a table as it is created where rows are brought back afterwards.
func (w *planner) withoutForce(t *pgmodel.Table) *pgmodel.Table {
	if !t.ForceRowSecurity || !slices.ContainsFunc(w.rebuilds, func(r *rebuild) bool { return hasTable(r.made, t.ID) }) {
		return t
	}
	t = t.Clone().(*pgmodel.Table)
	t.ForceRowSecurity = false
	return t
}
