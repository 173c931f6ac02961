package expr

// Newer grammar than the parser knows is carried as text. These tests are about how such a text is
// compared, qualified and printed, which columns and types it shows, and how tightly it binds.

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// fullNames are the names of the shop for a caller that knows all that MoreNames asks.
type fullNames struct {
	*fakeNames
	variadic map[string]bool // functions, by signature
}

func moreShop() *fullNames {
	ns := &fullNames{shop(), map[string]bool{"all_of(text, integer[])": true, "tagged(public.mood[])": true}}
	ns.functions["public.all_of"] = []string{"all_of(text, integer[])"}
	ns.functions["public.tagged"] = []string{"tagged(public.mood[])"}
	ns.functions["public.plain_of"] = []string{"plain_of(integer[])"}
	return ns
}

func (f *fullNames) Variadic(k schema.Key) bool { return f.variadic[k.Name] }

func (f *fullNames) Version() int { return 0 }

func (f *fullNames) Known(s, n string, relation, function, typ bool) []schema.Key {
	if k, ok := f.Relation(s, n); ok && relation {
		return []schema.Key{k}
	}
	if _, keys, ok := f.Function(s, n); ok && function && len(keys) > 0 {
		return keys
	}
	if _, k, ok := f.Type(s, n); ok && typ && k.Name != "" {
		return []schema.Key{k}
	}
	return nil
}

func carriedCall(function, text string) string { return function + "(" + pgmodel.Literal(text) + ")" }

func carriedExpr(t *testing.T, text string) pgmodel.Expr {
	t.Helper()
	e, _ := Canonical(exprOf(t, carriedCall(syntax.CarriedExpr, text)), moreShop(), userScope())
	return e
}

func carriedBody(t *testing.T, text string) (pgmodel.Expr, []schema.Key) {
	t.Helper()
	e, _, uses := CanonicalQuery(queryOf(t, "SELECT "+carriedCall(syntax.CarriedQuery, text)), moreShop(), Scope{})
	return e, uses
}

// Each pair holds an author's spelling and the server's; both are printed as they are.
func TestCarriedTextsThatAreEqual(t *testing.T) {
	for _, c := range [][2]string{
		{"json_value(data, '$.a' returning int)", "JSON_VALUE(data,  '$.\"a\"'\n\tRETURNING int)"},
		{"JSON_QUERY(data, '$.a.b[*].c1')", `JSON_QUERY(data, '$."a"."b"[*]."c1"')`},
		{"JSON_QUERY(data, '$.a[*] ? (@.b > 1.5)')", `JSON_QUERY(data, '$."a"[*] ? (@."b" > 1.5)')`},
		{"JSON_QUERY(data, '$.a.size()')", `JSON_QUERY(data, '$."a".size()')`},
		{"JSON_QUERY(data, 'strict $.a')", `JSON_QUERY(data, 'strict $."a"')`},
		{"JSON_QUERY(data, 'lax $.a')", `JSON_QUERY(data, '$."a"')`}, // lax is not printed: it is the default
		{"JSON_TABLE(data, '$[*]' COLUMNS (a int))", "JSON_TABLE(data, '$[*]' AS json_table_path_0 COLUMNS (a int))"},
		{"JSON_EXISTS(data, '$.a') /* why */", "JSON_EXISTS(data, '$.a') -- because\n"},
	} {
		a, b := carriedExpr(t, c[0]), carriedExpr(t, c[1])
		if a.Strict != b.Strict || a.Loose != b.Loose {
			t.Errorf("%s\n  is %s\n%s\n  is %s", c[0], a.Strict, c[1], b.Strict)
		}
		if a.SQL != c[0] || b.SQL != c[1] {
			t.Errorf("%s is printed as %s\n%s is printed as %s", c[0], a.SQL, c[1], b.SQL)
		}
		if again := carriedExpr(t, a.Strict); again.Strict != a.Strict {
			t.Errorf("%s\n  is compared as %s\n  and that as    %s", c[0], a.Strict, again.Strict)
		}
	}
}

