package postgres

// CREATE, REPLACE and DROP RULE, and whether a rule is enabled. A rule is dropped with its
// relation, unless it uses another relation that is dropped before: then it must go first, by a
// statement of its own.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindRule, ruleKind())

func ruleKind() kind {
	return kind{
		name: func(o pgmodel.Object) string {
			r := o.(*pgmodel.Rule)
			return "RULE " + ddl.Quote(r.Name) + " ON " + ddl.Qualified(r.Table)
		},
		create: func(_ *planner, o pgmodel.Object) []statement { return createRule(o.(*pgmodel.Rule)) },
		drop: func(_ *planner, o pgmodel.Object) []statement {
			r := o.(*pgmodel.Rule)
			return []statement{{Do: ddl.Drop("RULE " + ddl.Quote(r.Name) + " ON " + ddl.Qualified(r.Table)), Undo: createRule(r)[0].Do, Form: locks.Of(locks.Rules)}}
		},
		alter:       alterRule,
		form:        formOf(map[schema.Verb]locks.FormID{schema.Creates: locks.Rules, schema.Drops: locks.Rules}),
		stopsRetype: true,
		readsKeys:   true,
		rename: func(from, to pgmodel.Object) []statement {
			f, t := from.(*pgmodel.Rule), to.(*pgmodel.Rule)
			return []statement{{Do: ddl.Text("ALTER RULE " + ddl.Quote(f.Name) + " ON " + ddl.Qualified(t.Table) + " RENAME TO " + ddl.Quote(t.Name)), Form: locks.Of(locks.Rules)}}
		},
	}
}

func ruleText(r *pgmodel.Rule) ddl.Creation {
	w := &strings.Builder{}
	w.WriteString("RULE " + ddl.Quote(r.Name) + " AS ON " + strings.ToUpper(r.Event) + " TO " + ddl.Qualified(r.Table))
	if !r.Where.IsZero() {
		w.WriteString(" WHERE " + r.Where.SQL)
	}
	w.WriteString(" DO " + ddl.If(r.Instead, "INSTEAD ", "ALSO "))
	switch len(r.Actions) {
	case 0:
		w.WriteString("NOTHING")
	case 1:
		w.WriteString(r.Actions[0].SQL)
	default:
		texts := make([]string, len(r.Actions))
		for i, a := range r.Actions {
			texts[i] = a.SQL
		}
		w.WriteString("(" + strings.Join(texts, "; ") + ")")
	}
	return ddl.Create(w.String())
}

func createRule(r *pgmodel.Rule) []statement {
	out := []statement{{Do: ruleText(r), Undo: ddl.Drop("RULE " + ddl.Quote(r.Name) + " ON " + ddl.Qualified(r.Table)), Form: locks.Of(locks.Rules)}}
	if r.Enabled != "" {
		out = append(out, ruleState(r))
	}
	return out
}

func ruleState(r *pgmodel.Rule) statement {
	word := map[string]string{"": "ENABLE", "disabled": "DISABLE", "always": "ENABLE ALWAYS", "replica": "ENABLE REPLICA"}[r.Enabled]
	return statement{Do: ddl.AlterTable(r.Table, ddl.Clause(word+" RULE "+ddl.Quote(r.Name))), Form: locks.Of(locks.Rules)}
}

// readsOthers reports whether a rule or policy uses another relation that is dropped
// too, which may come before its own: then it goes by itself.
func (w *planner) readsOthers(o pgmodel.Object, relation schema.Key) bool {
	switch o.(type) {
	case *pgmodel.Rule, *pgmodel.Policy:
	default:
		return false
	}
	own := w.before.get(relation)
	for _, k := range o.Needs() {
		if k == relation || k.IsPart() || w.actions[node{opDrop, k}] == nil || own != nil && slices.Contains(own.Needs(), k) {
			continue
		}
		if k.Kind.Has(schema.RowSource) {
			return true
		}
	}
	return false
}

func alterRule(_ *planner, c plan.Change) ([]statement, bool) {
	to := c.To.(*pgmodel.Rule)
	if len(c.Fields) == 1 && c.Has("enabled") {
		return []statement{ruleState(to)}, true
	}
	out := createRule(to)[:1]
	out[0].Do, out[0].Undo = ruleText(to).OrReplace(), ruleText(c.From.(*pgmodel.Rule)).OrReplace()
	if c.Has("enabled") || to.Enabled != "" {
		out = append(out, ruleState(to))
	}
	return out, true
}
