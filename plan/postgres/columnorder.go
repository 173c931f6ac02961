package postgres

// The order of columns. New ones are added in the order of the files, always at the end: no ALTER
// puts a column between others. What will stand elsewhere than in the files is reported: where the
// plan adds columns, and with the option that the order counts for every table.

import (
	"fmt"
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// columnsInOrder: of two new columns of a table the one that stands first in the files.
func columnsInOrder(o *ordering, s subject) {
	c, ok := s.to.(*pgmodel.Column)
	if !ok || s.node.op != opCreate || s.node.key.Kind != schema.KindColumn {
		return
	}
	t := o.w.after.table(c.Table)
	if t == nil {
		return
	}
	i := slices.IndexFunc(t.Columns, func(other *pgmodel.Column) bool { return other.Name == c.Name })
	for _, other := range slices.Backward(t.Columns[:max(i, 0)]) {
		if n := (node{opCreate, other.Key()}); o.w.actions[n] != nil {
			o.before(n, s.node)
			return
		}
	}
}

// reportOrder finds tables whose columns will stand in another order than in the files.
func (w *planner) reportOrder() {
	for o := range w.to.All() {
		to, ok := o.(*pgmodel.Table)
		from, was := w.from.Get(o.Key()).(*pgmodel.Table)
		if !was && ok {
			from, was = w.withoutSplit(to), true
		}
		if !ok || !was || len(to.Parents()) > 0 || !w.ColumnOrder && !w.addsColumn(to) || sameOrder(from, to) {
			continue
		}
		f := plan.Finding{Rule: "column-order", Severity: plan.Info, Key: to.ID, Pos: to.Pos(),
			Message: fmt.Sprintf("the columns of %s will stand in another order than in the files: PostgreSQL adds columns at the end", to.ID.Object()),
			Hint:    "harmless unless a program uses SELECT * or INSERT without a column list; write new columns after the others"}
		if w.ColumnOrder {
			f.Severity, f.Blocks, f.Allow = plan.Error, true, "column-order"
			f.Hint = "write the columns in the order that the database has, or copy the rows to a new table"
		}
		w.find(f)
	}
}

// withoutSplit is a new table as it is created, before the computed columns that call a function which
// needs the table.
func (w *planner) withoutSplit(t *pgmodel.Table) *pgmodel.Table {
	bare := *t
	bare.Columns = slices.DeleteFunc(slices.Clone(t.Columns), func(c *pgmodel.Column) bool { return w.split[c.Key()] && !c.Extra().Generated.IsZero() })
	return &bare
}

func (w *planner) addsColumn(t *pgmodel.Table) bool {
	return slices.ContainsFunc(t.Columns, func(c *pgmodel.Column) bool { return w.actions[node{opCreate, c.Key()}] != nil })
}

// sameOrder reports whether adding what is new at the end of from gives the order of to.
func sameOrder(from, to *pgmodel.Table) bool {
	var want []string
	for _, c := range from.Columns {
		if to.Column(c.Name) != nil {
			want = append(want, c.Name)
		}
	}
	for _, c := range to.Columns {
		if from.Column(c.Name) == nil {
			want = append(want, c.Name)
		}
	}
	return slices.EqualFunc(to.Columns, want, func(c *pgmodel.Column, name string) bool { return c.Name == name })
}
