package expr

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Each pair holds an author's spelling and the one that pg_get_viewdef prints for it.
func TestStoredQueryIsEqual(t *testing.T) {
	for _, c := range [][2]string{
		{"SELECT id FROM users WHERE flag", "SELECT users.id FROM public.users WHERE users.flag"},
		{"SELECT o.* FROM orders o", "SELECT o.id, o.user_id, o.total FROM public.orders o"},
		{"SELECT name AS n, count(*) c FROM users GROUP BY n ORDER BY c DESC, 1",
			"SELECT users.name AS n, count(*) AS c FROM public.users GROUP BY users.name ORDER BY (count(*)) DESC, users.name"},
		{"SELECT id FROM users JOIN orders USING (id)", "SELECT users.id FROM (public.users JOIN public.orders USING (id))"},
		{"SELECT id FROM users u RIGHT JOIN orders o USING (id)", "SELECT o.id FROM (public.users u RIGHT JOIN public.orders o USING (id))"},
		{"SELECT total FROM users NATURAL JOIN orders", "SELECT orders.total FROM (public.users JOIN public.orders USING (id))"},
		{"SELECT u.id FROM users u, orders o WHERE u.id = o.user_id AND total > 1",
			"SELECT u.id FROM public.users u, public.orders o WHERE ((u.id = o.user_id) AND (o.total > (1)::numeric))"},
		{"SELECT id FROM users UNION ALL SELECT user_id FROM orders ORDER BY id", "SELECT users.id FROM public.users UNION ALL SELECT orders.user_id AS id FROM public.orders ORDER BY 1"},
		{"SELECT 'a' AS x, NULL AS y", "SELECT 'a'::text AS x, NULL::text AS y"},
		{"SELECT id FROM orders WHERE EXISTS (SELECT FROM orders WHERE total > 1)",
			"SELECT orders.id FROM public.orders WHERE (EXISTS ( SELECT FROM public.orders orders_1 WHERE (orders_1.total > (1)::numeric)))"},
		{"SELECT x FROM generate_series(1, 3) x", "SELECT x.x FROM generate_series(1, 3) x(x)"},
		{"SELECT e->>'a' AS a FROM users, jsonb_array_elements(data) e", "SELECT (e.value ->> 'a'::text) AS a FROM public.users, LATERAL jsonb_array_elements(users.data) e(value)"},
		{"WITH t AS (SELECT id FROM users) SELECT * FROM t", "WITH t AS ( SELECT users.id FROM public.users ) SELECT t.id FROM t"},
		{"SELECT id FROM users LIMIT ALL", "SELECT users.id FROM public.users"},
		{"SELECT id FROM users FETCH FIRST 3 ROWS ONLY", "SELECT users.id FROM public.users LIMIT 3"},
		{"SELECT id FROM users FOR UPDATE", "SELECT users.id FROM public.users FOR UPDATE OF users"},
		{"SELECT row_to_json(u) FROM users u", "SELECT row_to_json(u.*) AS row_to_json FROM public.users u"},
		{"SELECT users.id FROM users ORDER BY id ASC NULLS LAST", "SELECT users.id FROM public.users ORDER BY users.id"},
		{"VALUES (1, 'a'), (2, NULL)", "VALUES (1,'a'::text), (2,NULL::text)"},
	} {
		author, stored := queryText(t, c[0]), queryText(t, c[1])
		author.SQL, stored.SQL = "", ""
		if author.Strict != stored.Strict {
			t.Errorf("%s\n  is %s\n%s\n  is %s", c[0], author.Strict, c[1], stored.Strict)
		}
		if author.Loose != stored.Loose {
			t.Errorf("%s loosely\n  is %s\n%s\n  is %s", c[0], author.Loose, c[1], stored.Loose)
		}
	}
}

func queryText(t testing.TB, text string) pgmodel.Expr {
	t.Helper()
	n, ns := queryOf(t, text), shop()
	if err := ExpandStars(n, ns); err != nil {
		t.Fatal(err)
	}
	e, _, _ := CanonicalQuery(n, ns, Scope{})
	return e
}

