package postgres

// CREATE, ALTER and DROP INDEX. ALTER INDEX changes storage parameters, tablespace and
// statistics targets (sql-alterindex.html); another column, method or predicate is a new index.
// A unique index is probed first for rows that share a value.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func indexKind() kind {
	return kind{
		name:   func(o pgmodel.Object) string { return "INDEX " + ddl.Qualified(o.Key()) },
		create: func(_ *planner, o pgmodel.Object) []statement { return createIndex(o.(*pgmodel.Index)) },
		drop: func(p *planner, o pgmodel.Object) []statement {
			x := o.(*pgmodel.Index)
			return []statement{{Do: ddl.Drop("INDEX " + ddl.Qualified(x.ID) + ddl.If(p.keysOfParts(x.ID), " CASCADE", "")), Undo: ddl.CreateIndex{Index: x}, Form: locks.Of(locks.DropsIndex)}}
		},
		created: func(p *planner, o pgmodel.Object, _ string) {
			x := o.(*pgmodel.Index)
			if t, ok := p.after.get(x.Table).(*pgmodel.Table); ok && identityIndex(t) == x.Name && p.before.get(x.ID) != nil {
				p.identify(t, "its index is recreated")
			}
		},
		alter:   alterIndex,
		online:  (*planner).onlineIndex,
		hasHint: true,
		rename:  renameRelation("INDEX"),
	}
}

func createIndex(x *pgmodel.Index) []statement {
	p := statement{Do: ddl.CreateIndex{Index: x}, Undo: ddl.Drop("INDEX " + ddl.Qualified(x.ID)), Form: locks.Of(locks.CreatesIndex), Probes: indexProbes(x)}
	out := []statement{p}
	if x.Clustered {
		out = append(out, clusterStatement(x.Table, x.Name, true))
	}
	for _, s := range x.Extra().Statistics {
		out = append(out, statement{Do: ddl.Text("ALTER INDEX " + ddl.Qualified(x.ID) + " ALTER COLUMN " + s.Name + " SET STATISTICS " + s.Value)})
	}
	return out
}

func alterIndex(p *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.Index), c.To.(*pgmodel.Index)
	var out []statement
	for _, f := range c.Fields {
		switch f.Name {
		case "options":
			if t := p.after.table(to.Table); t != nil && t.PartitionBy != nil {
				return nil, false // which the server has no ALTER INDEX for
			}
			out = append(out, optionStatements("INDEX "+ddl.Qualified(to.ID), from.Extra().Options, to.Extra().Options)...)
		case "tablespace":
			out = append(out, statement{Do: ddl.Text("ALTER INDEX " + ddl.Qualified(to.ID) + " SET TABLESPACE " + ddl.Quote(cmp.Or(to.Extra().Tablespace, "pg_default"))), Form: locks.Of(locks.MovesIndex)})
		case "clustered":
			if !to.Clustered && p.clusters(to.Table) {
				continue // another index takes the mark
			}
			out = append(out, clusterStatement(to.Table, to.Name, to.Clustered))
		case "statistics":
			out = append(out, targetStatements(ddl.Qualified(to.ID), from.Extra().Statistics, to.Extra().Statistics)...)
		default:
			return nil, false
		}
	}
	return out, true
}

// clusters reports whether another index or key of the table gets the mark.
func (w *planner) clusters(table schema.Key) bool {
	if t := w.after.table(table); t != nil && (slices.ContainsFunc(t.Constraints, func(c *pgmodel.Constraint) bool { return c.Clustered }) ||
		slices.ContainsFunc(t.PartitionParts, func(x *pgmodel.PartitionPart) bool { return x.Clustered })) {
		return true
	}
	for o := range w.after.of(schema.KindIndex) {
		if x := o.(*pgmodel.Index); x.Table == table && x.Clustered {
			return true
		}
	}
	return false
}

// targetStatements set the statistics targets of the columns of an index.
func targetStatements(index string, from, to []pgmodel.Setting) []statement {
	var out []statement
	set := func(column, target string) {
		out = append(out, statement{Do: ddl.Text("ALTER INDEX " + index + " ALTER COLUMN " + column + " SET STATISTICS " + target), Form: locks.Of(locks.SetsIndexTarget)})
	}
	for _, s := range to {
		if !slices.Contains(from, s) {
			set(s.Name, s.Value)
		}
	}
	for _, s := range from {
		gone := true
		for _, o := range to {
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
			list = append(list, ddl.Quote(p.Column))
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
	return []plan.Probe{{Rule: "add-unique-existing", Key: x.ID, Pos: x.Pos(), Hint: "correct them first", Columns: columnsRead(x.Table, pgmodel.PartNames(x.Parts), x.Uses),
		SQL: "SELECT coalesce(sum(n), 0)::bigint FROM (SELECT count(*) AS n FROM " + ddl.Qualified(x.Table) + condition +
			" GROUP BY " + strings.Join(list, ", ") + " HAVING count(*) > 1) AS d",
		Message: "rows of " + x.Table.Object() + " share a value of unique index " + x.Name}}
}
