package postgres

// Triggers and event triggers. CREATE OR REPLACE TRIGGER exists since PostgreSQL 14 and not for
// constraint triggers (sql-createtrigger.html); elsewhere a trigger is dropped and created. The
// state, such as disabled or replica, is set by ALTER TABLE and is reset by a replacement, so it
// is set again after one.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindTrigger, triggerKind())

func triggerKind() kind {
	return kind{
		name:        triggerName,
		create:      func(_ *planner, o pgmodel.Object) []statement { return createTrigger(o.(*pgmodel.Trigger)) },
		drop:        func(_ *planner, o pgmodel.Object) []statement { return dropTrigger(o.(*pgmodel.Trigger)) },
		alter:       alterTrigger,
		stopsRetype: true,
		form:        formOf(map[schema.Verb]locks.FormID{schema.Creates: locks.CreatesTrigger, schema.Drops: locks.DropsTrigger}),
		rename: func(from, to pgmodel.Object) []statement {
			return []statement{{Do: ddl.Text("ALTER " + triggerName(from) + " RENAME TO " + ddl.Quote(to.Key().Name)), Form: locks.Of(locks.RenamesTrigger),
				Undo: ddl.Text("ALTER " + triggerName(to) + " RENAME TO " + ddl.Quote(from.Key().Name))}}
		},
	}
}

func triggerName(o pgmodel.Object) string {
	return "TRIGGER " + ddl.Quote(o.Key().Name) + " ON " + ddl.Qualified(o.(*pgmodel.Trigger).Table)
}

func triggerText(t *pgmodel.Trigger) ddl.Creation {
	w := &strings.Builder{}
	w.WriteString(ddl.If(t.Constraint, "CONSTRAINT ", "") + "TRIGGER " + ddl.Quote(t.ID.Name))
	w.WriteString("\n" + strings.ToUpper(t.Timing) + " " + triggerEvents(t) + " ON " + ddl.Qualified(t.Table))
	if t.From != (schema.Key{}) {
		w.WriteString("\nFROM " + ddl.Qualified(t.From))
	}
	if t.Deferrable {
		w.WriteString("\nDEFERRABLE" + ddl.If(t.Deferred, " INITIALLY DEFERRED", ""))
	}
	if t.OldTable != "" || t.NewTable != "" {
		w.WriteString("\nREFERENCING")
	}
	if t.OldTable != "" {
		w.WriteString(" OLD TABLE AS " + ddl.Quote(t.OldTable))
	}
	if t.NewTable != "" {
		w.WriteString(" NEW TABLE AS " + ddl.Quote(t.NewTable))
	}
	w.WriteString("\nFOR EACH " + ddl.If(t.Row, "ROW", "STATEMENT"))
	if !t.When.IsZero() {
		w.WriteString("\nWHEN (" + t.When.SQL + ")")
	}
	args := make([]string, len(t.Args))
	for i, a := range t.Args {
		args[i] = pgmodel.Literal(a)
	}
	w.WriteString("\nEXECUTE FUNCTION " + t.Function + "(" + strings.Join(args, ", ") + ")")
	return ddl.Create(w.String())
}

func triggerEvents(t *pgmodel.Trigger) string {
	texts := make([]string, len(t.Events))
	for i, e := range t.Events {
		texts[i] = strings.ToUpper(e)
		if e == "update" && len(t.Columns) > 0 {
			texts[i] += " OF " + ddl.Names(t.Columns)
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

func triggerState(t *pgmodel.Trigger, from, to string) statement {
	head, tail := "ALTER TABLE "+ddl.Qualified(t.Table)+" ", " TRIGGER "+ddl.Quote(t.ID.Name)
	return statement{Do: ddl.Text(head + stateWord(to) + tail), Undo: ddl.Text(head + stateWord(from) + tail), Form: locks.Of(locks.CreatesTrigger)}
}

func createTrigger(t *pgmodel.Trigger) []statement {
	if t.Inherited {
		return []statement{triggerState(t, t.Usual, t.Enabled)}
	}
	out := []statement{{Do: triggerText(t), Undo: ddl.Drop(triggerName(t)), Form: locks.Of(locks.CreatesTrigger)}}
	if t.Enabled != "" {
		out = append(out, triggerState(t, "", t.Enabled))
	}
	return out
}

func dropTrigger(t *pgmodel.Trigger) []statement {
	if t.Inherited {
		return []statement{triggerState(t, t.Enabled, t.Usual)}
	}
	p := statement{Do: ddl.Drop(triggerName(t)), Form: locks.Of(locks.DropsTrigger)}
	if t.Enabled == "" {
		p.Undo = triggerText(t)
	}
	return []statement{p}
}

// alterTrigger changes the state, or replaces the trigger (PostgreSQL 14), which
// forgets the state.
func alterTrigger(p *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.Trigger), c.To.(*pgmodel.Trigger)
	if len(c.Fields) == 1 && c.Has("enabled") {
		return []statement{triggerState(to, from.Enabled, to.Enabled)}, true
	}
	if p.version < 14 || from.Constraint || to.Constraint || from.Inherited || to.Inherited || from.Table != to.Table || p.clonesDiffer(to) {
		return nil, false
	}
	out := []statement{{Do: triggerText(to).OrReplace(), Undo: triggerText(from).OrReplace(), Form: locks.Of(locks.CreatesTrigger)}}
	if to.Enabled != "" {
		out = append(out, triggerState(to, from.Enabled, to.Enabled))
	}
	return out, true
}

// clonesDiffer reports whether a partition has a trigger of its parent in another state, before and
// after. OR REPLACE would give it the state of the parent; where the trigger is recreated, that of
// the partition follows in the same transaction.
func (w *planner) clonesDiffer(t *pgmodel.Trigger) bool {
	if table := w.before.table(t.Table); table == nil || table.PartitionBy == nil {
		return false
	}
	for o := range w.before.of(schema.KindTrigger) {
		clone := o.(*pgmodel.Trigger)
		if clone.Inherited && slices.Contains(clone.Needs(), t.ID) && w.after.get(clone.ID) != nil {
			return true
		}
	}
	return false
}
