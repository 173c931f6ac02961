package postgres

// CREATE and ALTER FOREIGN TABLE. Columns, checks and partitioning are those of tables; the rows
// are elsewhere, so that dropping one loses none. Its server is for good.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindForeignTable, foreignTableKind())

func foreignTableKind() kind {
	return kind{
		name: named("FOREIGN TABLE"),
		create: func(p *planner, o pgmodel.Object) []statement {
			return p.besideDefault(o.(*pgmodel.Table), createForeignTable(p.asDeclared(o.(*pgmodel.Table))))
		},
		created: tableCreated,
		locks:   tableLocks,
		drop: func(_ *planner, o pgmodel.Object) []statement {
			return []statement{{Do: ddl.Drop("FOREIGN TABLE " + ddl.Qualified(o.Key())), Form: locks.Of(locks.DropsTable), Rules: []plan.Rule{{Name: "drop-table", Key: o.Key()}}}}
		},
		alter:      alterForeignTable,
		rename:     renameRelation("FOREIGN TABLE"),
		lookalike:  tableLookalike,
		fromParent: hasParent,
		stays:      true,
	}
}

func createForeignTable(t *pgmodel.Table) []statement {
	w := &strings.Builder{}
	w.WriteString("FOREIGN TABLE " + ddl.Qualified(t.ID))
	partition := t.PartitionOf != (schema.Key{})
	if partition {
		w.WriteString(" PARTITION OF " + ddl.Qualified(t.PartitionOf))
	}
	writeElements(w, tableElements(t), partition)
	if partition {
		w.WriteString(" " + t.Bound.SQL)
	}
	if len(t.Inherits) > 0 {
		names := make([]string, len(t.Inherits))
		for i, k := range t.Inherits {
			names[i] = ddl.Qualified(k)
		}
		w.WriteString(" INHERITS (" + strings.Join(names, ", ") + ")")
	}
	w.WriteString(" SERVER " + ddl.Quote(t.Server) + ddl.ForeignOptionsClause(t.ServerOptions))
	return append([]statement{besideParent(t, statement{Do: ddl.Create(w.String()), Undo: ddl.Drop("FOREIGN TABLE " + ddl.Qualified(t.ID))})}, tableApart(t)...)
}

// alterForeignTable changes the options; the server of a table is for good.
func alterForeignTable(p *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.Table), c.To.(*pgmodel.Table)
	if c.Has("server") {
		return nil, false
	}
	var out []statement
	if c.Has("server options") {
		head := "ALTER FOREIGN TABLE " + ddl.Qualified(to.ID)
		out = append(out, statement{Do: ddl.Text(head + " OPTIONS (" + ddl.ForeignOptionsChange(from.ServerOptions, to.ServerOptions) + ")"),
			Undo: ddl.Text(head + " OPTIONS (" + ddl.ForeignOptionsChange(to.ServerOptions, from.ServerOptions) + ")"), Form: locks.Of(locks.AltersTable)})
		c.Fields = slices.DeleteFunc(slices.Clone(c.Fields), func(f plan.FieldChange) bool { return f.Name == "server options" })
	}
	if len(c.Fields) == 0 {
		return out, true
	}
	more, ok := alterTable(p, c)
	return append(out, more...), ok
}
