package postgres

import (
	"fmt"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// A plain column becomes a generated one only by being dropped and added (ALTER TABLE,
// "SET EXPRESSION" is for columns that are generated already). What it held is lost
// where the expression gives something else: in a live table a query counts such rows.

// overwritten adds a probe for the values that are lost when a column is dropped and comes
// back as a generated one. Where no probe can count them, all of them count as lost.
func (w *planner) overwritten(o pgmodel.Object, statements []statement) []statement {
	from, ok := o.(*pgmodel.Column)
	to, _ := w.after.get(o.Key()).(*pgmodel.Column)
	if !ok || to == nil || !from.Extra().Generated.IsZero() || to.Extra().Generated.IsZero() || w.in.Facts == nil || len(w.renamed) > 0 {
		return statements
	}
	key := from.Key()
	statements[0].Loss, statements[0].Lost, statements[0].Rules = plan.Keeps, "", nil
	statements[0].Probes = append(statements[0].Probes, plan.Probe{Rule: "drop-column", Key: key, Pos: to.Pos(), Allow: "drop-column",
		SQL: fmt.Sprintf("SELECT count(*) FROM %s WHERE %[2]s IS NOT NULL AND %[2]s IS DISTINCT FROM (%[3]s)",
			ddl.Qualified(from.Table), ddl.Quote(from.Name), to.Extra().Generated.SQL),
		Message: fmt.Sprintf("values of %s would be lost: it becomes a generated column, and %s is something else", key.Object(), to.Extra().Generated.SQL),
		Hint:    fmt.Sprintf("keep the column and add a generated one beside it; --allow drop-column:%s, if the values may go", key.Object()),
		Lost:    fmt.Sprintf("values of %s, which is computed from then on", key.Object())})
	return statements
}
