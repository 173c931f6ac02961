package postgres

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func triggerMaker() writer {
	return writer{
		name:   triggerName,
		create: func(o pgmodel.Object) []piece { return createTrigger(o.(*pgmodel.Trigger)) },
		drop:   func(o pgmodel.Object) []piece { return dropTrigger(o.(*pgmodel.Trigger)) },
		alter:  alterTrigger,
		rename: func(from, to pgmodel.Object) []piece {
			return []piece{{SQL: "ALTER " + triggerName(from) + " RENAME TO " + quote(to.Key().Name), Form: locks.Of(locks.RenamesTrigger),
				Undo: "ALTER " + triggerName(to) + " RENAME TO " + quote(from.Key().Name)}}
		},
	}
}

func triggerName(o pgmodel.Object) string {
	return "TRIGGER " + quote(o.Key().Name) + " ON " + qualified(o.(*pgmodel.Trigger).Table)
}

func triggerText(t *pgmodel.Trigger) string {
	w := &strings.Builder{}
	w.WriteString("CREATE " + onOff(t.Constraint, "CONSTRAINT ", "") + "TRIGGER " + quote(t.ID.Name))
	w.WriteString("\n" + strings.ToUpper(t.Timing) + " " + triggerEvents(t) + " ON " + qualified(t.Table))
	if t.From != (schema.Key{}) {
		w.WriteString("\nFROM " + qualified(t.From))
	}
	if t.Deferrable {
		w.WriteString("\nDEFERRABLE" + onOff(t.Deferred, " INITIALLY DEFERRED", ""))
	}
	if t.OldTable != "" || t.NewTable != "" {
		w.WriteString("\nREFERENCING")
	}
	if t.OldTable != "" {
		w.WriteString(" OLD TABLE AS " + quote(t.OldTable))
	}
	if t.NewTable != "" {
		w.WriteString(" NEW TABLE AS " + quote(t.NewTable))
	}
	w.WriteString("\nFOR EACH " + onOff(t.Row, "ROW", "STATEMENT"))
	if !t.When.IsZero() {
		w.WriteString("\nWHEN (" + t.When.SQL + ")")
	}
	args := make([]string, len(t.Args))
	for i, a := range t.Args {
		args[i] = pgmodel.Literal(a)
	}
	w.WriteString("\nEXECUTE FUNCTION " + t.Function + "(" + strings.Join(args, ", ") + ")")
	return w.String()
}

func triggerEvents(t *pgmodel.Trigger) string {
	texts := make([]string, len(t.Events))
	for i, e := range t.Events {
		texts[i] = strings.ToUpper(e)
		if e == "update" && len(t.Columns) > 0 {
			texts[i] += " OF " + nameList(t.Columns)
		}
	}
	return strings.Join(texts, " OR ")
}

// stateWord are the words before TRIGGER that put one into a state.
func stateWord(state string) string {
	switch state {
	case "disabled":
		return "DISABLE"
	case "replica", "always":
		return "ENABLE " + strings.ToUpper(state)
	}
	return "ENABLE"
}

func triggerState(t *pgmodel.Trigger, from, to string) piece {
	head, tail := "ALTER TABLE "+qualified(t.Table)+" ", " TRIGGER "+quote(t.ID.Name)
	return piece{SQL: head + stateWord(to) + tail, Undo: head + stateWord(from) + tail, Form: locks.Of(locks.CreatesTrigger)}
}

func createTrigger(t *pgmodel.Trigger) []piece {
	if t.Inherited {
		return []piece{triggerState(t, t.Usual, t.Enabled)}
	}
	out := []piece{{SQL: triggerText(t), Undo: "DROP " + triggerName(t), Form: locks.Of(locks.CreatesTrigger)}}
	if t.Enabled != "" {
		out = append(out, triggerState(t, "", t.Enabled))
	}
	return out
}

func dropTrigger(t *pgmodel.Trigger) []piece {
	if t.Inherited {
		return []piece{triggerState(t, t.Enabled, t.Usual)}
	}
	p := piece{SQL: "DROP " + triggerName(t), Form: locks.Of(locks.DropsTrigger)}
	if t.Enabled == "" {
		p.Undo = triggerText(t)
	}
	return []piece{p}
}

// alterTrigger changes the state, or replaces the trigger (PostgreSQL 14), which
// forgets the state.
func alterTrigger(p *planner, c plan.Change) ([]piece, bool) {
	from, to := c.From.(*pgmodel.Trigger), c.To.(*pgmodel.Trigger)
	if len(c.Fields) == 1 && c.Has("enabled") {
		return []piece{triggerState(to, from.Enabled, to.Enabled)}, true
	}
	if p.version < 14 || from.Constraint || to.Constraint || from.Inherited || to.Inherited || from.Table != to.Table {
		return nil, false
	}
	out := []piece{{SQL: replaced(triggerText(to)), Undo: replaced(triggerText(from)), Form: locks.Of(locks.CreatesTrigger)}}
	if to.Enabled != "" {
		out = append(out, triggerState(to, from.Enabled, to.Enabled))
	}
	return out, true
}

func eventTriggerMaker() writer {
	return writer{
		name: func(o pgmodel.Object) string { return "EVENT TRIGGER " + quote(o.Key().Name) },
		create: func(o pgmodel.Object) []piece {
			t := o.(*pgmodel.EventTrigger)
			when := ""
			if len(t.Tags) > 0 {
				tags := make([]string, len(t.Tags))
				for i, tag := range t.Tags {
					tags[i] = pgmodel.Literal(tag)
				}
				when = "\nWHEN TAG IN (" + strings.Join(tags, ", ") + ")"
			}
			name := "EVENT TRIGGER " + quote(t.ID.Name)
			out := []piece{{SQL: "CREATE " + name + " ON " + quote(t.Event) + when + "\nEXECUTE FUNCTION " + t.Function + "()", Undo: "DROP " + name}}
			if t.Enabled != "" {
				out = append(out, piece{SQL: "ALTER " + name + " " + stateWord(t.Enabled), Undo: "ALTER " + name + " ENABLE"})
			}
			return out
		},
		alter: func(_ *planner, c plan.Change) ([]piece, bool) {
			if len(c.Fields) != 1 || !c.Has("enabled") {
				return nil, false
			}
			head := "ALTER EVENT TRIGGER " + quote(c.Key.Name) + " "
			return []piece{{SQL: head + stateWord(c.To.(*pgmodel.EventTrigger).Enabled), Undo: head + stateWord(c.From.(*pgmodel.EventTrigger).Enabled)}}, true
		},
	}
}
