package postgres

import (
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func extensionMaker() writer {
	name := func(o pgmodel.Object) string { return "EXTENSION " + quote(o.Key().Name) }
	return writer{
		name: name,
		create: func(o pgmodel.Object) []piece {
			e := o.(*pgmodel.Extension)
			sql := "CREATE " + name(e) + " WITH SCHEMA " + quote(e.Schema)
			if e.Version != "" {
				sql += " VERSION " + pgmodel.Literal(e.Version)
			}
			return []piece{{SQL: sql, Undo: "DROP " + name(e)}}
		},
		alter: func(_ *planner, c plan.Change) ([]piece, bool) {
			from, to := c.From.(*pgmodel.Extension), c.To.(*pgmodel.Extension)
			var out []piece
			if from.Schema != to.Schema {
				head := "ALTER " + name(to) + " SET SCHEMA "
				out = append(out, piece{SQL: head + quote(to.Schema), Undo: head + quote(from.Schema)})
			}
			if to.Version != "" && from.Version != to.Version {
				out = append(out, piece{SQL: "ALTER " + name(to) + " UPDATE TO " + pgmodel.Literal(to.Version)})
			}
			return out, true
		},
	}
}
