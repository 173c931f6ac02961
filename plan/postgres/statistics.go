package postgres

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func statisticsMaker() writer {
	return writer{
		name:   func(o pgmodel.Object) string { return "STATISTICS " + qualified(o.Key()) },
		create: func(o pgmodel.Object) []piece { return createStatistics(o.(*pgmodel.Statistics)) },
		drop: func(o pgmodel.Object) []piece {
			s := o.(*pgmodel.Statistics)
			return []piece{{SQL: "DROP STATISTICS " + qualified(s.ID), Undo: createStatistics(s)[0].SQL, Form: locks.Of(locks.AltersStatistics), On: qualified(s.Table)}}
		},
		alter: func(_ *planner, c plan.Change) ([]piece, bool) {
			if len(c.Fields) != 1 || !c.Has("target") {
				return nil, false
			}
			return []piece{statisticsTarget(c.To.(*pgmodel.Statistics))}, true
		},
	}
}

func createStatistics(s *pgmodel.Statistics) []piece {
	text := "CREATE STATISTICS " + qualified(s.ID)
	if len(s.Kinds) > 0 {
		text += " (" + strings.Join(s.Kinds, ", ") + ")"
	}
	text += " ON " + partList(s.Parts) + " FROM " + qualified(s.Table)
	out := []piece{{SQL: text, Undo: "DROP STATISTICS " + qualified(s.ID), Form: locks.Of(locks.AltersStatistics), On: qualified(s.Table)}}
	if s.Target != "" {
		out = append(out, statisticsTarget(s))
	}
	return out
}

func statisticsTarget(s *pgmodel.Statistics) piece {
	return piece{SQL: "ALTER STATISTICS " + qualified(s.ID) + " SET STATISTICS " + either(s.Target, "-1"), Form: locks.Of(locks.AltersStatistics), On: qualified(s.Table)}
}