func TestCarriedTextsThatDiffer(t *testing.T) {
	for _, c := range [][2]string{
		{"JSON_VALUE(data, '$.a')", "JSON_VALUE(data, '$.A')"},
		{"JSON_VALUE(data, '$.a')", "JSON_VALUE(data, 'strict $.a')"},
		{"JSON_VALUE(data, '$.size')", "JSON_VALUE(data, '$.size()')"},
		{"JSON_VALUE(data, '$.a' DEFAULT 'x y' ON EMPTY)", "JSON_VALUE(data, '$.a' DEFAULT 'x  y' ON EMPTY)"},
		{"JSON_VALUE(data, '$.a' DEFAULT 'X' ON EMPTY)", "JSON_VALUE(data, '$.a' DEFAULT 'x' ON EMPTY)"},
		{`JSON_EXISTS("Data", '$.a')`, `JSON_EXISTS("data", '$.a')`},
		{"JSON_VALUE(data, '$.a' RETURNING int)", "JSON_VALUE(data, '$.a' RETURNING bigint)"},
		{"JSON_TABLE(data, '$' AS p COLUMNS (a int))", "JSON_TABLE(data, '$' COLUMNS (a int))"},
	} {
		if a, b := carriedExpr(t, c[0]), carriedExpr(t, c[1]); a.Strict == b.Strict || a.Loose == b.Loose {
			t.Errorf("%s and %s are both\n  %s", c[0], c[1], a.Strict)
		}
	}
}

// Names that are surely relations, functions and types get their schema and are needed; names that
// mean something in the text alone do not.
func TestNamesInCarriedTexts(t *testing.T) {
	for _, c := range []struct{ text, want, needs string }{
		{"MERGE INTO orders o USING users u ON o.user_id = u.id WHEN NOT MATCHED BY SOURCE THEN DELETE",
			"MERGE INTO public.orders o USING public.users u ON o.user_id = u.id WHEN NOT MATCHED BY SOURCE THEN DELETE", "orders users"},
		{"SELECT * FROM users u, orders JOIN shop.\"Items\" i ON true", "SELECT * FROM public.users u, public.orders JOIN shop.\"Items\" i ON true", "Items orders users"},
		{"SELECT orders, users FROM nowhere", "SELECT orders, users FROM nowhere", ""},
		{"SELECT 1 FROM public.orders", "SELECT 1 FROM public.orders", "orders"},
		{"SELECT orders.total FROM orders", "SELECT orders.total FROM public.orders", "orders"},
		{"SELECT add(1, 2), lower(note), x.add FROM x", "SELECT public.add(1, 2), lower(note), x.add FROM x", "add(integer, integer) add(text, text)"},
		{"SELECT 'FROM orders', $$ FROM orders $$, \"from\" orders -- FROM orders", "SELECT 'FROM orders', $$ FROM orders $$, \"from\" orders -- FROM orders", ""},
		{"SELECT JSON_VALUE(a, '$' RETURNING mood), b::mood, mood", "SELECT JSON_VALUE(a, '$' RETURNING public.mood), b::public.mood, mood", "mood"},
		{"WITH orders AS (SELECT 1 FROM users) SELECT * FROM orders", "WITH orders AS (SELECT 1 FROM public.users) SELECT * FROM orders", "users"},
		{"WITH orders AS NOT MATERIALIZED (SELECT 1) SELECT * FROM public.orders", "WITH orders AS NOT MATERIALIZED (SELECT 1) SELECT * FROM public.orders", "orders"},
		{"INSERT INTO orders (id) SELECT id FROM ONLY users", "INSERT INTO public.orders (id) SELECT id FROM ONLY public.users", "orders users"},
		{"UPDATE orders SET id = 1, total = 2", "UPDATE public.orders SET id = 1, total = 2", "orders"},
	} {
		e, uses := carriedBody(t, c.text)
		if e.SQL != c.want {
			t.Errorf("%s\n  is printed as %s\n  want          %s", c.text, e.SQL, c.want)
		}
		var needs []string
		for _, k := range uses {
			needs = append(needs, k.Name)
		}
		slices.Sort(needs)
		if got := strings.Join(slices.Compact(needs), " "); got != c.needs {
			t.Errorf("%s needs %q, want %q", c.text, got, c.needs)
		}
		again, _ := carriedBody(t, e.SQL)
		if again.SQL != e.SQL || again.Strict != e.Strict {
			t.Errorf("%s\n  printed %s\n    again %s", c.text, e.SQL, again.SQL)
		}
	}
}

