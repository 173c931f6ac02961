package expr

// Set operations whose sides are of unlike types, the locking clauses of queries, and renamings
// in texts: what the server makes of each when it stores and prints it.

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/schema"
)

type queryPair struct {
	author, stored string
	equal          bool
}

func checkPairs(t *testing.T, list []queryPair) {
	t.Helper()
	for _, c := range list {
		a, b := queryText(t, c.author), queryText(t, c.stored)
		if (a.Strict == b.Strict) != c.equal {
			t.Errorf("%s\n  is %s\n%s\n  is %s\n  equal should be %v", c.author, oneLine(a.Strict), c.stored, oneLine(b.Strict), c.equal)
		}
		for _, e := range []string{a.SQL, b.SQL} {
			if again := queryText(t, e); again.SQL != e {
				t.Errorf("printed %s\n  again %s", oneLine(e), oneLine(again.SQL))
			}
		}
		if again := queryText(t, a.Strict); again.Strict != a.Strict {
			t.Errorf("%s\n  is compared as %s\n  and that as    %s", c.author, oneLine(a.Strict), oneLine(again.Strict))
		}
	}
}

// typeconv.html, "UNION, CASE, and Related Constructs": string constants and NULL become of the
// type that the two sides of their own set operation have in common, and no other value gets a cast.
func TestSetOperationsOfUnlikeTypes(t *testing.T) {
	const ids, stored = "SELECT id FROM orders UNION ", "SELECT orders.id FROM public.orders UNION "
	checkPairs(t, []queryPair{
		{ids + "SELECT '7'", stored + "SELECT 7", true},
		{ids + "SELECT NULL", stored + "SELECT NULL::integer", true},
		{ids + "SELECT NULL", stored + "SELECT NULL::text", false},
		{"SELECT NULL AS id UNION SELECT id FROM orders", "SELECT NULL::integer AS id UNION SELECT orders.id FROM public.orders", true},
		{"SELECT NULL AS x UNION ALL SELECT 'a'", "SELECT NULL::text AS x UNION ALL SELECT 'a'::text", true},
		{"SELECT id, NULL FROM orders UNION SELECT total, '1' FROM orders",
			`SELECT orders.id, NULL::text AS "?column?" FROM public.orders UNION SELECT orders.total, '1'::text`, false},
		{"SELECT id FROM orders UNION SELECT total FROM orders", "SELECT orders.id FROM public.orders UNION SELECT orders.total AS id FROM public.orders", true},
		{"SELECT id FROM orders UNION SELECT total FROM orders", "SELECT (orders.id)::numeric AS id FROM public.orders UNION SELECT orders.total FROM public.orders", false},
		{ids + "SELECT big FROM users UNION SELECT NULL", stored + "SELECT users.big FROM public.users UNION SELECT NULL::bigint", true},
		{"SELECT big FROM users UNION SELECT NULL UNION SELECT score FROM users",
			"SELECT users.big FROM public.users UNION SELECT NULL::bigint UNION SELECT users.score FROM public.users", true},
		{"SELECT price FROM users EXCEPT SELECT NULL", "SELECT users.price FROM public.users EXCEPT SELECT NULL::numeric", true},
		{"SELECT score FROM users UNION (SELECT NULL INTERSECT SELECT price FROM users)",
			"SELECT users.score FROM public.users UNION (SELECT NULL::numeric INTERSECT SELECT users.price FROM public.users)", true},
		{"SELECT name FROM users UNION SELECT 'a'", "SELECT users.name FROM public.users UNION SELECT 'a'::character varying", true},
		{"SELECT name FROM users UNION SELECT note FROM users UNION SELECT 'a'",
			"SELECT users.name FROM public.users UNION SELECT users.note FROM public.users UNION SELECT 'a'::character varying", true},
		{"SELECT note FROM users UNION SELECT name FROM users UNION SELECT 'a'",
			"SELECT users.note FROM public.users UNION SELECT users.name FROM public.users UNION SELECT 'a'::text", true},
		{"SELECT code FROM users UNION SELECT 'a'", "SELECT users.code FROM public.users UNION SELECT 'a'::bpchar", true},
		{"SELECT status FROM users UNION SELECT 'ok'", "SELECT users.status FROM public.users UNION SELECT 'ok'::public.mood", true},
		{"SELECT flag FROM users UNION SELECT 't'", "SELECT users.flag FROM public.users UNION SELECT true", true},
		{"SELECT id FROM orders UNION SELECT id FROM users", "SELECT users.id FROM public.users UNION SELECT orders.id FROM public.orders", false},
		{"SELECT 1 UNION SELECT 2 EXCEPT SELECT 3", "(SELECT 1 UNION SELECT 2) EXCEPT SELECT 3", true},
		{"SELECT 1 UNION SELECT 2 EXCEPT SELECT 3", "SELECT 1 UNION (SELECT 2 EXCEPT SELECT 3)", false},
		{"SELECT 1 UNION SELECT 2 INTERSECT SELECT 3", "SELECT 1 UNION (SELECT 2 INTERSECT SELECT 3)", true},
		{"SELECT 1 UNION SELECT 2 INTERSECT SELECT 3", "(SELECT 1 UNION SELECT 2) INTERSECT SELECT 3", false},
		{"SELECT 1 UNION ALL SELECT 2", "SELECT 1 UNION SELECT 2", false},
	})
}

