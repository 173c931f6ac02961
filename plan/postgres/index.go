package postgres

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func indexMaker() writer {
	return writer{
		name:   func(o pgmodel.Object) string { return "INDEX " + qualified(o.Key()) },
		create: func(o pgmodel.Object) []piece { return createIndex(o.(*pgmodel.Index)) },
		drop: func(o pgmodel.Object) []piece {
			x := o.(*pgmodel.Index)
			return []piece{{SQL: "DROP INDEX " + qualified(x.ID), Undo: createIndex(x)[0].SQL, Form: locks.Of(locks.DropsIndex)}}
		},
		alter:  alterIndex,
		rename: renameRelation("INDEX"),
	}
}

func createIndex(x *pgmodel.Index) []piece {
	p := piece{SQL: indexText(x, false), Undo: "DROP INDEX " + qualified(x.ID), Form: locks.Of(locks.CreatesIndex), Probes: indexProbes(x)}
	out := []piece{p}
	if x.Clustered {
		out = append(out, clusterPiece(x.Table, x.Name, true))
	}
	for _, s := range x.Extra().Statistics {
		out = append(out, piece{SQL: "ALTER INDEX " + qualified(x.ID) + " ALTER COLUMN " + s.Name + " SET STATISTICS " + s.Value})
	}
	return out
}

// partList are the elements of an index or a partition key.
func partList(parts []pgmodel.Part) string {
	texts := make([]string, len(parts))
	for i, p := range parts {
		texts[i] = partText(p)
	}
	return strings.Join(texts, ", ")
}

func partText(p pgmodel.Part) string {
	text := quote(p.Column)
	if p.Column == "" {
		text = "(" + p.Expr.SQL + ")"
	}
	if p.Collation != "" {
		text += " COLLATE " + p.Collation
	}
	if p.OpClass != "" {
		text += " " + p.OpClass
	}
	if len(p.ClassOpts) > 0 {
		text += " (" + optionText(p.ClassOpts) + ")"
	}
	switch {
	case p.Desc:
		text += " DESC" + onOff(p.NullsFirst, "", " NULLS LAST")
	case p.NullsFirst:
		text += " NULLS FIRST"
	}
	return text
}

func alterIndex(p *planner, c plan.Change) ([]piece, bool) {
	from, to := c.From.(*pgmodel.Index), c.To.(*pgmodel.Index)
	var out []piece
	for _, f := range c.Fields {
		switch f.Name {
		case "options":
			out = append(out, optionPieces("INDEX "+qualified(to.ID), from.Extra().Options, to.Extra().Options)...)
		case "tablespace":
			out = append(out, piece{SQL: "ALTER INDEX " + qualified(to.ID) + " SET TABLESPACE " + quote(either(to.Extra().Tablespace, "pg_default")), Form: locks.Of(locks.MovesIndex)})
		case "clustered":
			if !to.Clustered && p.clusters(to.Table) {
				continue // another index takes the mark
			}
			out = append(out, clusterPiece(to.Table, to.Name, to.Clustered))
		case "statistics":
			out = append(out, indexStatistics(from, to)...)
		default:
			return nil, false
		}
	}
	return out, true
}

// clusters reports whether another index or key of the table gets the mark.
func (w *planner) clusters(table schema.Key) bool {
	if t := w.after.table(table); t != nil && slices.ContainsFunc(t.Constraints, func(c *pgmodel.Constraint) bool { return c.Clustered }) {
		return true
	}
	for o := range w.after.of(schema.KindIndex) {
		if x := o.(*pgmodel.Index); x.Table == table && x.Clustered {
			return true
		}
	}
	return false
}

func indexStatistics(from, to *pgmodel.Index) []piece {
	var out []piece
	set := func(column, target string) {
		out = append(out, piece{SQL: "ALTER INDEX " + qualified(to.ID) + " ALTER COLUMN " + column + " SET STATISTICS " + target, Form: locks.Of(locks.SetsIndexTarget)})
	}
	for _, s := range to.Extra().Statistics {
		set(s.Name, s.Value)
	}
	for _, s := range from.Extra().Statistics {
		gone := true
		for _, o := range to.Extra().Statistics {
			gone = gone && o.Name != s.Name
		}
		if gone {
			set(s.Name, "-1")
		}
	}
	return out
}

func indexProbes(x *pgmodel.Index) []plan.Probe {
	if !x.Unique {
		return nil
	}
	var list []string
	for _, p := range x.Parts {
		if p.Column == "" {
			list = append(list, "("+p.Expr.SQL+")")
		} else {
			list = append(list, quote(p.Column))
		}
	}
	var where []string
	if !x.Extra().Where.IsZero() {
		where = append(where, "("+x.Extra().Where.SQL+")")
	}
	if !x.NullsNotDistinct {
		for _, e := range list {
			where = append(where, e+" IS NOT NULL")
		}
	}
	condition := ""
	if len(where) > 0 {
		condition = " WHERE " + strings.Join(where, " AND ")
	}
	return []plan.Probe{{Rule: "add-unique-existing", Key: x.ID, Pos: x.Pos(), Hint: "mend them first", Columns: columnsRead(x.Table, pgmodel.PartNames(x.Parts), x.Uses),
		SQL: "SELECT coalesce(sum(n), 0)::bigint FROM (SELECT count(*) AS n FROM " + qualified(x.Table) + condition +
			" GROUP BY " + strings.Join(list, ", ") + " HAVING count(*) > 1) AS d",
		Message: "rows of " + x.Table.Object() + " share a value of unique index " + x.Name}}
}
