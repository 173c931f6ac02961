package postgres

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func ruleMaker() writer {
	return writer{
		name: func(o pgmodel.Object) string {
			r := o.(*pgmodel.Rule)
			return "RULE " + quote(r.Name) + " ON " + qualified(r.Table)
		},
		create: func(o pgmodel.Object) []piece { return createRule(o.(*pgmodel.Rule), "CREATE RULE ") },
		drop: func(o pgmodel.Object) []piece {
			r := o.(*pgmodel.Rule)
			return []piece{{SQL: "DROP RULE " + quote(r.Name) + " ON " + qualified(r.Table), Undo: createRule(r, "CREATE RULE ")[0].SQL, Form: locks.Of(locks.Rules)}}
		},
		alter: alterRule,
		rename: func(from, to pgmodel.Object) []piece {
			f, t := from.(*pgmodel.Rule), to.(*pgmodel.Rule)
			return []piece{{SQL: "ALTER RULE " + quote(f.Name) + " ON " + qualified(t.Table) + " RENAME TO " + quote(t.Name), Form: locks.Of(locks.Rules)}}
		},
	}
}

func createRule(r *pgmodel.Rule, head string) []piece {
	w := &strings.Builder{}
	w.WriteString(head + quote(r.Name) + " AS ON " + strings.ToUpper(r.Event) + " TO " + qualified(r.Table))
	if !r.Where.IsZero() {
		w.WriteString(" WHERE " + r.Where.SQL)
	}
	w.WriteString(" DO " + onOff(r.Instead, "INSTEAD ", "ALSO "))
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
	out := []piece{{SQL: w.String(), Undo: "DROP RULE " + quote(r.Name) + " ON " + qualified(r.Table), Form: locks.Of(locks.Rules)}}
	if r.Enabled != "" {
		out = append(out, ruleState(r))
	}
	return out
}

func ruleState(r *pgmodel.Rule) piece {
	word := map[string]string{"": "ENABLE", "disabled": "DISABLE", "always": "ENABLE ALWAYS", "replica": "ENABLE REPLICA"}[r.Enabled]
	return piece{SQL: "ALTER TABLE " + qualified(r.Table) + " " + word + " RULE " + quote(r.Name), Form: locks.Of(locks.Rules)}
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

func alterRule(_ *planner, c plan.Change) ([]piece, bool) {
	to := c.To.(*pgmodel.Rule)
	if len(c.Fields) == 1 && c.Has("enabled") {
		return []piece{ruleState(to)}, true
	}
	out := createRule(to, "CREATE OR REPLACE RULE ")[:1]
	out[0].Undo = createRule(c.From.(*pgmodel.Rule), "CREATE OR REPLACE RULE ")[0].SQL
	if c.Has("enabled") || to.Enabled != "" {
		out = append(out, ruleState(to))
	}
	return out, true
}