func TestCarriedQueriesAreFound(t *testing.T) {
	for text, want := range map[string]bool{
		"SELECT " + carriedCall(syntax.CarriedQuery, "x"):                  true,
		"SELECT " + carriedCall(syntax.CarriedExpr, "x"):                   false,
		"SELECT " + carriedCall(syntax.CarriedQuery, "x") + ", 1":          false,
		"SELECT " + carriedCall(syntax.CarriedQuery, "x") + " FROM orders": false,
		"SELECT " + syntax.CarriedQuery + "('x', 'y')":                     false,
		"SELECT other." + carriedCall(syntax.CarriedQuery, "x"):            false,
		"SELECT lower('x')": false,
		"RETURN " + carriedCall(syntax.CarriedQuery, "x"): true,
		"RETURN " + carriedCall(syntax.CarriedExpr, "x"):  false,
	} {
		n, ok := ParseText(text, true)
		if !ok {
			t.Fatalf("%s does not parse", text)
		}
		if got, ok := CarriedText(n); ok != want || ok && got != "x" {
			t.Errorf("%s carries %q, %v", text, got, ok)
		}
	}
}

// One call binds as calls do; whatever else is carried is one operand only in parentheses.
func TestHowCarriedTextsBind(t *testing.T) {
	for text, call := range map[string]bool{
		"JSON_VALUE(data, '$.a')":               true,
		"JSON_VALUE(f(a), '$) (')":              true,
		"merge_action()":                        true,
		"public.f(1)":                           true,
		"a NEWER b":                             false,
		"a NEWER f(b)":                          false,
		"f(a) NEWER g(b)":                       false,
		"JSON_SCALAR(a) || JSON_SCALAR(b)":      false,
		"(a) NEWER (b)":                         false,
		"'f(' NEWER g(b)":                       false,
		"JSON_VALUE(data, '$.a') IS NEWER THAN": false,
	} {
		e := canonText(t, carriedCall(syntax.CarriedExpr, text)+" * 2")
		want := text + " * 2"
		if !call {
			want = "(" + text + ") * 2"
		}
		if e.SQL != want {
			t.Errorf("it is printed as %s, want %s", e.SQL, want)
		}
		d, _ := CanonicalDefault(exprOf(t, carriedCall(syntax.CarriedExpr, text)), shop(), userScope())
		if want = strings.TrimSuffix(want, " * 2"); d.SQL != want {
			t.Errorf("as a default it is printed as %s, want %s", d.SQL, want)
		}
	}
}

