package postgres

// CREATE and ALTER SERVER. ALTER changes the version and the options (sql-alterserver.html);
// another wrapper or type recreates the server with what is on it.

import (
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindServer, serverKind())

func serverKind() kind {
	name := func(o pgmodel.Object) string { return "SERVER " + ddl.Quote(o.Key().Name) }
	return kind{
		name:      name,
		grantName: func(o pgmodel.Object) string { return "FOREIGN SERVER " + ddl.Quote(o.Key().Name) },
		create: func(_ *planner, o pgmodel.Object) []statement {
			s := o.(*pgmodel.Server)
			sql := name(s)
			if s.Type != "" {
				sql += " TYPE " + pgmodel.Literal(s.Type)
			}
			if s.Version != "" {
				sql += " VERSION " + pgmodel.Literal(s.Version)
			}
			return []statement{{Do: ddl.Create(sql + " FOREIGN DATA WRAPPER " + ddl.Quote(s.Wrapper) + ddl.ForeignOptionsClause(s.Options)), Undo: ddl.Drop(name(s))}}
		},
		alter: alterServer,
	}
}

func alterServer(_ *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.Server), c.To.(*pgmodel.Server)
	if c.Has("wrapper") || c.Has("type") {
		return nil, false
	}
	head := "ALTER SERVER " + ddl.Quote(to.ID.Name)
	version := func(s *pgmodel.Server) string {
		if s.Version == "" {
			return head + " VERSION NULL"
		}
		return head + " VERSION " + pgmodel.Literal(s.Version)
	}
	var out []statement
	if c.Has("version") {
		out = append(out, statement{Do: ddl.Text(version(to)), Undo: ddl.Text(version(from))})
	}
	if c.Has("options") {
		out = append(out, statement{Do: ddl.Text(head + optionsChange(from.Options, to.Options)), Undo: undoOptions(head, from.Options, to.Options)})
	}
	return out, true
}
