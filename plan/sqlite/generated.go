package sqlite

// A column that becomes generated loses the values it held: SQLite computes them
// from then on. The probes here evaluate the new expression on the live rows, to
// count what would be overwritten. The other way round nothing is lost: a rebuild
// copies the computed values (gencol.html, section 2).

import (
	"fmt"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// recomputed reports whether an existing column is computed otherwise than before.
func recomputed(before, after *litemodel.Column) bool {
	return after.IsGenerated() && before.Generated.Expr != after.Generated.Expr
}

// overwrites reports whether a column that held values is computed afterwards.
func overwrites(c plan.Change) bool {
	before, ok := c.From.(*litemodel.Column)
	after, _ := c.To.(*litemodel.Column)
	return ok && after != nil && after.IsGenerated() && !before.IsGenerated()
}

// heldBefore is the name, within a probe, of what a column holds before the plan.
const heldBefore = "_schemadiff_held"

// overwriteProbe counts the values of a plain column that differ from what it would
// be computed as.
func (w *work) overwriteProbe(from, to *litemodel.Table, before, after *litemodel.Column) []plan.Probe {
	if before.IsGenerated() || !after.IsGenerated() {
		return nil
	}
	kind := affinity(after, to)
	held, now := converted(quote(heldBefore), kind), converted(quote(after.Name), kind)
	differs := fmt.Sprintf("(%s) COLLATE BINARY IS NOT (%s)", held, now)
	if cond := changed(quote(heldBefore), kind, w.target); cond != "" && kind != affinity(before, from) {
		differs += " OR " + cond
	}
	differs = fmt.Sprintf("%s IS NOT NULL AND (%s)", quote(heldBefore), differs)
	rows := w.rowsWith(from, to, fmt.Sprintf("%s AS %s", w.wasColumn(from, before), quote(heldBefore)))
	return []plan.Probe{{Rule: "drop-column", Key: after.Key(), Pos: after.Pos(), Allow: "drop-column",
		SQL:     fmt.Sprintf("SELECT count(*) FROM %s WHERE %s", rows, differs),
		Message: fmt.Sprintf("values of %s.%s would be lost: it becomes a generated column, and %s is something else", to.Name, after.Name, after.Generated.Expr.SQL),
		Hint:    fmt.Sprintf("keep the column and add a generated one beside it; --allow drop-column:%s, if the values may go", after.Key().Object()),
		Lost:    fmt.Sprintf("values of %s.%s, which is computed from then on", to.Name, after.Name)}}
}

// computedNullProbe counts the rows for which a NOT NULL column would be computed as NULL.
func (w *work) computedNullProbe(from, to *litemodel.Table, c *litemodel.Column) plan.Probe {
	which := "the new NOT NULL column"
	if from.Column(c.Folded) != nil {
		which = "the NOT NULL column"
	}
	return plan.Probe{Rule: "set-not-null", Key: c.Key(), Pos: c.Pos(),
		SQL:     fmt.Sprintf("SELECT count(*) FROM %s WHERE %s IS NULL", w.rowsAs(from, to), quote(c.Name)),
		Message: fmt.Sprintf("rows for which %s %s.%s would be computed as NULL", which, to.Name, c.Name),
		Hint:    "change what it is computed from"}
}
