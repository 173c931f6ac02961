package sqlite

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// A column that becomes generated loses the values it held: SQLite computes them
// from then on. The probes here evaluate the new expression on the live rows, to
// count what would be overwritten. The other way round nothing is lost: a rebuild
// copies the computed values (gencol.html, section 2).

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

// rowsAs is the live table as a FROM clause under its new names: renamed columns,
// new ones with their default, and generated ones as they will be computed.
func (w *work) rowsAs(from, to *litemodel.Table) string { return w.rowsWith(from, to) }

// rowsWith is rowsAs with further columns of the live table.
func (w *work) rowsWith(from, to *litemodel.Table, more ...string) string {
	columns := slices.Clone(more)
	var computed []*litemodel.Column
	plain := len(more) == 0
	for _, c := range to.Columns {
		name := quote(c.Name)
		switch before := from.Column(c.Folded); {
		case before == nil && c.IsGenerated(), before != nil && recomputed(before, c):
			computed = append(computed, c)
		case before != nil:
			live := w.wasColumn(from, before)
			plain = plain && live == quote(before.Name)
			columns = append(columns, live+" AS "+name)
		case c.Default.SQL != "":
			columns = append(columns, c.Default.SQL+" AS "+name)
			plain = false
		default:
			columns = append(columns, "NULL AS "+name)
			plain = false
		}
	}
	if plain && len(computed) == 0 {
		return w.was(from)
	}
	rows := "(SELECT " + strings.Join(append(columns, "1"), ", ") + " FROM " + w.was(from) + ")"
	reads := map[string][]string{}
	for _, c := range computed {
		reads[c.Folded] = c.Generated.Expr.Columns()
	}
	for _, c := range readFirst(computed, reads) {
		rows = fmt.Sprintf("(SELECT *, (%s) AS %s FROM %s)", c.Generated.Expr.SQL, quote(c.Name), rows)
	}
	return rows
}