// functions-json.html: JSON_TABLE's columns, with those of nested lists, in order.
func TestColumnsOfJSONTable(t *testing.T) {
	for columns, want := range map[string]string{
		"n FOR ORDINALITY":         "n integer",
		"a int":                    "a integer",
		"a int, b text PATH '$.x'": "a integer, b text",
		"A INT PATH '$.a' DEFAULT f(1, 2) ON EMPTY, \"B c\" varchar(10)": "a integer, B c character varying(10)",
		"p numeric(10, 2) PATH '$.p' NULL ON ERROR, q bigint":            "p numeric(10,2), q bigint",
		"t timestamp with time zone PATH '$.t'":                          "t timestamp with time zone",
		"t timestamp(3) without time zone, u time with time zone":        "t timestamp(3) without time zone, u time with time zone",
		"e boolean EXISTS PATH '$.e' FALSE ON ERROR, i int EXISTS":       "e boolean, i integer",
		"j jsonb FORMAT JSON PATH '$.j' WITH CONDITIONAL ARRAY WRAPPER":  "j jsonb",
		"j text[] WITHOUT WRAPPER KEEP QUOTES, k text OMIT QUOTES":       "j text[], k text",
		"m mood PATH '$.m'": "m public.mood",
		"a int, NESTED PATH '$.k[*]' COLUMNS (b int, c text), d int":                                                                 "a integer, b integer, c text, d integer",
		"NESTED '$.k[*]' AS deep COLUMNS (b int), d int":                                                                             "b integer, d integer",
		"NESTED PATH '$.k' COLUMNS (NESTED PATH '$.l' COLUMNS (x int, y date), z int), NESTED PATH '$.m' COLUMNS (o FOR ORDINALITY)": "x integer, y date, z integer, o integer",
	} {
		text := "JSON_TABLE(data, '$ COLUMNS (no int)' PASSING 1 AS v COLUMNS (" + columns + ") ERROR ON ERROR)"
		n, ns := queryOf(t, "SELECT * FROM users, "+carriedCall(syntax.CarriedExpr, text)+" AS j"), moreShop()
		if err := ExpandStars(n, ns); err != nil {
			t.Errorf("%s: %v", columns, err)
			continue
		}
		_, outputs, _ := CanonicalQuery(n, ns, Scope{})
		var list []string
		for _, o := range outputs[min(len(ns.relations["public.users"]), len(outputs)):] {
			list = append(list, o.Name+" "+o.Type)
		}
		if got := strings.Join(list, ", "); got != want {
			t.Errorf("%s\n  gives %s\n  want  %s", columns, got, want)
		}
	}
}

func TestTypesOfCarriedFunctions(t *testing.T) {
	for text, want := range map[string]string{
		"JSON_VALUE(data, '$.a')":                                                     "text",
		"JSON_VALUE(data, '$.a' RETURNING int)":                                       "integer",
		"JSON_VALUE(data, '$.a' RETURNING numeric(10,2) DEFAULT 0 ON EMPTY)":          "numeric(10,2)",
		"JSON_VALUE(data, '$.a' RETURNING timestamp with time zone)":                  "timestamp with time zone",
		"JSON_VALUE(data, '$.a' RETURNING mood ERROR ON ERROR)":                       "public.mood",
		"json_query(data, '$.a')":                                                     "jsonb",
		"JSON_QUERY(data, '$.a' RETURNING text OMIT QUOTES)":                          "text",
		"JSON_QUERY(data, '$.a' RETURNING json WITH WRAPPER)":                         "json",
		"JSON_EXISTS(data, '$.a')":                                                    "boolean",
		"JSON_SERIALIZE(data)":                                                        "text",
		"JSON_SERIALIZE(data RETURNING bytea)":                                        "bytea",
		"JSON_SCALAR(1)":                                                              "json",
		"JSON('{}')":                                                                  "json",
		"JSON_NEWER(data)":                                                            "",
		"Json_Exists (data, '$.a')":                                                   "boolean",
		"JSON_VALUE(JSON_QUERY(data, '$.a' RETURNING json), '$.b')":                   "text",
		"JSON_VALUE(JSON_QUERY(data, '$.a' RETURNING json), '$.b' RETURNING integer)": "integer",
		"JSON_VALUE(data, '$.a' RETURNING int) NEWER 1":                               "",
	} {
		if got := TypeOf(exprOf(t, carriedCall(syntax.CarriedExpr, text)), moreShop(), userScope()); got != want {
			t.Errorf("%s is of type %q, want %q", text, got, want)
		}
	}
}

