package sqlite

// Renames that may have been missed. Two schemas show a renamed table or column as a drop and
// an add, and executing these would destroy its rows; pairs that resemble each other by name
// and type are reported as blocking findings, with the hint to write.

import (
	"fmt"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// lookalikes finds a drop and an add that may well be a rename. Without a hint
// the rows or values would be gone, so the plan is refused until someone says
// which it is.
func (w *work) lookalikes() {
	w.likelyTables()
	for _, k := range w.order {
		if parts, ok := w.parts[k]; ok {
			w.likelyColumns(litemodel.TableOf(w.to, k), parts)
		}
	}
}

func (w *work) likelyTables() {
	var dropped, added []*litemodel.Table
	for _, k := range w.order {
		c := w.changes[k]
		switch {
		case k.Kind != schema.KindTable:
		case c.Op == plan.Drop:
			dropped = append(dropped, c.From.(*litemodel.Table))
		case c.Op == plan.Add:
			added = append(added, c.To.(*litemodel.Table))
		}
	}
	for i, j := range plan.Lookalikes(tableLookalikes(dropped), tableLookalikes(added)) {
		if j >= 0 {
			d, a := dropped[i], added[j]
			w.likely(d.Key(), d.Name, a.Key(), a.Name, a.Pos(), "table "+d.Name, "table "+a.Name, d.Name+"="+a.Name)
		}
	}
}

func tableLookalikes(tables []*litemodel.Table) []plan.Lookalike {
	list := make([]plan.Lookalike, len(tables))
	for i, t := range tables {
		list[i] = plan.Lookalike{Name: t.Folded, AnyName: true}
		for _, c := range t.Columns {
			list[i].Columns = append(list[i].Columns, c.Folded+" "+c.Type.Name)
		}
	}
	return list
}

func (w *work) likelyColumns(t *litemodel.Table, parts []plan.Change) {
	var dropped, added []*litemodel.Column
	for _, c := range parts {
		switch {
		case c.Key.Kind != schema.KindColumn:
		case c.Op == plan.Drop && !c.From.(*litemodel.Column).IsGenerated():
			dropped = append(dropped, c.From.(*litemodel.Column))
		case c.Op == plan.Add && !c.To.(*litemodel.Column).IsGenerated():
			added = append(added, c.To.(*litemodel.Column))
		}
	}
	for i, j := range plan.Lookalikes(columnLookalikes(dropped, len(dropped) == 1), columnLookalikes(added, false)) {
		if j >= 0 {
			d, a := dropped[i], added[j]
			w.likely(d.Key(), d.Name, a.Key(), a.Name, a.Pos(), "column "+t.Name+"."+d.Name, "column "+t.Name+"."+a.Name,
				t.Name+"."+d.Name+"="+a.Name)
		}
	}
}

func columnLookalikes(columns []*litemodel.Column, alone bool) []plan.Lookalike {
	list := make([]plan.Lookalike, len(columns))
	for i, c := range columns {
		list[i] = plan.Lookalike{Group: c.Type.Name, Name: c.Folded, AnyName: alone}
	}
	return list
}

func (w *work) likely(dropped schema.Key, was string, added schema.Key, now string, pos schema.Pos, dropText, addText, flag string) {
	w.find(plan.Finding{Rule: "possible-rename", Severity: plan.Error, Key: dropped, Pos: pos, Blocks: true, Allow: "possible-rename",
		Message: fmt.Sprintf("%s would be dropped and %s created: is it a rename?", dropText, addText),
		Hint: fmt.Sprintf("if it is, write after the new definition of %s: -- @renamed from=%s (or --rename %s); if not, --allow %s",
			now, hintName(was), plan.ShellWord(flag), plan.ShellWord(plan.Item("possible-rename", dropped)))})
}

func hintName(name string) string { return litemodel.Quote(name) }
