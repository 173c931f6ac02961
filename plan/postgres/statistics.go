package postgres

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

func statisticsMaker() maker {
	return maker{
		name:   func(o schema.PgObject) string { return "STATISTICS " + qualified(o.Key()) },
		create: func(o schema.PgObject) []piece { return createStatistics(o.(*schema.PgStatistics)) },
		drop: func(o schema.PgObject) []piece {
			s := o.(*schema.PgStatistics)
			return []piece{{SQL: "DROP STATISTICS " + qualified(s.ID), Undo: createStatistics(s)[0].SQL, Form: of(altersStatistics), On: qualified(s.Table)}}
		},
		alter: func(_ *planner, c plan.Change) ([]piece, bool) {
			if len(c.Fields) != 1 || !c.Has("target") {
				return nil, false
			}
			return []piece{statisticsTarget(c.To.(*schema.PgStatistics))}, true
		},
	}
}

func createStatistics(s *schema.PgStatistics) []piece {
	text := "CREATE STATISTICS " + qualified(s.ID)
	if len(s.Kinds) > 0 {
		text += " (" + strings.Join(s.Kinds, ", ") + ")"
	}
	text += " ON " + partList(s.Parts) + " FROM " + qualified(s.Table)
	out := []piece{{SQL: text, Undo: "DROP STATISTICS " + qualified(s.ID), Form: of(altersStatistics), On: qualified(s.Table)}}
	if s.Target != "" {
		out = append(out, statisticsTarget(s))
	}
	return out
}

func statisticsTarget(s *schema.PgStatistics) piece {
	return piece{SQL: "ALTER STATISTICS " + qualified(s.ID) + " SET STATISTICS " + either(s.Target, "-1"), Form: of(altersStatistics), On: qualified(s.Table)}
}