// A column of the result is named after the function that is carried, as the server names it.
func TestNamesOfCarriedResults(t *testing.T) {
	for text, want := range map[string]string{"JSON_VALUE(data, '$.a')": "json_value", "Json_Query (data, '$.a')": "json_query", "merge_action()": "merge_action"} {
		if got := ResultName(exprOf(t, carriedCall(syntax.CarriedExpr, text))); got != want {
			t.Errorf("%s is named %q, want %q", text, got, want)
		}
	}
}

// AT LOCAL comes as a call of its own; the server stores and prints it as AT LOCAL.
func TestAtLocal(t *testing.T) {
	zone := " AT TIME ZONE " + syntax.LocalZone + "()"
	e := canonText(t, "(made"+zone+")::date")
	if e.SQL != "(made AT LOCAL)::date" {
		t.Errorf("it is printed as %s", e.SQL)
	}
	if other := canonText(t, "(made AT TIME ZONE 'local')::date"); other.Strict == e.Strict || other.SQL == e.SQL {
		t.Errorf("another zone is the same: %s", other.Strict)
	}
	if d, _ := CanonicalDefault(exprOf(t, "now()"+zone), shop(), userScope()); d.SQL != "(now() AT LOCAL)" {
		t.Errorf("as a default it is printed as %s", d.SQL)
	}
}

// A call whose last argument is VARIADIC: the server prints an array where the function takes one
// type (ruleutils.c, get_func_expr), and as it was written where that is "any".
func TestVariadicCalls(t *testing.T) {
	texts := func(text string) pgmodel.Expr {
		e, _ := Canonical(exprOf(t, text), moreShop(), userScope())
		return e
	}
	for _, c := range []struct {
		author, stored string
		equal          bool
	}{
		{"all_of('a', 1, 2)", "public.all_of('a'::text, VARIADIC ARRAY[1, 2])", true},
		{"all_of('a', 1)", "public.all_of('a'::text, VARIADIC ARRAY[1])", true},
		{"tagged('ok', 'sad')", "public.tagged(VARIADIC ARRAY['ok'::public.mood, 'sad'::public.mood])", true},
		{"jsonb_extract_path(data, 'a', 'b')", "jsonb_extract_path(data, VARIADIC ARRAY['a'::text, 'b'::text])", true},
		{"jsonb_extract_path_text(data, 'a')", "jsonb_extract_path_text(data, VARIADIC ARRAY['a'::text])", true},
		{"all_of('a', 1, 2)", "public.all_of('a'::text, VARIADIC ARRAY[2, 1])", false},
		{"all_of('a', 1)", "public.all_of('a'::text, VARIADIC ARRAY[1, 1])", false},
		{"concat('a', 'b')", "concat(VARIADIC ARRAY['a', 'b'])", false},
		{"concat(tags)", "concat(VARIADIC tags)", false},
		{"jsonb_extract_path(data, tags[1])", "jsonb_extract_path(data, VARIADIC tags)", false},
		{"plain_of(ARRAY[1, 2])", "plain_of(1, 2)", false},
		{"plain_of(ARRAY[1])", "plain_of(VARIADIC ARRAY[1])", false}, // which the server refuses
	} {
		a, b := texts(c.author), texts(c.stored)
		if (a.Strict == b.Strict) != c.equal {
			t.Errorf("%s\n  is %s\n%s\n  is %s\n  equal should be %v", c.author, a.Strict, c.stored, b.Strict, c.equal)
		}
		for _, e := range []pgmodel.Expr{a, b} {
			if again := texts(e.SQL); again.Strict != e.Strict || again.SQL != e.SQL || fmt.Sprint(again.Columns()) != fmt.Sprint(e.Columns()) {
				t.Errorf("printed %s\n  again %s", e.SQL, again.SQL)
			}
		}
	}
}
