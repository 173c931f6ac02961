package postgres

// Columns of a partition key keep their type: the server gives them no other.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// keyHas reports whether a column is in the partition key of its table, by itself or
// in an expression.
func (w *planner) keyHas(t *pgmodel.Table, c *pgmodel.Column) bool {
	if t.PartitionBy == nil {
		return false
	}
	return slices.ContainsFunc(t.PartitionBy.Parts, func(p pgmodel.Part) bool {
		return p.Column == c.Name || p.Column == "" && p.Expr.Reads(c.Name)
	})
}

// refuseInKey refuses the plan where a column that gets another type is in the partition key.
func (w *planner) refuseInKey(from, to *pgmodel.Column) {
	if t := w.before.table(to.Table); t != nil && w.keyHas(t, from) {
		w.refuseKeyType(to)
	}
}

// refuseKeyType refuses the plan because of the new type of such a column, unless its table is recreated anyway.
func (w *planner) refuseKeyType(c *pgmodel.Column) {
	if w.rebuilt(c.Table) {
		return
	}
	w.find(plan.Finding{Rule: "partition-change", Severity: plan.Error, Key: c.Key(), Pos: c.Pos(), Blocks: true,
		Message: c.Key().Object() + " is in the partition key of " + c.Table.Object() + ": the server gives it no other type",
		Hint:    "create the partitioned table under another name, copy the rows, then rename (see the manual, 5.12.2)"})
}
