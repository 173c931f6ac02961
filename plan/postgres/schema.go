package postgres

import (
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func schemaMaker() writer {
	return writer{
		name: func(o pgmodel.Object) string { return "SCHEMA " + quote(o.Key().Name) },
		create: func(o pgmodel.Object) []piece {
			if o.Key().Name == "public" {
				return nil // it is there
			}
			return []piece{{SQL: "CREATE SCHEMA " + quote(o.Key().Name), Undo: "DROP SCHEMA " + quote(o.Key().Name)}}
		},
		drop:  dropSchema,
		alter: func(*planner, plan.Change) ([]piece, bool) { return nil, true },
	}
}

// dropSchema drops a schema. Every database has public: what is said of it is
// taken back.
func dropSchema(o pgmodel.Object) []piece {
	n := "SCHEMA " + quote(o.Key().Name)
	if o.Key().Name != "public" {
		return []piece{{SQL: "DROP " + n, Undo: "CREATE " + n}}
	}
	var out []piece
	if o.Common().Comment != "" {
		out = append(out, piece{SQL: "COMMENT ON " + n + " IS 'standard public schema'", Undo: "COMMENT ON " + n + " IS " + commentText(o.Common().Comment)})
	}
	return append(out, grantPieces(o, o.Common().Access().Grants, nil)...)
}
