package postgres

// CREATE CAST, by a function, WITHOUT FUNCTION or WITH INOUT. There is no ALTER
// (sql-createcast.html): a cast that differs is dropped and created.

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindCast, castKind())

func castKind() kind {
	return kind{
		name:   func(o pgmodel.Object) string { return "CAST " + o.Key().Name },
		create: func(_ *planner, o pgmodel.Object) []statement { return createCast(o.(*pgmodel.Cast)) },
		alter:  never,
	}
}

func createCast(c *pgmodel.Cast) []statement {
	text := "CAST " + c.ID.Name
	switch c.Function {
	case "inout":
		text += " WITH INOUT"
	case "binary":
		text += " WITHOUT FUNCTION"
	default:
		text += " WITH FUNCTION " + c.Function
	}
	if c.Context != "" {
		text += " AS " + strings.ToUpper(c.Context)
	}
	return []statement{{Do: ddl.Create(text), Undo: ddl.Drop("CAST " + c.ID.Name)}}
}
