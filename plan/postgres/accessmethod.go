package postgres

// CREATE ACCESS METHOD. There is no ALTER (sql-create-access-method.html), so that another handler
// recreates it with the indexes or tables that use it.

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindAccessMethod, accessMethodKind())

func accessMethodKind() kind {
	return kind{
		makesIndex: true,
		name:       func(o pgmodel.Object) string { return "ACCESS METHOD " + ddl.Quote(o.Key().Name) },
		create: func(_ *planner, o pgmodel.Object) []statement {
			m := o.(*pgmodel.AccessMethod)
			return []statement{{Do: ddl.Create("ACCESS METHOD " + ddl.Quote(m.ID.Name) + " TYPE " + strings.ToUpper(m.Type) + " HANDLER " + m.Handler),
				Undo: ddl.Drop("ACCESS METHOD " + ddl.Quote(m.ID.Name))}}
		},
		alter: never,
	}
}