func TestPrintedQueryReadsBack(t *testing.T) {
	for _, text := range []string{
		"SELECT DISTINCT ON (name) name, id FROM users ORDER BY name, id DESC NULLS LAST",
		"SELECT id FROM users UNION (SELECT id FROM orders INTERSECT SELECT 1) EXCEPT SELECT 2",
		"(SELECT id FROM users ORDER BY id LIMIT 1) UNION ALL SELECT 1 ORDER BY 1",
		"SELECT a.id FROM users a LEFT JOIN (orders b CROSS JOIN \"shop\".\"Items\" c) ON b.id = a.id AND true",
		"SELECT 1 FROM users a FULL JOIN orders b USING (id) AS j",
		"SELECT kind, sum(1) FROM (SELECT 'x' AS kind) q GROUP BY GROUPING SETS ((kind), (kind, kind), ()), ROLLUP (kind), CUBE (kind, (kind, kind)) HAVING count(*) > 1",
		"SELECT sum(id) OVER w, rank() OVER (w ROWS BETWEEN 1 PRECEDING AND 2 FOLLOWING EXCLUDE GROUP) FROM users WINDOW w AS (PARTITION BY name ORDER BY id)",
		"WITH RECURSIVE t(n) AS NOT MATERIALIZED (VALUES (1) UNION ALL SELECT n + 1 FROM t) SEARCH BREADTH FIRST BY n SET o CYCLE n SET c TO 1 DEFAULT 0 USING p SELECT n FROM t",
		"SELECT * FROM ROWS FROM (json_to_record('{}') AS (a integer, b text COLLATE \"C\"), generate_series(1, 2)) WITH ORDINALITY AS x(a, b, c, d)",
		"SELECT x.a FROM json_to_record('{}') AS x(a integer)",
		"SELECT x.a FROM users, XMLTABLE(XMLNAMESPACES('u' AS y, DEFAULT 'z'), '/r' PASSING (note::xml) COLUMNS a integer PATH 'b' DEFAULT 1 NOT NULL, n FOR ORDINALITY) AS x",
		"SELECT id FROM ONLY users TABLESAMPLE system (10) REPEATABLE (3)",
		"SELECT l.id FROM users u, LATERAL (SELECT o.id FROM orders o WHERE o.user_id = u.id) l",
		"SELECT id FROM users FOR NO KEY UPDATE OF users SKIP LOCKED",
		"SELECT id FROM users ORDER BY id OFFSET 2 FETCH FIRST 3 ROWS WITH TIES",
		"INSERT INTO orders AS o (id, total) OVERRIDING SYSTEM VALUE VALUES (1, DEFAULT) ON CONFLICT (lower(total::text) COLLATE \"C\") WHERE id > 1 DO UPDATE SET total = excluded.total, (id, user_id) = (SELECT 1, 2) WHERE o.id = 3 RETURNING o.*, id AS x",
		"INSERT INTO orders DEFAULT VALUES",
		"INSERT INTO orders SELECT * FROM orders ON CONFLICT ON CONSTRAINT c DO NOTHING",
		"WITH x AS (SELECT 1 AS id) UPDATE orders o SET total = total + 1 FROM x WHERE o.id = x.id RETURNING *",
		"DELETE FROM ONLY orders USING users u WHERE u.id = user_id",
		"MERGE INTO orders o USING users u ON o.user_id = u.id WHEN MATCHED AND u.flag THEN UPDATE SET total = 1 WHEN MATCHED THEN DELETE WHEN NOT MATCHED THEN INSERT (id) OVERRIDING USER VALUE VALUES (u.id)",
		"NOTIFY chan, 'it''s'",
	} {
		n := queryOf(t, text)
		e, _, _ := CanonicalQuery(n, shop(), Scope{})
		again, _, _ := CanonicalQuery(queryOf(t, e.SQL), shop(), Scope{})
		if !cmp.Equal(again, e) {
			t.Errorf("%s\n  printed %s\n    again %s\n  strict %s\n   again %s", text, e.SQL, again.SQL, e.Strict, again.Strict)
		}
	}
}

