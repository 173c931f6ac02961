package postgres

// The bound of a partition as a condition on its rows: what they must fulfil before the server
// attaches it. A probe counts the rows that do not, and a CHECK with the condition saves ATTACH
// PARTITION the scan (ddl-partitioning.html).

import (
	"cmp"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// attachProbes count the rows of a table that do not fit the bound it is attached with.
func (w *planner) attachProbes(from, to *pgmodel.Table) []plan.Probe {
	parent := w.after.table(to.PartitionOf)
	text := cmp.Or(boundText(parent, to), listText(parent, to))
	if text == "" {
		return nil
	}
	return []plan.Probe{{Rule: "add-check-existing", Key: to.ID, Pos: to.Pos(), SQL: "SELECT count(*) FROM " + w.asked(from.ID, false, "") + " WHERE NOT (" + text + ")",
		Message: "rows of " + to.ID.Object() + " outside " + to.Bound.SQL, Hint: "move them first"}}
}

// restProbes ask for rows of the default partition that belong into a new one: the server refuses it beside them.
func (w *planner) restProbes(t *pgmodel.Table) []plan.Probe {
	rest := w.defaultLeft(t)
	parent := w.after.table(t.PartitionOf)
	text := cmp.Or(boundText(parent, t), listText(parent, t))
	if rest == (schema.Key{}) || text == "" {
		return nil
	}
	return []plan.Probe{{Rule: "add-check-existing", Key: t.ID, Pos: t.Pos(), SQL: "SELECT count(*) FROM " + w.asked(rest, false, "") + " WHERE " + text,
		Message: "rows of " + rest.Object() + ", the default partition, that belong into " + t.ID.Object() + " " + t.Bound.SQL, Hint: "move them first"}}
}

// defaultLeft is the default partition that a table will stand beside and that was there before; none is the zero key.
func (w *planner) defaultLeft(t *pgmodel.Table) schema.Key {
	rest := w.defaultOf(t.PartitionOf)
	now := w.after.table(rest)
	if rest == t.ID || now == nil || now.PartitionOf != t.PartitionOf || now.Bound.Strict != "DEFAULT" || w.madeHere(rest) || w.madeHere(t.PartitionOf) {
		return schema.Key{}
	}
	return rest
}

// listText is the bound of a partition by a list of one column as a condition, or "".
func listText(parent, t *pgmodel.Table) string {
	if parent == nil || parent.PartitionBy == nil || parent.PartitionBy.Strategy != "list" || parent.PartitionBy.Parts[0].Column == "" {
		return ""
	}
	list, ok := strings.CutPrefix(t.Bound.SQL, "FOR VALUES IN (")
	if !ok || strings.Contains(list, "NULL") {
		return ""
	}
	column := ddl.Quote(parent.PartitionBy.Parts[0].Column)
	return column + " IS NOT NULL AND " + column + " IN (" + list
}

// boundText is the bound of a partition as a condition, or "" where the server knows
// only its own: of hashes, lists, and more than one column.
func boundText(parent *pgmodel.Table, t *pgmodel.Table) string {
	if parent == nil || parent.PartitionBy == nil || parent.PartitionBy.Strategy != "range" || len(parent.PartitionBy.Parts) != 1 || parent.PartitionBy.Parts[0].Column == "" {
		return ""
	}
	rest, ok := strings.CutPrefix(t.Bound.SQL, "FOR VALUES FROM (")
	from, to, ok2 := strings.Cut(rest, ") TO (")
	to, ok3 := strings.CutSuffix(to, ")")
	if !ok || !ok2 || !ok3 || from == "MAXVALUE" || to == "MINVALUE" || strings.Contains(to, ") TO (") {
		return ""
	}
	column := ddl.Quote(parent.PartitionBy.Parts[0].Column)
	text := column + " IS NOT NULL"
	if from != "MINVALUE" {
		text += " AND " + column + " >= " + from
	}
	if to != "MAXVALUE" {
		text += " AND " + column + " < " + to
	}
	return text
}
