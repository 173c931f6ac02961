package postgres

// CREATE and ALTER USER MAPPING. Its options are often secrets that the role of the connection
// may not read: then they count as unchanged.

import (
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindUserMapping, userMappingKind())

func userMappingKind() kind {
	name := func(o pgmodel.Object) string {
		m := o.(*pgmodel.UserMapping)
		who := "PUBLIC"
		if m.Role != "" {
			who = ddl.Quote(m.Role)
		}
		return "USER MAPPING FOR " + who + " SERVER " + ddl.Quote(m.Server)
	}
	return kind{
		name: name,
		create: func(_ *planner, o pgmodel.Object) []statement {
			return []statement{{Do: ddl.Create(name(o) + ddl.ForeignOptionsClause(o.(*pgmodel.UserMapping).Options)), Undo: ddl.Drop(name(o))}}
		},
		alter: func(_ *planner, c plan.Change) ([]statement, bool) {
			from, to := c.From.(*pgmodel.UserMapping), c.To.(*pgmodel.UserMapping)
			text := optionsChange(from.Options, to.Options)
			if from.Hidden || to.Hidden || text == "" {
				return nil, true
			}
			head := "ALTER " + name(to)
			return []statement{{Do: ddl.Text(head + text), Undo: undoOptions(head, from.Options, to.Options)}}, true
		},
	}
}