func TestCommonTypes(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"integer", "integer", "integer"}, {"integer", "bigint", "bigint"}, {"bigint", "numeric", "numeric"}, {"numeric", "real", "real"}, {"real", "double precision", "double precision"},
		{unknownType, "integer", "integer"}, {unknownType, unknownType, unknownType}, {"", "integer", ""}, {unknownType, "", ""}, {"integer", "date", ""}, {"public.mood", "public.mood", "public.mood"},
	} {
		if got, turned := unifiedType(c.a, c.b), unifiedType(c.b, c.a); got != c.want || turned != c.want {
			t.Errorf("%q and %q have %q in common, or %q the other way, want %q", c.a, c.b, got, turned, c.want)
		}
	}
	for _, c := range [][2]string{{"text", "character varying"}, {"character varying", "bpchar"}, {"bpchar", "text"}} {
		if unifiedType(c[0], c[1]) != c[0] || unifiedType(c[1], c[0]) != c[1] {
			t.Errorf("of %q and %q the first is not the common type", c[0], c[1])
		}
	}
}

// sql-select.html, "The Locking Clause": the server prints one clause for each item of FROM, with
// the strongest lock that is asked for.
func TestLockingClauses(t *testing.T) {
	const from, stored = "SELECT u.id FROM users u, orders ", "SELECT u.id FROM public.users u, public.orders "
	checkPairs(t, []queryPair{
		{from + "FOR UPDATE", stored + "FOR UPDATE OF u FOR UPDATE OF orders", true},
		{from + "FOR UPDATE OF u, orders", stored + "FOR UPDATE OF u FOR UPDATE OF orders", true},
		{from + "FOR UPDATE OF u", stored + "FOR UPDATE OF u", true},
		{from + "FOR UPDATE OF u", stored + "FOR UPDATE OF orders", false},
		{from + "FOR UPDATE OF u", stored + "FOR UPDATE OF u FOR UPDATE OF orders", false},
		{from + "FOR SHARE FOR UPDATE OF u", stored + "FOR UPDATE OF u FOR SHARE OF orders", true},
		{from + "FOR UPDATE OF u FOR SHARE", stored + "FOR UPDATE OF u FOR SHARE OF orders", true},
		{from + "FOR KEY SHARE OF u FOR NO KEY UPDATE OF u", stored + "FOR NO KEY UPDATE OF u", true},
		{from + "FOR SHARE OF u FOR KEY SHARE OF u", stored + "FOR SHARE OF u", true},
		{from + "FOR UPDATE OF u NOWAIT FOR SHARE OF u SKIP LOCKED", stored + "FOR UPDATE OF u NOWAIT", true},
		{from + "FOR UPDATE OF u FOR SHARE OF u SKIP LOCKED", stored + "FOR UPDATE OF u SKIP LOCKED", true},
		{from + "FOR UPDATE", from + "FOR NO KEY UPDATE", false},
		{from + "FOR SHARE", from + "FOR KEY SHARE", false},
		{from + "FOR UPDATE", from + "FOR UPDATE NOWAIT", false},
		{from + "FOR UPDATE NOWAIT", from + "FOR UPDATE SKIP LOCKED", false},
		{from + "FOR UPDATE", from, false},
		{"SELECT q.id FROM (SELECT id FROM orders) q, users FOR UPDATE", "SELECT q.id FROM (SELECT orders.id FROM public.orders) q, public.users FOR UPDATE OF q FOR UPDATE OF users", true},
		{"SELECT u.id FROM users u, generate_series(1, 2) g FOR UPDATE", "SELECT u.id FROM public.users u, generate_series(1, 2) g(g) FOR UPDATE OF u", true},
		{"SELECT u.id FROM users u JOIN orders o ON true FOR SHARE", "SELECT u.id FROM (public.users u JOIN public.orders o ON (true)) FOR SHARE OF u FOR SHARE OF o", true},
		{"WITH w AS (SELECT 1 AS n) SELECT u.id FROM w, users u FOR UPDATE", "WITH w AS (SELECT 1 AS n) SELECT u.id FROM w, public.users u FOR UPDATE OF u", true},
		{"SELECT id FROM users LIMIT 1 FOR UPDATE", "SELECT users.id FROM public.users LIMIT 1 FOR UPDATE OF users", true},
		{"SELECT id FROM orders WHERE id IN (SELECT id FROM orders FOR UPDATE)",
			"SELECT orders.id FROM public.orders WHERE (orders.id IN (SELECT orders_1.id FROM public.orders orders_1 FOR UPDATE OF orders_1))", true},
	})
	for text, want := range map[string]string{ // an author's own clauses are printed as they are
		from + "FOR SHARE FOR UPDATE OF u NOWAIT": "FOR SHARE FOR UPDATE OF u NOWAIT",
		from + "FOR NO KEY UPDATE OF u, orders":   "FOR NO KEY UPDATE OF u, orders",
		from + "FOR KEY SHARE SKIP LOCKED":        "FOR KEY SHARE SKIP LOCKED",
	} {
		if got := oneLine(queryText(t, text).SQL); !strings.HasSuffix(got, " AS u, public.orders "+want) {
			t.Errorf("%s is printed as %s", text, got)
		}
	}
}

