package sqlite

// The order of columns. SQLite adds a column only at the end, so that new columns may stand in
// another order than in the files; that is reported, or the table is rebuilt where the order
// counts. Among themselves new columns come in an order in which each finds what it reads.

import (
	"fmt"
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// reorder finds tables whose columns stand in another order. SQLite can add a
// column only at the end, so by default that is reported and not changed.
func (w *work) reorder() {
	for o := range w.to.All() {
		to, ok := o.(*litemodel.Table)
		from := litemodel.TableOf(w.from, o.Key())
		if !ok || from == nil || sameOrder(from, to) {
			continue
		}
		if !w.columnOrder {
			w.unordered = append(w.unordered, to)
			continue
		}
		if w.parts[to.Key()] == nil {
			w.order = append(w.order, to.Key())
		}
		w.parts[to.Key()] = append(w.parts[to.Key()], plan.Change{Op: plan.Alter, Key: to.Key(), From: from, To: to,
			Fields: []plan.FieldChange{{Name: orderField}}})
	}
}

// tellOrder reports the tables whose columns no rebuild has put in order.
func (w *work) tellOrder() {
	for _, t := range w.unordered {
		if w.rebuilt[t.Key()] {
			continue
		}
		w.find(plan.Finding{Rule: "column-order", Severity: plan.Info, Key: t.Key(), Pos: t.Pos(),
			Message: fmt.Sprintf("the columns of %s will stand in another order than in the files: SQLite adds columns at the end", t.Name),
			Hint:    "harmless unless a program uses SELECT * or INSERT without a column list; --column-order strict rebuilds the table"})
	}
}

const orderField = "column order"

// sameOrder reports whether adding what is new at the end of from gives the order of to.
func sameOrder(from, to *litemodel.Table) bool {
	var want []string
	for _, c := range from.Columns {
		if to.Column(c.Folded) != nil {
			want = append(want, c.Folded)
		}
	}
	for _, c := range addedColumns(from, to) {
		want = append(want, c.Folded)
	}
	for i, c := range to.Columns {
		if c.Folded != want[i] {
			return false
		}
	}
	return true
}

// addedColumns are the new columns of a table in the order in which ALTER TABLE can add them:
// that of the files, except that a column comes after the ones it reads.
func addedColumns(from, to *litemodel.Table) []*litemodel.Column {
	var added []*litemodel.Column
	reads := map[string][]string{}
	for _, c := range to.Columns {
		if from.Column(c.Folded) == nil {
			added = append(added, c)
			reads[c.Folded] = c.Generated.Expr.Columns()
		}
	}
	if len(added) < 2 {
		return added
	}
	for _, check := range to.Checks {
		for _, c := range added {
			if holds(c, check) {
				reads[c.Folded] = append(reads[c.Folded], check.Expr.Columns()...)
				break
			}
		}
	}
	return readFirst(added, reads)
}

// readFirst orders columns so that none comes before one that it reads, unless they read each
// other.
func readFirst(columns []*litemodel.Column, reads map[string][]string) []*litemodel.Column {
	rank := map[*litemodel.Column]int{}
	named := map[string]*litemodel.Column{}
	for i, c := range columns {
		rank[c], named[c.Folded] = i, c
	}
	graph := plan.Order[*litemodel.Column]{Less: func(a, b *litemodel.Column) bool { return rank[a] < rank[b] }}
	for _, c := range columns {
		for _, name := range reads[c.Folded] {
			if other := named[name]; other != nil && other != c {
				graph.Before(other, c, &readerAdded)
			}
		}
	}
	sorted, _ := graph.Sort(slices.Clone(columns))
	return sorted
}

// readerAdded is the rule for new columns.
var readerAdded = plan.OrderRule{Name: "a column is there before what reads it"}
