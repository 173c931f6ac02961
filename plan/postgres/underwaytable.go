package postgres

// Tables that a plan was making beside the ones that they replace when it was broken off, as
// underway.go has it for columns.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// findTablesUnderWay finds the tables that are being replaced, and takes out what was made for that.
func (w *planner) findTablesUnderWay() {
	w.tablesUnderWay = map[schema.Key]*tableBeside{}
	var gone []schema.Key
	for o := range w.from.All() {
		t, ok := o.(*pgmodel.Table)
		if !ok || w.to.Get(t.ID) != nil { // the files have it, as inspect writes it
			continue
		}
		if name, ok := strings.CutPrefix(t.Comment, formerTableMark); ok {
			table := t.ID
			if table.Name = name; formerTableName(table) == t.ID {
				tree := treeOf(w.from, t)
				w.formerTables = append(w.formerTables, formerTable{t, w.neededByTree(tree)})
				gone = append(gone, w.keysOnTree(tree)...)
			}
			continue
		}
		rest, ok := strings.CutPrefix(t.Comment, tableBesideMark)
		i := strings.LastIndex(rest, " (")
		if !ok || i < 0 {
			continue
		}
		table := t.ID
		table.Name = rest[:i]
		if t.ID != tableBesideName(table) {
			continue
		}
		b := w.tableBesideOf(table, t)
		w.tablesUnderWay[table] = b
		gone = append(gone, w.keysBeside(b, t)...)
	}
	if len(gone) > 0 {
		w.from = w.from.Without(gone...)
	}
}

// tableBesideOf finds the parts of a table that is to replace another.
func (w *planner) tableBesideOf(table schema.Key, next *pgmodel.Table) *tableBeside {
	b := &tableBeside{table: table, next: next.ID, mark: next.Comment}
	b.function, _ = w.from.Get(copyFunctionKey(table)).(*pgmodel.Function)
	for o := range w.from.All() {
		if t, ok := o.(*pgmodel.Trigger); ok && b.function != nil && t.Function == routineOf(b.function) {
			b.triggers = append(b.triggers, t)
		}
	}
	return b
}

// keysBeside are the objects of a table that is to replace another.
func (w *planner) keysBeside(b *tableBeside, next *pgmodel.Table) []schema.Key {
	list := w.keysOnTree(treeOf(w.from, next))
	for _, t := range b.triggers {
		list = append(list, t.ID)
	}
	if b.function != nil {
		list = append(list, b.function.ID)
	}
	return list
}

// keysOnTree are the tables of a tree and all that goes with them.
func (w *planner) keysOnTree(tree []*pgmodel.Table) (list []schema.Key) {
	for o := range w.from.All() {
		if isOnTree(tree, o) {
			list = append(list, o.Key())
		}
	}
	return list
}

// isOnTree reports whether an object is one of the tables of a tree, or goes with one.
func isOnTree(tree []*pgmodel.Table, o schema.Object) bool {
	switch o := o.(type) {
	case *pgmodel.Table:
		return hasTable(tree, o.ID)
	case *pgmodel.Index:
		return hasTable(tree, o.Table)
	case *pgmodel.Statistics:
		return hasTable(tree, o.Table)
	case *pgmodel.Sequence:
		return hasTable(tree, schema.TableOfPart(o.OwnedBy))
	}
	return o.Key().IsPart() && hasTable(tree, schema.TableOfPart(o.Key()))
}

// neededByTree are the objects that the tables of a tree need with all that goes with them.
func (w *planner) neededByTree(tree []*pgmodel.Table) (list []schema.Key) {
	for o := range w.from.All() {
		if !isOnTree(tree, o) {
			continue
		}
		needs := slices.Clone(o.Needs())
		if c, ok := o.(schema.Composite); ok {
			for _, part := range c.Parts() {
				needs = append(needs, part.Needs()...)
			}
		}
		list = union(list, slices.DeleteFunc(needs, func(k schema.Key) bool { return hasTable(tree, k) || hasTable(tree, schema.TableOfPart(k)) }))
	}
	return list
}

// same reports whether a plan would make the same.
func (b *tableBeside) same(want *tableBeside) bool {
	if b == nil || b.mark != want.mark || b.function == nil || len(b.triggers) != len(want.triggers) || !alikeButAccess(b.function, want.function) {
		return false
	}
	return !slices.ContainsFunc(want.triggers, func(t *pgmodel.Trigger) bool {
		return !slices.ContainsFunc(b.triggers, func(have *pgmodel.Trigger) bool { return have.ID == t.ID && alikeButAccess(have, t) })
	})
}

// clearTablesUnderWay drops what no change of the plan goes on with.
func (w *planner) clearTablesUnderWay() {
	for k, b := range w.tablesUnderWay {
		a := w.add(node{opDrop, clearTableKey(k)}, &pgmodel.Table{ID: k}, nil, w.withoutTableBeside(b, true), "nothing goes on with replacing "+k.String())
		a.rank, a.label, a.about = rankClearBeside, "clear up table beside", k
	}
	for _, t := range w.formerTables {
		table := t.table.ID
		table.Name = strings.TrimPrefix(t.table.Comment, formerTableMark)
		w.dropFormerTable(table, t)
	}
}