// A renaming there and back gives the text as it was, and what it gives is printed as ever.
func TestRenamingsThereAndBack(t *testing.T) {
	column := func(table, name string) schema.Key {
		return schema.Key{Kind: schema.KindColumn, Schema: "public", Table: table, Name: name}
	}
	table := func(in, name string) schema.Key { return schema.Key{Kind: schema.KindTable, Schema: in, Name: name} }
	for _, c := range []struct {
		sql      string
		query    bool
		from, to schema.Key
		want     string
	}{
		{"id > 0", false, column("users", "id"), column("users", "Key"), `"Key" > 0`},
		{"(flag OR id = 1) AND (big = 2 OR flag)", false, column("users", "id"), column("users", "key"), "(flag OR key = 1) AND (big = 2 OR flag)"},
		{"(id IN (1, 2))", false, column("users", "id"), column("users", "key"), "(key IN (1, 2))"},
		{"(made AT TIME ZONE 'utc')", false, column("users", "made"), column("users", "born"), "(born AT TIME ZONE 'utc')"},
		{"id + 1", false, column("users", "id"), column("users", "key"), "key + 1"},
		{"note = 'id' AND id = 1", false, column("users", "id"), column("users", "order"), `note = 'id' AND "order" = 1`},
		{"'ok'::public.mood", false, schema.Key{Kind: schema.KindEnum, Schema: "public", Name: "mood"}, schema.Key{Kind: schema.KindEnum, Schema: "app", Name: "Mood"}, `'ok'::app."Mood"`},
		{"SELECT o.id FROM public.orders AS o", true, table("public", "orders"), table("app", "sales"), "SELECT o.id FROM app.sales AS o"},
		{"DELETE FROM public.orders WHERE total > 1", true, column("orders", "total"), column("orders", "sum"), "DELETE FROM public.orders WHERE sum > 1"},
		{"INSERT INTO public.orders (id, total) VALUES (1, 2)", true, column("orders", "total"), column("orders", "sum"), "INSERT INTO public.orders (id, sum) VALUES (1, 2)"},
		{"BEGIN ATOMIC SELECT 1 AS total; UPDATE public.orders SET total = 1; END", true, column("orders", "total"), column("orders", "sum"),
			"BEGIN ATOMIC SELECT 1 AS total; UPDATE public.orders SET sum = 1; END"},
		{"RETURN (SELECT max(orders.total) FROM public.orders)", true, column("orders", "total"), column("orders", "sum"), "RETURN (SELECT max(orders.sum) FROM public.orders)"},
	} {
		before := shop()
		got, changed := RenameInSQL(c.sql, c.query, Renaming{From: c.from, To: c.to}, before, userScope())
		if !changed || oneLine(got) != c.want {
			t.Errorf("%s\n  became %s\n  want   %s", c.sql, oneLine(got), c.want)
			continue
		}
		if again, changed := RenameInSQL(got, c.query, Renaming{From: c.from, To: c.to}, before, userScope()); changed {
			t.Errorf("%s is renamed twice: %s", got, again)
		}
		after := renamedShop(c.from, c.to)
		if back, changed := RenameInSQL(got, c.query, Renaming{From: c.to, To: c.from}, after, userScope()); !changed || oneLine(back) != c.sql {
			t.Errorf("%s\n  became %s\n  and then %s", c.sql, oneLine(got), oneLine(back))
		}
	}
}

// renamedShop is the shop after a renaming.
func renamedShop(from, to schema.Key) *fakeNames {
	ns := shop()
	switch from.Kind {
	case schema.KindColumn:
		columns := ns.relations[from.Schema+"."+from.Table]
		for i := range columns {
			if columns[i].Name == from.Name {
				columns[i].Name = to.Name
			}
		}
	case schema.KindTable:
		ns.relations[to.Schema+"."+to.Name] = ns.relations[from.Schema+"."+from.Name]
		delete(ns.relations, from.Schema+"."+from.Name)
	default:
		ns.types[to.Schema+"."+to.Name] = from.Kind
		delete(ns.types, from.Schema+"."+from.Name)
	}
	return ns
}
