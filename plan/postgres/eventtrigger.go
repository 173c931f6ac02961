package postgres

// CREATE and ALTER EVENT TRIGGER. ALTER changes only whether it fires
// (sql-altereventtrigger.html); any other difference recreates it.

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindEventTrigger, eventTriggerKind())

func eventTriggerKind() kind {
	return kind{
		name: func(o pgmodel.Object) string { return "EVENT TRIGGER " + ddl.Quote(o.Key().Name) },
		create: func(_ *planner, o pgmodel.Object) []statement {
			t := o.(*pgmodel.EventTrigger)
			when := ""
			if len(t.Tags) > 0 {
				tags := make([]string, len(t.Tags))
				for i, tag := range t.Tags {
					tags[i] = pgmodel.Literal(tag)
				}
				when = "\nWHEN TAG IN (" + strings.Join(tags, ", ") + ")"
			}
			name := "EVENT TRIGGER " + ddl.Quote(t.ID.Name)
			out := []statement{{Do: ddl.Create(name + " ON " + ddl.Quote(t.Event) + when + "\nEXECUTE FUNCTION " + t.Function + "()"), Undo: ddl.Drop(name)}}
			if t.Enabled != "" {
				out = append(out, statement{Do: ddl.Text("ALTER " + name + " " + stateWord(t.Enabled)), Undo: ddl.Text("ALTER " + name + " ENABLE")})
			}
			return out
		},
		alter: func(_ *planner, c plan.Change) ([]statement, bool) {
			if len(c.Fields) != 1 || !c.Has("enabled") {
				return nil, false
			}
			head := "ALTER EVENT TRIGGER " + ddl.Quote(c.Key.Name) + " "
			return []statement{{Do: ddl.Text(head + stateWord(c.To.(*pgmodel.EventTrigger).Enabled)), Undo: ddl.Text(head + stateWord(c.From.(*pgmodel.EventTrigger).Enabled))}}, true
		},
	}
}
