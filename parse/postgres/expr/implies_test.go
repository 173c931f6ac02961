package expr

// These tests are about implication: whether one condition is shown to hold wherever
// others do. What is not shown may hold all the same, so that only "shown" is a promise;
// the second table has what must never be shown.

import (
	"testing"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func implied(t *testing.T, given, goal string) bool {
	t.Helper()
	return Proof{}.Implies([]pgmodel.Expr{canonText(t, given)}, []pgmodel.Expr{canonText(t, goal)})
}

func TestImplies(t *testing.T) {
	for _, c := range [][2]string{
		{"id = 1", "id = 1"},
		{"id = 1 AND flag", "id = 1"},
		{"id = 1 AND flag", "flag"},
		{"flag AND id = 1", "id = 1 AND flag"},
		{"id = 1", "id = 1 OR flag"},
		{"flag", "id = 1 OR flag"},
		{"id = 1 AND big = 2 AND flag", "flag AND id = 1"},
		{"id = 1 OR id = 2", "id = 1 OR id = 2 OR id = 3"},
		{"id = 1 OR id = 2", "id = 2 OR id = 1"},
		{"(id = 1 AND flag) OR (id = 2 AND flag)", "flag"},
		{"id = 1 AND (flag OR big = 2)", "flag OR big = 2"},
		{"note = 'a' AND name = 'b'", "name = 'b'"},
		{"false", "id = 1"},
		{"id = 1", "true"},
	} {
		if !implied(t, c[0], c[1]) {
			t.Errorf("%s is not shown to imply %s", c[0], c[1])
		}
	}
}

func TestImpliesNot(t *testing.T) {
	for _, c := range [][2]string{
		{"flag", "id = 1"},
		{"id = 1", "id = 2"},
		{"id = 1 OR flag", "id = 1"},
		{"id = 1 OR flag", "flag"},
		{"id = 1", "id = 1 AND flag"},
		{"id = 1", "big = 1"},
		{"note = 'a'", "note = 'A'"},
		{"NOT flag", "flag"},
		{"flag", "NOT flag"},
		{"NOT (flag AND id = 1)", "NOT flag"},
		{"id > 1", "id < 1"},
		{"true", "id = 1"},
		{"id = 1", "false"},
		{"(id = 1 AND flag) OR id = 2", "flag"},
		{"id = 1 OR id = 2 OR id = 3", "id = 1 OR id = 2"},
	} {
		if implied(t, c[0], c[1]) {
			t.Errorf("%s is said to imply %s", c[0], c[1])
		}
	}
}

// All that is given holds together, and one of the goals is enough.
func TestImpliesWithMany(t *testing.T) {
	list := func(texts ...string) []pgmodel.Expr {
		var out []pgmodel.Expr
		for _, text := range texts {
			out = append(out, canonText(t, text))
		}
		return out
	}
	for _, c := range []struct {
		given, goals []pgmodel.Expr
		want         bool
	}{
		{list("id = 1", "flag"), list("flag AND id = 1"), true},
		{list("id = 1", "flag"), list("big = 2", "flag"), true},
		{list("id = 1"), list("big = 2", "flag"), false},
		{list("id = 1 OR flag"), list("id = 1", "flag"), true},
		{list("id = 1"), nil, false},
		{nil, list("id = 1"), false},
	} {
		if got := (Proof{}).Implies(c.given, c.goals); got != c.want {
			t.Errorf("%v implies one of %v: %v, want %v", c.given, c.goals, got, c.want)
		}
	}
}

func TestNarrows(t *testing.T) {
	for _, c := range []struct {
		from, to string // the query that may give more, and the one that gives less
		want     bool
	}{
		{"SELECT id, total FROM orders", "SELECT id, total FROM orders", true},
		{"SELECT id, total FROM orders", "SELECT id FROM orders", true},
		{"SELECT id, total FROM orders", "SELECT total, id FROM orders", true},
		{"SELECT id FROM orders", "SELECT id FROM orders WHERE total > 1", true},
		{"SELECT id FROM orders WHERE total > 1", "SELECT id FROM orders WHERE total > 1 AND user_id = 2", true},
		{"SELECT id FROM orders WHERE total > 1 OR user_id = 2", "SELECT id FROM orders WHERE total > 1", true},
		{"SELECT id FROM orders", "SELECT id, total FROM orders", false},
		{"SELECT id FROM orders WHERE total > 1", "SELECT id FROM orders", false},
		{"SELECT id FROM orders WHERE total > 1", "SELECT id FROM orders WHERE total > 0", false},
		{"SELECT id FROM orders WHERE total > 1 AND user_id = 2", "SELECT id FROM orders WHERE total > 1", false},
		{"SELECT id FROM orders", "SELECT id FROM users", false},
		{"SELECT id FROM orders", "SELECT o.id FROM orders o, users u", false},
		{"SELECT id FROM orders LIMIT 1", "SELECT id FROM orders LIMIT 2", false},
		{"SELECT id FROM orders LIMIT 1", "SELECT id FROM orders WHERE total > 1 LIMIT 1", false}, // others come into the limit
		{"SELECT id FROM orders UNION SELECT id FROM users", "SELECT id FROM orders", true},
		{"SELECT id FROM orders", "SELECT id FROM orders UNION SELECT id FROM users", false},
		{"SELECT id FROM orders EXCEPT SELECT id FROM users", "SELECT id FROM orders", false},
		{"SELECT user_id, sum(total) FROM orders GROUP BY user_id", "SELECT user_id, sum(total) FROM orders WHERE total > 1 GROUP BY user_id", false},
	} {
		if got := (Proof{}).Narrows(queryText(t, c.from), queryText(t, c.to)); got != c.want {
			t.Errorf("%s\n  to %s narrows: %v, want %v", c.from, c.to, got, c.want)
		}
	}
}

func TestRelationsOfFunctions(t *testing.T) {
	for _, c := range []struct {
		language, body string
		relations      int
		known          bool
	}{
		{"sql", "SELECT id FROM public.orders", 1, true},
		{"sql", "SELECT 1", 0, true},
		{"sql", "SELECT o.id FROM public.orders o JOIN public.users u ON u.id = o.user_id", 2, true},
		{"plpgsql", "BEGIN RETURN 1; END", 0, false},
		{"sql", "this is no SQL", 0, false},
	} {
		keys, known := Proof{}.Relations(&pgmodel.Function{Language: c.language, Body: c.body})
		if known != c.known || known && len(keys) != c.relations {
			t.Errorf("%s: %v, %v; want %d relations, %v", c.body, keys, known, c.relations, c.known)
		}
	}
}
