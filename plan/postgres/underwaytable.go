package postgres

// Tables that a plan was making beside the ones that they replace when it was broken off, as
// underway.go has it for columns.

import (
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
				w.formerTables = append(w.formerTables, t)
				gone = append(gone, w.keysBeside(&tableBeside{}, t)...)
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
	want := &tableBeside{table: table, function: &pgmodel.Function{}}
	for _, t := range copyTriggers(want) {
		if have, ok := w.from.Get(t.ID).(*pgmodel.Trigger); ok {
			b.triggers = append(b.triggers, have)
		}
	}
	b.function, _ = w.from.Get(copyFunctionKey(table)).(*pgmodel.Function)
	return b
}

// keysBeside are the objects of a table that is to replace another.
func (w *planner) keysBeside(b *tableBeside, next *pgmodel.Table) []schema.Key {
	var list []schema.Key
	for _, t := range b.triggers {
		list = append(list, t.ID)
	}
	if b.function != nil {
		list = append(list, b.function.ID)
	}
	tree := treeOf(w.from, next)
	for _, t := range tree {
		list = append(list, t.ID)
	}
	for o := range w.from.All() {
		if x, ok := o.(*pgmodel.Index); ok && hasTable(tree, x.Table) {
			list = append(list, x.ID)
		}
	}
	return list
}

// same reports whether a plan would make the same.
func (b *tableBeside) same(want *tableBeside) bool {
	if b == nil || b.mark != want.mark || b.function == nil || len(b.triggers) != len(want.triggers) || !alikeButAccess(b.function, want.function) {
		return false
	}
	for i, t := range b.triggers {
		if !alikeButAccess(t, want.triggers[i]) {
			return false
		}
	}
	return true
}

// clearTablesUnderWay drops what no change of the plan goes on with.
func (w *planner) clearTablesUnderWay() {
	for k, b := range w.tablesUnderWay {
		a := w.add(node{opDrop, clearTableKey(k)}, &pgmodel.Table{ID: k}, nil, w.withoutTableBeside(b, true), "nothing goes on with replacing "+k.String())
		a.rank, a.label, a.about = rankClearBeside, "clear up table beside", k
	}
	for _, t := range w.formerTables {
		table := t.ID
		table.Name = strings.TrimPrefix(t.Comment, formerTableMark)
		w.dropFormerTable(table, t)
	}
}
