package expr

// What an expression carries of its names is decided by what they mean, not by the words of
// its text: constants, functions and other relations' columns are not the table's columns.

import (
	"fmt"
	"testing"
)

func TestNamesThatAnExpressionCarries(t *testing.T) {
	for text, want := range map[string]string{
		"1":                      "[] [] []",
		"'note'":                 "[] [] []",
		"'random()'::text":       "[] [] []",
		"price::numeric(10,2)":   "[price] [] []",
		"note = 'id' OR id > id": "[id note] [] []",
		"users.note || note":     "[note] [] []",
		"lower(note)":            "[note] [lower] []",
		"1 + floor(random())":    "[] [floor random] []",
		"COALESCE(note, now()::text, add(id, 1)::text)":        "[id note] [now public.add] []",
		"pg_catalog.upper(note)":                               "[note] [upper] []",
		"nextval('the_seq')":                                   "[] [nextval] []",
		"(SELECT max(o.id) FROM orders o WHERE id = big)":      "[big] [max] [public.orders]",
		"EXISTS (SELECT FROM orders WHERE user_id = users.id)": "[id] [] [public.orders]",
	} {
		e := canonText(t, text)
		var relations []string
		for _, k := range e.Relations() {
			relations = append(relations, k.Schema+"."+k.Name)
		}
		if got := fmt.Sprint(e.Columns(), e.Functions(), relations); got != want {
			t.Errorf("%s carries %s, want %s", text, got, want)
		}
		if again := canonText(t, e.SQL); fmt.Sprint(again.Names) != fmt.Sprint(e.Names) && (again.Names == nil || fmt.Sprint(*again.Names) != fmt.Sprint(*e.Names)) {
			t.Errorf("%s is printed as %s, which carries other names", text, e.SQL)
		}
		if (e.Names == nil) != (want == "[] [] []") {
			t.Errorf("%s: names are kept where there are none, or not where there are some", text)
		}
	}
}

// A table may be outside of what is read: its columns are carried by their names all the same.
func TestNamesOfAnUnknownTable(t *testing.T) {
	scope := userScope()
	scope.Table.Name, scope.TableName = "elsewhere", "elsewhere"
	e, needs := Canonical(exprOf(t, "lower(title) <> elsewhere.lead"), shop(), scope)
	if !e.Reads("title") || !e.Reads("lead") || e.Reads("lower") {
		t.Errorf("it reads %s", e.Columns())
	}
	if len(needs) > 0 {
		t.Errorf("it needs %s, which are not known", needs)
	}
}

func TestNamesThatAQueryCarries(t *testing.T) {
	e := queryText(t, "WITH o AS (SELECT * FROM orders) SELECT lower(u.note), o.total FROM users u JOIN o ON o.user_id = u.id, generate_series(1, 2)")
	if got := fmt.Sprint(e.Columns(), e.Functions(), e.Relations()); got != "[] [generate_series lower] [table public.orders table public.users]" {
		t.Errorf("the query carries %s", got)
	}
}
