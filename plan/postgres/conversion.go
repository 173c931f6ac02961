package postgres

// CREATE CONVERSION of one encoding to another. ALTER changes its name, owner and schema alone
// (sql-alterconversion.html): another function or encoding recreates it.

import (
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindConversion, conversionKind())

func conversionKind() kind {
	return kind{
		name: func(o pgmodel.Object) string { return "CONVERSION " + ddl.Qualified(o.Key()) },
		create: func(_ *planner, o pgmodel.Object) []statement {
			c := o.(*pgmodel.Conversion)
			return []statement{{Do: ddl.Create(ddl.If(c.Default, "DEFAULT ", "") + "CONVERSION " + ddl.Qualified(c.ID) + " FOR " + pgmodel.Literal(c.From) + " TO " + pgmodel.Literal(c.To) + " FROM " + c.Function), Undo: ddl.Drop("CONVERSION " + ddl.Qualified(c.ID))}}
		},
		alter: never,
	}
}
