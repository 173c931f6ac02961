package expr

// These tests are about names: what a statement names, what an expression needs, and how
// names are cut into their parts.

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/schema"
)

func TestUsedIn(t *testing.T) {
	for sql, want := range map[string]string{
		"SELECT 1":                                      "",
		"SELECT id FROM app.orders":                     "table app.orders",
		"SELECT a.id FROM app.orders a":                 "table app.orders",
		"SELECT app.f(1)":                               "function app.f",
		"SELECT 1 OPERATOR(app.+) 2":                    "operator app.+",
		"SELECT '1'::app.amount":                        "domain app.amount",
		"SELECT pg_catalog.now()":                       "",
		"SELECT app.f(x) FROM app.t WHERE app.f(x) > 1": "function app.f, table app.t",
		"EXPLAIN SELECT id FROM app.orders":             "table app.orders",
	} {
		used, err := UsedIn(sql)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, u := range used {
			got = append(got, fmt.Sprintf("%s %s.%s", u.Kind, u.Schema, u.Name))
		}
		slices.Sort(got)
		if strings.Join(got, ", ") != want {
			t.Errorf("%s names %s, want %s", sql, got, want)
		}
	}
	if _, err := UsedIn("SELECT FROM FROM"); err == nil {
		t.Error("what is no SQL names something")
	}
}

func TestWhatAnExpressionNeeds(t *testing.T) {
	for text, want := range map[string]string{
		"1":                            "",
		"id > 1":                       "column public.users.id",
		"id > big":                     "column public.users.big, column public.users.id",
		"add(id, 1)":                   "column public.users.id, function public.add(integer, integer)",
		"add(note, 'x')":               "column public.users.note, function public.add(text, text)",
		"'ok'::mood":                   "enum public.mood",
		"note COLLATE german":          "collation public.german, column public.users.note",
		"(SELECT max(id) FROM orders)": "column public.orders.id, table public.orders",
		"nextval('the_seq')":           "table public.the_seq",
	} {
		_, uses := Canonical(exprOf(t, text), shop(), userScope())
		var got []string
		for _, k := range uses {
			got = append(got, k.String())
		}
		slices.Sort(got)
		if strings.Join(slices.Compact(got), ", ") != want {
			t.Errorf("%s needs %s, want %s", text, got, want)
		}
	}
}

func TestResultNames(t *testing.T) {
	for text, want := range map[string]string{
		"id": "id", "users.id": "id", "lower(note)": "lower", "public.add(1, 2)": "add", "1": "?column?", "id + 1": "?column?",
		"id::text": "id", "1::text": "text", "'1'::int": "int4", "coalesce(id, 1)": "coalesce", "greatest(id, 1)": "greatest", "nullif(id, 1)": "nullif",
		"CASE WHEN flag THEN 1 END": "case", "CASE WHEN flag THEN 1 ELSE id END": "id", "ARRAY[1]": "array", "ROW(1)": "row",
		"tags[1]": "tags", "(users).id": "id", "EXISTS (SELECT 1)": "exists", "(SELECT max(id) FROM orders)": "max", "ARRAY(SELECT 1)": "array",
		"current_date": "current_date", "extract(year FROM made)": "extract", "trim(note)": "btrim", "NOT flag": "?column?",
	} {
		if got := ResultName(exprOf(t, text)); got != want {
			t.Errorf("%s is called %q, want %q", text, got, want)
		}
	}
}

func TestRenamesThatChangeNothing(t *testing.T) {
	column := func(table, name string) schema.Key {
		return schema.Key{Kind: schema.KindColumn, Schema: "public", Table: table, Name: name}
	}
	for _, c := range []struct {
		sql      string
		query    bool
		from, to schema.Key
	}{
		{"'id'", false, column("users", "id"), column("users", "key")}, // a string
		{"orders.id > 1", false, column("users", "id"), column("users", "key")},
		{"SELECT o.id FROM public.orders AS o", true, column("users", "id"), column("users", "key")},
		{"SELECT 1 AS id", true, column("users", "id"), column("users", "key")},
		{"this is no SQL", false, column("users", "id"), column("users", "key")},
		{"id > 1; id < 2", false, column("users", "id"), column("users", "key")},
	} {
		if got, changed := RenameInSQL(c.sql, c.query, Renaming{From: c.from, To: c.to}, shop(), userScope()); changed || got != c.sql {
			t.Errorf("%s became %s", c.sql, got)
		}
	}
}

func TestPartsOfNames(t *testing.T) {
	for _, c := range []struct {
		words        []string
		schema, name string
	}{{[]string{"a"}, "", "a"}, {[]string{"s", "a"}, "s", "a"}, {[]string{"db", "s", "a"}, "s", "a"}} {
		if s, n := SplitName(c.words); s != c.schema || n != c.name {
			t.Errorf("%q is %q, %q", c.words, s, n)
		}
	}
	for signature, want := range map[string]string{"add(integer, integer)": "add", "now()": "now", "plain": "plain"} {
		if got := BareName(signature); got != want {
			t.Errorf("%s is %q, want %q", signature, got, want)
		}
	}
}

func TestNullsAndStars(t *testing.T) {
	for text, want := range map[string]bool{"NULL": true, "(NULL)": true, "NULL::text": true, "1": false, "'NULL'": false, "id": false} {
		if got := IsNull(exprOf(t, text)); got != want {
			t.Errorf("%s is NULL: %v", text, got)
		}
	}
	for text, want := range map[string]bool{"users.*": true, "*": true, "users.id": false, "count(*)": false} {
		if got := IsStar(exprOf(t, text)); got != want {
			t.Errorf("%s is a star: %v", text, got)
		}
	}
}

func TestBuiltins(t *testing.T) {
	for name, want := range map[string]bool{"now": true, "lower": true, "jsonb_set": true, "no_such_function": false, "add": false} {
		if got := BuiltinFunction(name); got != want {
			t.Errorf("function %s is built in: %v", name, got)
		}
	}
	for name, want := range map[string]bool{"int4": true, "text": true, "jsonb": true, "mood": false, "citext": false} {
		if got := BuiltinType(name); got != want {
			t.Errorf("type %s is built in: %v", name, got)
		}
	}
	for _, c := range []struct {
		name string
		args int
		want bool
	}{{"lower", 1, true}, {"lower", 2, false}, {"now", 0, true}, {"substr", 2, true}, {"substr", 3, true}, {"concat", 7, true}} {
		if got := BuiltinTakes(c.name, c.args); got != c.want {
			t.Errorf("%s takes %d arguments: %v", c.name, c.args, got)
		}
	}
	for _, name := range []string{"ctid", "xmin", "tableoid"} {
		if !IsSystemColumn(name) || IsSystemColumn("id") {
			t.Errorf("%s is a system column: %v", name, IsSystemColumn(name))
		}
	}
}
