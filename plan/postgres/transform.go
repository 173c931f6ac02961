package postgres

// CREATE TRANSFORM, which has OR REPLACE: it is replaced where it differs, and never dropped for
// that.

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindTransform, transformKind())

func transformKind() kind {
	return kind{
		name: func(o pgmodel.Object) string { return "TRANSFORM " + o.Key().Name },
		create: func(_ *planner, o pgmodel.Object) []statement {
			return []statement{{Do: transformText(o.(*pgmodel.Transform)), Undo: ddl.Drop("TRANSFORM " + o.Key().Name)}}
		},
		alter: func(_ *planner, c plan.Change) ([]statement, bool) {
			return []statement{{Do: transformText(c.To.(*pgmodel.Transform)).OrReplace(), Undo: transformText(c.From.(*pgmodel.Transform)).OrReplace()}}, true
		},
	}
}

func transformText(t *pgmodel.Transform) ddl.Creation {
	var parts []string
	if t.FromSQL != "" {
		parts = append(parts, "FROM SQL WITH FUNCTION "+t.FromSQL)
	}
	if t.ToSQL != "" {
		parts = append(parts, "TO SQL WITH FUNCTION "+t.ToSQL)
	}
	return ddl.Create("TRANSFORM " + t.ID.Name + " (" + strings.Join(parts, ", ") + ")")
}
