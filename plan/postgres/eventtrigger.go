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

// eventTriggersApart has an event trigger fire at none of the other steps, whose function may
// refuse or change what they do (event-trigger-definition.html): the server fires none for
// statements about event triggers themselves.
func eventTriggersApart(o *ordering, s subject) {
	if s.node.key.Kind != schema.KindEventTrigger || s.node.op == opDrop && o.w.isRecreated(s.node) {
		return
	}
	t, ok := s.to.(*pgmodel.EventTrigger)
	if stops := ok && s.node.op == opAlter && t.Enabled == "disabled"; stops || s.node.op == opDrop {
		o.beforeAll(s.node, "what event triggers fired at", schema.Key{}, o.nodes, o.firesEventTriggers)
		return
	}
	o.afterAll(s.node, "what event triggers will fire at", schema.Key{}, o.nodes, o.firesEventTriggers)
}

// eventTriggerStays has an event trigger that is recreated dropped just before that: it was there
// and fired at such steps until now.
func eventTriggerStays(o *ordering, s subject) {
	if s.node.key.Kind == schema.KindEventTrigger && s.node.op == opDrop && o.w.isRecreated(s.node) {
		o.afterAll(s.node, "what event triggers still fire at", schema.Key{}, o.nodes, o.firesEventTriggers)
	}
}

// firesEventTriggers reports whether an action is about anything but event triggers.
func (o *ordering) firesEventTriggers(n node) bool {
	return n.key.Kind != schema.KindEventTrigger && o.w.actions[n].about.Kind != schema.KindEventTrigger
}
