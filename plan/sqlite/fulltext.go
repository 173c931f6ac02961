package sqlite

// A full-text index with external content holds words by row id, and is not notified
// when a step changes the values or the row ids of its content table: it would find
// what is not there (fts5.html, section 4.4.3). Where a plan changes what an index was
// made from, the index is filled again in the same transaction.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// refill looks at the indexes that stay as they are, whose content may change.
func (w *work) refill() {
	for o := range w.to.All() {
		v, ok := o.(*litemodel.Virtual)
		if !ok || v.Content == "" {
			continue
		}
		if _, changes := w.changes[v.Key()]; changes || w.from.Get(v.Key()) == nil {
			continue
		}
		if _, broken := w.in.Avoid[v.Key()]; broken {
			continue
		}
		w.operations.add(refillIndexes, v, func() { w.refillIndex(v) })
	}
}

// refillIndex fills an index again if what it was made from changes.
func (w *work) refillIndex(v *litemodel.Virtual) {
	reasons := w.contentChanges(v, v.Content, map[string]bool{})
	switch {
	case len(reasons) == 0:
	case v.Filler == "rebuild":
		w.step(plan.Step{Kind: plan.RefillIndex, Key: v.Key(), Pos: v.Pos(), Cost: plan.Rewrite, Loss: plan.Keeps, Rows: -1, Bytes: -1,
			Reasons:    append(reasons, fmt.Sprintf("so %s is filled again from %s", v.Name, v.Content)),
			Statements: []plan.Statement{{SQL: fmt.Sprintf("INSERT INTO %[1]s (%[1]s) VALUES ('rebuild')", quote(v.Name))}},
			UndoNote:   "a plan back to the former schema fills it again"})
	default:
		w.find(plan.Finding{Rule: "application-module", Severity: plan.Error, Key: v.Key(), Pos: v.Pos(), Blocks: true, Allow: "application-module",
			Message: fmt.Sprintf("the full-text index %s would find what is not there: %s; only the application has its module %s, to fill it again", v.Name, strings.Join(reasons, "; "), v.Module),
			Hint:    fmt.Sprintf("after the change, run in the application: INSERT INTO %[1]s (%[1]s) VALUES ('rebuild')", quote(v.Name))})
	}
}

// contentChanges says what of an index's content the plan changes; through views as
// well. seen are the relations that were looked at.
func (w *work) contentChanges(v *litemodel.Virtual, name string, seen map[string]bool) []string {
	if seen[name] {
		return nil
	}
	seen[name] = true
	view, _ := w.to.Get(schema.Key{Kind: schema.KindView, Name: name}).(*litemodel.View)
	if view == nil {
		return w.tableContent(v, litemodel.TableKey(name), name == v.Content)
	}
	var out []string
	if c, changes := w.changes[view.Key()]; changes {
		out = append(out, sentence(c))
	}
	for _, k := range view.Names() {
		out = append(out, w.contentChanges(v, k.Name, seen)...)
	}
	return out
}

// tableContent says how a plan changes the values or row ids of a table. Where the
// index reads the table itself, only the columns that it names count.
func (w *work) tableContent(v *litemodel.Virtual, key schema.Key, direct bool) []string {
	from, to := litemodel.TableOf(w.from, key), litemodel.TableOf(w.to, key)
	if c, changes := w.changes[key]; changes && c.Op == plan.Add {
		return []string{sentence(c)}
	}
	if from == nil || to == nil {
		return nil
	}
	var out []string
	for _, c := range w.parts[key] {
		if c.Key.Kind == schema.KindColumn && (!direct || reads(v, c.Key.Name)) && changesValues(c, from, to) {
			out = append(out, sentence(c))
		}
	}
	if w.rebuilt[key] && !w.keepsRowIDs(from, to) && (v.ContentRowID == "" || !direct) {
		out = append(out, fmt.Sprintf("the rows of %s get other row ids", to.Name))
	}
	return out
}

// reads reports whether an index names a column of its content table.
func reads(v *litemodel.Virtual, column string) bool {
	return column == v.ContentRowID || slices.Contains(foldAll(v.Columns), column)
}

// changesValues reports whether a change of a column can change what it holds. What
// reads a column that goes is broken, and no index that could be filled again.
func changesValues(c plan.Change, from, to *litemodel.Table) bool {
	if c.Op != plan.Alter {
		return c.Op == plan.Add
	}
	before, after := c.From.(*litemodel.Column), c.To.(*litemodel.Column)
	return recomputed(before, after) || affinity(before, from) != affinity(after, to)
}
