package postgres

// CREATE, ALTER and DROP INDEX. ALTER INDEX changes storage parameters, tablespace and
// statistics targets (sql-alterindex.html); another column, method or predicate is a new index.
// A unique index is probed first for rows that share a value.

import (
	"cmp"
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindIndex, indexKind())

func indexKind() kind {
	return kind{
		name:   func(o pgmodel.Object) string { return "INDEX " + ddl.Qualified(o.Key()) },
		create: func(p *planner, o pgmodel.Object) []statement { return p.createIndex(o.(*pgmodel.Index)) },
		drop: func(p *planner, o pgmodel.Object) []statement {
			x := o.(*pgmodel.Index)
			s := statement{Do: ddl.Drop("INDEX " + ddl.Qualified(x.ID)), Undo: ddl.CreateIndex{Index: x}, Form: locks.Of(locks.DropsIndex)}
			if keys := p.keysOfParts(x.ID); len(keys) > 0 {
				return []statement{p.withKeysOfParts(s, x, keys)}
			}
			return []statement{s}
		},
		created: func(p *planner, o pgmodel.Object, _ string) {
			x := o.(*pgmodel.Index)
			p.identifyAgain(x, x.Table, x.Name)
		},
		alter:    alterIndex,
		online:   (*planner).onlineIndex,
		hasHint:  true,
		rename:   renameRelation("INDEX"),
		relation: func(o pgmodel.Object) schema.Key { return o.(*pgmodel.Index).Table },
		form:     indexForm,
		boundTo: func(o pgmodel.Object, columns convertedColumns) bool {
			x := o.(*pgmodel.Index)
			return columns.readBy(x.Table, append(pgmodel.PartExprs(x.Parts), x.Extra().Where)) || columns.indexedBy(x.Table, x.Parts)
		},
		acrossTypes: func(p *planner, o, _ pgmodel.Object) bool {
			x := o.(*pgmodel.Index)
			return p.mentionsRetyped(x.Table, classColumns(x.Parts), append(pgmodel.PartExprs(x.Parts), x.Extra().Where)...)
		},
	}
}

// indexForm is how the server creates, drops or renames an index.
func indexForm(a schema.Act) locks.FormID {
	switch {
	case a.Verb == schema.Renames:
		return locks.RenamesIndex
	case a.Verb == schema.Drops && a.Concurrently:
		return locks.DropsIndexConcurrently
	case a.Verb == schema.Drops:
		return locks.DropsIndex
	case a.Concurrently:
		return locks.BuildsIndex
	case a.Only:
		return locks.CreatesIndexOnly
	}
	return locks.CreatesIndex
}

// identifyAgain makes an index that is recreated, or that of a key, the replica identity that
// it was.
func (w *planner) identifyAgain(o pgmodel.Object, table schema.Key, index string) {
	if t := w.after.table(table); t != nil && identityName(t) == index && w.before.get(o.Key()) != nil && !w.madeHere(table) {
		w.identify(t, "its index is recreated")
	}
}

func (w *planner) createIndex(x *pgmodel.Index) []statement {
	p := statement{Do: ddl.CreateIndex{Index: x}, Undo: ddl.Drop("INDEX " + ddl.Qualified(x.ID)), Form: locks.Of(locks.CreatesIndex), Probes: w.indexProbes(x)}
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
