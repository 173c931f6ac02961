package postgres

// CREATE and ALTER STATISTICS. ALTER can change the target and nothing of what is measured
// (sql-alterstatistics.html), so that other differences recreate the object. The lock is on the
// table whose rows are measured.

import (
	"cmp"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindStatistics, statisticsKind())

func statisticsKind() kind {
	return kind{
		name:   func(o pgmodel.Object) string { return "STATISTICS " + ddl.Qualified(o.Key()) },
		create: func(_ *planner, o pgmodel.Object) []statement { return createStatistics(o.(*pgmodel.Statistics)) },
		drop: func(_ *planner, o pgmodel.Object) []statement {
			s := o.(*pgmodel.Statistics)
			return []statement{{Do: ddl.Drop("STATISTICS " + ddl.Qualified(s.ID)), Undo: createStatistics(s)[0].Do, Form: locks.Of(locks.AltersStatistics), On: ddl.Qualified(s.Table)}}
		},
		alter: func(_ *planner, c plan.Change) ([]statement, bool) {
			if len(c.Fields) != 1 || !c.Has("target") {
				return nil, false
			}
			return []statement{statisticsTarget(c.To.(*pgmodel.Statistics))}, true
		},
		relation: func(o pgmodel.Object) schema.Key { return o.(*pgmodel.Statistics).Table },
		boundTo: func(o pgmodel.Object, columns convertedColumns) bool {
			s := o.(*pgmodel.Statistics)
			return columns.readBy(s.Table, pgmodel.PartExprs(s.Parts))
		},
	}
}

func createStatistics(s *pgmodel.Statistics) []statement {
	text := "STATISTICS " + ddl.Qualified(s.ID)
	if len(s.Kinds) > 0 {
		text += " (" + strings.Join(s.Kinds, ", ") + ")"
	}
	text += " ON " + ddl.Parts(s.Parts) + " FROM " + ddl.Qualified(s.Table)
	out := []statement{{Do: ddl.Create(text), Undo: ddl.Drop("STATISTICS " + ddl.Qualified(s.ID)), Form: locks.Of(locks.AltersStatistics), On: ddl.Qualified(s.Table)}}
	if s.Target != "" {
		out = append(out, statisticsTarget(s))
	}
	return out
}

func statisticsTarget(s *pgmodel.Statistics) statement {
	return statement{Do: ddl.Text("ALTER STATISTICS " + ddl.Qualified(s.ID) + " SET STATISTICS " + cmp.Or(s.Target, "-1")), Form: locks.Of(locks.AltersStatistics), On: ddl.Qualified(s.Table)}
}
