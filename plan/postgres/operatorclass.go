package postgres

// CREATE OPERATOR CLASS. ALTER changes its name, owner and schema alone
// (sql-alteropclass.html): a class that differs is recreated with the indexes that use it.

import (
	"cmp"
	"strings"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindOperatorClass, classKind())

func classKind() kind {
	return kind{
		name:       func(o pgmodel.Object) string { return "OPERATOR CLASS " + groupText(o.Key()) },
		create:     func(_ *planner, o pgmodel.Object) []statement { return createClass(o.(*pgmodel.OperatorClass)) },
		makesIndex: true,
		alter:      never,
	}
}

func createClass(c *pgmodel.OperatorClass) []statement {
	items := memberTexts(c.Members)
	if c.Storage != "" || len(items) == 0 {
		items = append(items, "STORAGE "+cmp.Or(c.Storage, c.Type))
	}
	return []statement{{Do: ddl.Create("OPERATOR CLASS " + ddl.Qualified(c.ID) + ddl.If(c.Default, " DEFAULT", "") + " FOR TYPE " + c.Type + " USING " + ddl.Quote(c.ID.Table) + " FAMILY " + c.Family + " AS\n  " + strings.Join(items, ",\n  ")), Undo: ddl.Drop("OPERATOR CLASS " + groupText(c.ID))}}
}