func TestViewColumnsAndUses(t *testing.T) {
	n := queryOf(t, "SELECT u.*, total AS sum, add(1, 2), 'x' AS k, 'ok'::mood FROM users u JOIN orders ON user_id = u.id")
	ns := shop()
	if err := ExpandStars(n, ns); err != nil {
		t.Fatal(err)
	}
	_, columns, uses := CanonicalQuery(n, ns, Scope{})
	var names []string
	for _, c := range columns {
		names = append(names, c.Name+" "+c.Type)
	}
	got := strings.Join(names, ", ")
	want := "id integer, email public.citext, name character varying(50), note text, status public.mood, price numeric(10,2), score double precision, big bigint, " +
		"code character(3), made timestamp without time zone, data jsonb, tags text[], flag boolean, sum numeric, add , k text, mood public.mood"
	if got != want {
		t.Errorf("columns are\n%s\nnot\n%s", got, want)
	}
	for _, k := range []schema.Key{
		{Kind: schema.KindTable, Schema: "public", Name: "users"},
		{Kind: schema.KindColumn, Schema: "public", Table: "orders", Name: "user_id"},
		{Kind: schema.KindFunction, Schema: "public", Name: "add(integer, integer)"},
		{Kind: schema.KindEnum, Schema: "public", Name: "mood"},
	} {
		if !slices.Contains(uses, k) {
			t.Errorf("%s is not among what the view needs: %v", k, uses)
		}
	}
	if k := (schema.Key{Kind: schema.KindFunction, Schema: "public", Name: "add(text, text)"}); slices.Contains(uses, k) {
		t.Errorf("%s is not called", k)
	}
}

func TestStarOfUnknownRelation(t *testing.T) {
	err := ExpandStars(queryOf(t, "SELECT * FROM nowhere"), shop())
	if err == nil || err.Error() != "the columns of nowhere are not known" {
		t.Errorf("error is %v", err)
	}
}

func TestRenameInText(t *testing.T) {
	table := func(name string) schema.Key { return schema.Key{Kind: schema.KindTable, Schema: "public", Name: name} }
	column := func(name string) schema.Key {
		return schema.Key{Kind: schema.KindColumn, Schema: "public", Table: "users", Name: name}
	}
	for _, c := range []struct {
		sql      string
		query    bool
		from, to schema.Key
		want     string
	}{
		{"id > 0 AND users.id < 9", false, column("id"), column("key"), "key > 0 AND users.key < 9"},
		{"id > (SELECT max(orders.id) FROM public.orders WHERE orders.id = users.id)", false, column("id"), column("key"),
			"key > (SELECT max(orders.id) FROM public.orders WHERE orders.id = users.key)"},
		{"SELECT id, note AS x FROM public.users", true, column("id"), column("key"), "SELECT key AS id,\n    note AS x\nFROM public.users"},
		{"SELECT users.id FROM public.users", true, table("users"), table("people"), "SELECT people.id\nFROM public.people"},
		{"SELECT u.id FROM public.users AS u", true, table("users"), schema.Key{Kind: schema.KindTable, Schema: "app", Name: "users"}, "SELECT u.id\nFROM app.users AS u"},
		{"nextval('public.the_seq'::regclass)", false, schema.Key{Kind: schema.KindSequence, Schema: "public", Name: "the_seq"},
			schema.Key{Kind: schema.KindSequence, Schema: "public", Name: "s"}, "nextval('public.s'::regclass)"},
		{"'ok'::public.mood", false, schema.Key{Kind: schema.KindEnum, Schema: "public", Name: "mood"},
			schema.Key{Kind: schema.KindEnum, Schema: "public", Name: "feeling"}, "'ok'::public.feeling"},
		{"public.add(1, 2)", false, schema.Key{Kind: schema.KindFunction, Schema: "public", Name: "add(integer, integer)"},
			schema.Key{Kind: schema.KindFunction, Schema: "public", Name: "plus(integer, integer)"}, "public.plus(1, 2)"},
	} {
		got, changed := RenameInSQL(c.sql, c.query, Renaming{From: c.from, To: c.to}, shop(), userScope())
		if !changed || got != c.want {
			t.Errorf("%s\n  became %q\n     not %q", c.sql, got, c.want)
		}
	}
	if got, changed := RenameInSQL("note > 'a'", false, Renaming{From: column("id"), To: column("key")}, shop(), userScope()); changed {
		t.Errorf("nothing is renamed in %s", got)
	}
}

