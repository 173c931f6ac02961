package postgres

// Tables whose row type is that of columns elsewhere. The server converts no values inside of others,
// so it refuses every statement that writes the rows of such a table again, gives one of its columns another
// type, or adds one with a value (tablecmds.c, find_composite_type_dependencies).

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// rowTypes refuses what the server would refuse because of columns that hold rows of a table, and has
// it come after the columns that no longer do.
func (w *planner) rowTypes() {
	var h *holders
	for _, n := range w.sortedActions() {
		a := w.actions[n]
		if a.silent || !w.writesRowType(a) {
			continue
		}
		if h == nil {
			h = w.newHolders()
		}
		for _, table := range w.written(a) {
			if w.heldRows(a, table, h.of(table)) {
				break
			}
		}
	}
}

// heldRows refuses an action where a column goes on holding rows of a table that it writes, and reports whether
// one does. Columns that no longer do change before it.
func (w *planner) heldRows(a *action, table schema.Key, holders []*pgmodel.Column) bool {
	for _, c := range holders {
		if now, ok := w.after.get(c.Key()).(*pgmodel.Column); ok && now.Type == c.Type && !w.recreated[c.Key()] {
			w.find(plan.Finding{Rule: "table-change", Severity: plan.Error, Key: a.key, Pos: pick(a.to, a.from).Pos(), Blocks: true,
				Message: c.Key().Object() + " holds rows of " + table.Object() + ": while it does, the server refuses to " + verb(a.op) + " " + a.key.String() + " like this",
				Hint:    "give " + c.Key().Object() + " another type first, in a plan of its own"})
			return true
		}
		a.after = append(a.after, node{opDrop, c.Key()}, node{opAlter, c.Key()})
	}
	return false
}

// written are the tables of the database whose rows an action writes: its own, and for a column those below it
// too. A partitioned table has no rows; only another type of its columns is refused all the same.
func (w *planner) written(a *action) []schema.Key {
	if t, ok := a.from.(*pgmodel.Table); ok {
		return []schema.Key{t.ID}
	}
	var list []schema.Key
	for i, k := range w.family(w.relation(pick(a.to, a.from))) {
		if t := w.before.table(k); t != nil && (t.PartitionBy == nil || i == 0 && a.op == opAlter) {
			list = append(list, k)
		}
	}
	return list
}

// writesRowType reports whether an action has a statement that the server refuses on a table whose row type is
// in use. A move to another tablespace copies the rows as they are.
func (w *planner) writesRowType(a *action) bool {
	if was, ok := a.from.(*pgmodel.Table); ok && a.op == opAlter {
		now, ok := a.to.(*pgmodel.Table)
		return ok && now.PartitionBy == nil && (was.Unlogged != now.Unlogged || was.Method != now.Method)
	}
	c, ok := pick(a.to, a.from).(*pgmodel.Column)
	filled := ok && w.actions[node{opAlter, schema.Key{Kind: kindFill, Schema: c.Table.Schema, Table: c.Table.Name, Name: c.Name}}] != nil
	if ok && a.op == opCreate && !c.Default.IsZero() && !filled {
		return true
	}
	return ok && slices.ContainsFunc(a.statements, func(p statement) bool {
		switch p.ID {
		case locks.Retypes, locks.Reindexes, locks.Relabels, locks.AddsFilledColumn, locks.SetsStoredExpression:
			return true
		case locks.AddsRequiredColumn: // whose values are computed to be checked
			return c.Extra().Virtual
		}
		return false
	})
}

// holders finds the columns of tables in the database that hold values of a type.
type holders struct {
	columns map[string][]*pgmodel.Column // by their type, or that of the elements
	types   map[schema.Key][]schema.Key  // the types that are made of another one
}

func (w *planner) newHolders() *holders {
	h := &holders{map[string][]*pgmodel.Column{}, map[schema.Key][]schema.Key{}}
	for c := range w.before.columns() {
		if c.Table.Kind == schema.KindTable {
			typ := strings.TrimSuffix(c.Type, "[]")
			h.columns[typ] = append(h.columns[typ], c)
		}
	}
	for o := range w.before.of(schema.KindComposite, schema.KindDomain, schema.KindRange) {
		for _, k := range o.Needs() {
			h.types[k] = append(h.types[k], o.Key())
		}
	}
	return h
}

// of are the columns that hold values of a type, perhaps inside of others, in the order of their keys.
func (h *holders) of(k schema.Key) []*pgmodel.Column {
	var list []*pgmodel.Column
	types := []schema.Key{k}
	for i := 0; i < len(types); i++ {
		list = append(list, h.columns[ddl.Qualified(types[i])]...)
		for _, made := range h.types[types[i]] {
			if !slices.Contains(types, made) {
				types = append(types, made)
			}
		}
	}
	slices.SortFunc(list, func(a, b *pgmodel.Column) int { return schema.CompareKeys(a.Key(), b.Key()) })
	return list
}