func TestTypeNames(t *testing.T) {
	for text, want := range map[string]string{
		"int": "integer", "int2": "smallint", "float": "double precision", "float(10)": "real", "decimal(10)": "numeric(10,0)", "dec(10,2)": "numeric(10,2)",
		"varchar": "character varying", "varchar(3)": "character varying(3)", "char": "character(1)", "bpchar": "bpchar", "\"char\"": "\"char\"",
		"timestamptz(3)": "timestamp(3) with time zone", "timestamp": "timestamp without time zone", "time with time zone": "time with time zone",
		"interval day to second(2)": "interval day to second(2)", "interval(3)": "interval(3)", "interval year to month": "interval year to month",
		"bit": "bit(1)", "bit varying(4)": "bit varying(4)", "int[3]": "integer[]", "text[][]": "text[]", "mood[]": "public.mood[]", "_int4": "integer[]",
		"pg_catalog.int8": "bigint", "users": "public.users", "shop.\"Items\"": "shop.\"Items\"", "nowhere.x(3)": "nowhere.x(3)", "citext": "public.citext",
	} {
		n := exprOf(t, "NULL::"+text).GetTypeCast()
		if got, _ := TypeName(n.TypeName, shop()); got != want {
			t.Errorf("%s is %s, not %s", text, got, want)
		}
	}
}

func BenchmarkExpression(b *testing.B) {
	n, ns := exprOf(b, "price > 0 AND status IN ('ok', 'sad') AND lower(name) LIKE 'a%'"), shop()
	b.ReportAllocs()
	for b.Loop() {
		Canonical(n, ns, userScope())
	}
}

func BenchmarkView(b *testing.B) {
	n, ns := queryOf(b, "SELECT u.id, u.name, count(o.id) AS n, coalesce(sum(o.total), 0) AS total FROM users u LEFT JOIN orders o ON o.user_id = u.id "+
		"WHERE u.flag AND u.made > now() - interval '1 day' GROUP BY u.id, u.name HAVING count(*) > 1 ORDER BY n DESC LIMIT 10"), shop()
	b.ReportAllocs()
	for b.Loop() {
		CanonicalQuery(n, ns, Scope{})
	}
}

// FuzzCanon: nothing that is let to the parser and parses makes the writer fail,
// and what it prints reads back as the same.
func FuzzCanon(f *testing.F) {
	f.Add("a + b * -c")
	f.Add("(SELECT x FROM y WHERE z IN (1, 2))")
	f.Add("$1 + $99999999999999999999")
	f.Add("f(a ! b) 'a type with a modifier that is none'")
	f.Fuzz(func(t *testing.T, text string) {
		if _, _, errs := syntax.Statements(t.Context(), parse.Source{Text: "SELECT " + text}, func([]*syntax.Statement) {}); len(errs) > 0 {
			return
		}
		tree, err := grammar.Parse("SELECT " + text)
		if err != nil || len(tree.Stmts) != 1 {
			return
		}
		n := tree.Stmts[0].Stmt
		if n.GetSelectStmt().GetIntoClause() != nil {
			return
		}
		e, _, _ := CanonicalQuery(n, shop(), Scope{})
		back, err := grammar.Parse(e.SQL)
		if err != nil {
			t.Fatalf("%q is printed as %q: %v", text, e.SQL, err)
		}
		if again, _, _ := CanonicalQuery(back.Stmts[0].Stmt, shop(), Scope{}); again.Strict != e.Strict {
			t.Errorf("%q is printed as %q\n%s\n%s", text, e.SQL, e.Strict, again.Strict)
		}
	})
}
