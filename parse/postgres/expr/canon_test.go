package expr

import (
	"testing"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// shop returns what the tests' names mean.
func shop() *fakeNames {
	return &fakeNames{
		path: []string{"public"},
		relations: map[string][]Column{
			"public.users": {{"id", "integer"}, {"email", "public.citext"}, {"name", "character varying(50)"}, {"note", "text"}, {"status", "public.mood"},
				{"price", "numeric(10,2)"}, {"score", "double precision"}, {"big", "bigint"}, {"code", "character(3)"}, {"made", "timestamp without time zone"}, {"data", "jsonb"}, {"tags", "text[]"}, {"flag", "boolean"}},
			"public.orders":  {{"id", "integer"}, {"user_id", "integer"}, {"total", "numeric"}},
			"shop.Items":     {{"id", "integer"}, {"Label", "text"}},
			"public.the_seq": nil,
		},
		functions:  map[string][]string{"public.add": {"add(integer, integer)", "add(text, text)"}, "public.total": {"total(public.users)"}},
		types:      map[string]schema.Kind{"public.mood": schema.KindEnum},
		extTypes:   map[string]bool{"public.citext": true},
		operators:  map[string]bool{"public.=": true, "public.<=>": true},
		outside:    map[string]bool{"public.replace": true, "public.similarity": true},
		collations: map[string]bool{"public.german": true},
		configs:    map[string]bool{"public.plain": true},
	}
}

// exprOf is the expression of "SELECT text".
func exprOf(t testing.TB, text string) *pg.Node {
	t.Helper()
	tree, err := grammar.Parse("SELECT " + text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return tree.Stmts[0].Stmt.GetSelectStmt().TargetList[0].GetResTarget().Val
}

func queryOf(t testing.TB, text string) *pg.Node {
	t.Helper()
	tree, err := grammar.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return tree.Stmts[0].Stmt
}

func userScope() Scope {
	return Scope{Table: schema.Key{Kind: schema.KindTable, Schema: "public", Name: "users"}, TableName: "users"}
}

func canonText(t testing.TB, text string) pgmodel.Expr {
	e, _ := Canonical(exprOf(t, text), shop(), userScope())
	return e
}

// Each pair holds an author's spelling and the one that pg_get_expr prints for it.
func TestStoredFormIsEqual(t *testing.T) {
	for _, c := range [][2]string{
		{"normalize(note, NFKC)", `"normalize"(note, 'nfkc'::text)`}, // PostgreSQL 13
		{"id IN (1, 2)", "(id = ANY (ARRAY[1, 2]))"},
		{"id IN (1)", "(id = 1)"},
		{"id NOT IN (1, 2)", "(id <> ALL (ARRAY[1, 2]))"},
		{"id IN (1, big)", "((id = 1) OR (id = big))"},
		{"note IN ('a', 'b')", "(note = ANY (ARRAY['a'::text, 'b'::text]))"},
		{"name IN ('a', 'b')", "((name)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))"},
		{"name IN ('a', 'b')", "((name)::text = ANY (ARRAY[('a'::character varying)::text, ('b'::character varying)::text]))"},
		{"status IN ('ok', 'sad')", "(status = ANY (ARRAY['ok'::public.mood, 'sad'::public.mood]))"},
		{"code IN ('ok', 'sad')", "(code = ANY (ARRAY['ok'::bpchar, 'sad'::bpchar]))"},
		{"big IN (1, 2)", "(big = ANY (ARRAY[(1)::bigint, (2)::bigint]))"},
		{"price BETWEEN 1 AND 2", "((price >= (1)::numeric) AND (price <= (2)::numeric))"},
		{"price NOT BETWEEN 1 AND 2", "((price < (1)::numeric) OR (price > (2)::numeric))"},
		{"note LIKE 'a%'", "(note ~~ 'a%'::text)"},
		{"name NOT ILIKE 'a%'", "((name)::text !~~* 'a%'::text)"},
		{"note SIMILAR TO 'a'", "(note ~ similar_to_escape('a'::text))"},
		{"note IS NOT DISTINCT FROM 'x'", "(NOT (note IS DISTINCT FROM 'x'::text))"},
		{"flag AND (id = 1 AND big = 2)", "(flag AND (id = 1) AND (big = 2))"},
		{"id = -1", "(id = '-1'::integer)"},
		{"flag = 'f'", "(flag = false)"},
		{"CASE WHEN flag THEN 'a' END", "CASE WHEN flag THEN 'a'::text ELSE NULL::text END"},
		{"CASE WHEN flag THEN 1 ELSE NULL END", "CASE WHEN flag THEN 1 ELSE NULL::integer END"},
		{"(id, big) = (1, 2)", "((id = 1) AND (big = 2))"},
		{"(id, big) < (1, 2)", "(ROW(id, big) < ROW(1, 2))"},
		{"id != 3", "(id <> 3)"},
		{"id OPERATOR(pg_catalog.=) 3", "(id = 3)"},
		{"nextval('the_seq')", "nextval('public.the_seq'::regclass)"},
		{"now() - interval '1 day'", "(now() - '1 day'::interval)"},
		{"made > now() - interval '90 minutes'", "(made > (now() - '01:30:00'::interval))"},
		{"made > '2020-01-01'", "(made > '2020-01-01 00:00:00'::timestamp without time zone)"},
		{"users.id > 0", "(id > 0)"},
		{"public.users.id > 0", "(id > 0)"},
		{"price > 0", "(price > (0)::numeric)"},
		{"score > 0", "(score > (0)::double precision)"},
		{"score < 1e6", "(score < ('1000000'::numeric)::double precision)"},
		{"score > 3000000000", "(score > ('3000000000'::bigint)::double precision)"},
		{"1.5e-3 > score", "((0.0015)::double precision > score)"},
		{"score < 1e6::numeric", "(score < ('1000000'::numeric)::double precision)"},
		{"score IN (1, 1e6, 9223372036854775808)", "(score = ANY (ARRAY[(1)::double precision, ('1000000'::numeric)::double precision, ('9223372036854775808'::numeric)::double precision]))"},
		{"score = ANY (ARRAY[1, 2])", "(score = ANY ((ARRAY[1, 2])::double precision[]))"},
		{"score BETWEEN -9223372036854775808 AND '1e20'", "((score >= ('-9223372036854775808'::bigint)::double precision) AND (score <= '1e+20'::double precision))"},
		{"id < 1e6", "((id)::numeric < '1000000'::numeric)"},
		{"id < score", "((id)::double precision < score)"},
		{"id * price < big", "(((id)::numeric * price) < (big)::numeric)"},
		{"id % big = -2147483648", "(((id)::bigint % big) = '-2147483648'::integer)"},
		{"id ^ 2 > 1", "(((id)::double precision ^ (2)::double precision) > (1)::double precision)"},
		{"score = ANY (ARRAY[big, 1.5])", "(score = ANY ((ARRAY[(big)::numeric, 1.5])::double precision[]))"},
		{"round(id) + big < 1", "((round((id)::double precision) + (big)::double precision) < (1)::double precision)"},
		{"round(price) + big < 1", "((round(price) + (big)::numeric) < (1)::numeric)"},
		{"round(id, 2) < 1", "(round((id)::numeric, 2) < (1)::numeric)"},
		{"power(id, price) > 2", "(power((id)::numeric, price) > (2)::numeric)"},
		{"mod(id, big) = 0", "(mod((id)::bigint, big) = 0)"},
		{"sqrt('2') > big", "(sqrt('2'::double precision) > (big)::double precision)"},
		{"price > 2147483648", "(price > ('2147483648'::bigint)::numeric)"},
		{"price > '1e3'", "(price > '1000'::numeric)"},
		{"price > 1::numeric", "(price > (1)::numeric)"},
		{"price IS DISTINCT FROM NULL", "(price IS NOT NULL)"},
		{"nullif(id, 1.5) > 1", "(NULLIF((id)::numeric, 1.5) > (1)::numeric)"},
		{"coalesce(price, big) > 0", "(COALESCE(price, (big)::numeric) > (0)::numeric)"},
		{"big + ' 7 ' > 0", "((big + '7'::bigint) > 0)"},
		{"coalesce(name, '') <> ''", "((COALESCE(name, ''::character varying))::text <> ''::text)"},
		{"coalesce(price, 0)", "COALESCE(price, (0)::numeric)"},
		{"data->>'a' = 'b'", "((data ->> 'a'::text) = 'b'::text)"},
		{"data @> '{\"b\":1,\"a\":2}'", "(data @> '{\"a\": 2, \"b\": 1}'::jsonb)"},
		{"data ? 'x'", "(data ? 'x'::text)"},
		{"to_tsvector('english', note)", "to_tsvector('english'::regconfig, note)"},
		{"to_tsvector('plain', note)", "to_tsvector('public.plain'::regconfig, note)"},
		{"date_trunc('day', made)", "date_trunc('day'::text, made)"},
		{"lower(name) = lower(note)", "(lower((name)::text) = lower(note))"},
		{"note || ' ' || name", "((note || ' '::text) || (name)::text)"},
		{"'a'::mood", "'a'::public.mood"},
		{"length(name) > 3", "(length((name)::text) > 3)"},
		{"extract(year from made)", "EXTRACT(year FROM made)"},
		{"substring(note from 1 for 2)", "\"substring\"(note, 1, 2)"},
		{"trim(note)", "TRIM(BOTH FROM note)"},
		{"trim(note)", "btrim(note)"},
		{"made at time zone 'utc'", "(made AT TIME ZONE 'utc'::text)"},
		{"made at time zone 'utc'", "timezone('utc'::text, made)"},
		{"note ~ '^a'", "(note ~ '^a'::text)"},
		{"'{}'::text[]", "'{}'::text[]"},
		{"ARRAY['a','b']::varchar[]", "ARRAY['a'::character varying, 'b'::character varying]"},
		{"1e3", "'1000'::numeric"},
		{"3000000000", "'3000000000'::bigint"},
		{".5", "0.5"},
		{"note COLLATE \"C\"", "(note COLLATE \"C\")"},
		{"add(1, 2)", "public.add(1, 2)"},
		{"email = 'x'", "(email OPERATOR(public.=) 'x'::public.citext)"},
		{"replace(note, 'a', 'b')", "replace(note, 'a'::text, 'b'::text)"},
		{"jsonb_build_object('a', id)", "jsonb_build_object('a'::text, id)"},
		{"id = ANY ('{1,2}')", "(id = ANY ('{1,2}'::integer[]))"},
		{"note = ANY (ARRAY['a','b'])", "(note = ANY (ARRAY['a'::text, 'b'::text]))"},
		{"total(users)", "public.total(users.*)"},
		{"(SELECT max(id) FROM orders)", "( SELECT max(orders.id) AS max FROM public.orders)"},
		{"EXISTS (SELECT 1 FROM orders o WHERE o.user_id = users.id)", "(EXISTS ( SELECT 1 FROM public.orders o WHERE (o.user_id = users.id)))"},
		{"new.note = 'x' AND old.* IS DISTINCT FROM new.*", "((new.note = 'x'::text) AND (old.* IS DISTINCT FROM new.*))"},
		{"id IN (SELECT user_id FROM orders)", "(id IN ( SELECT orders.user_id FROM public.orders))"},
		{"id = ANY (SELECT user_id FROM orders)", "(id IN ( SELECT orders.user_id FROM public.orders))"},
	} {
		author, stored := canonText(t, c[0]), canonText(t, c[1])
		if author.Strict != stored.Strict {
			t.Errorf("%s\n  is %s\n%s\n  is %s", c[0], author.Strict, c[1], stored.Strict)
		}
		if author.Loose != stored.Loose {
			t.Errorf("%s loosely\n  is %s\n%s\n  is %s", c[0], author.Loose, c[1], stored.Loose)
		}
	}
}

// Each pair differs in meaning.
func TestMeaningsDiffer(t *testing.T) {
	for _, c := range [][2]string{
		{"now()", "CURRENT_TIMESTAMP"},
		{"note::integer > 1", "note::numeric > 1"},
		{"round(id) + big < 1", "round(id) + big::numeric < 1"},
		{"log(big) < id", "log(big) < id::numeric"},
		{"score = ANY (ARRAY[big, 1.5])", "score = ANY (ARRAY[big::double precision, 1.5])"},
		{"ARRAY[NULL::smallint] IS NULL", "ARRAY[NULL::bigint] IS NULL"},
		{"least(NULL::text, name)", "least(NULL, name)"},
		{"to_tsvector('english')", "to_tsvector('english'::regconfig)"},
		{"id = 1 AND (flag OR id = 2)", "(id = 1 AND flag) OR id = 2"},
		{"id - (1 - 2)", "id - 1 - 2"},
		{"NOT (flag AND id = 1)", "NOT flag AND id = 1"},
		{"(id + 1) * 2", "id + 1 * 2"},
		{"note = 'a'", "note = 'A'"},
		{"note = 'a'", "note <> 'a'"},
		{"note = 'a'", "name = 'a'"},
		{"note LIKE 'a'", "note ILIKE 'a'"},
		{"id IN (1, 2)", "id IN (2, 1)"},
		{"flag IS TRUE", "flag IS NOT FALSE"},
		{"flag IS NULL", "flag IS NOT NULL"},
		{"sum(id) OVER (ORDER BY id)", "sum(id) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING)"},
		{"sum(id) OVER (ORDER BY id)", "sum(id) OVER (ORDER BY id DESC)"},
		{"count(*)", "count(id)"},
		{"count(DISTINCT id)", "count(id)"},
		{"current_timestamp(3)", "current_timestamp(2)"},
		{"interval '1 day'", "interval '24 hours'"},
		{"id::text", "id::varchar"},
		{"note || name", "name || note"},
		{"- id", "id"},
		{"tags[1]", "tags[2]"},
		{"tags[1:2]", "tags[1]"},
		{"CASE WHEN flag THEN 1 ELSE NULL::numeric END", "CASE WHEN flag THEN 1 END"},
		{"CASE WHEN flag THEN 1 ELSE 0 END", "CASE WHEN flag THEN 1 END"},
		{"add(1, 2)", "add(2, 1)"},
		{"price > 0", "price > 0.0"},
		{"note COLLATE \"C\"", "note COLLATE german"},
		{"(SELECT id FROM orders LIMIT 1)", "(SELECT id FROM orders LIMIT 2)"},
		{"EXISTS (SELECT 1 FROM orders o WHERE o.user_id = users.id)", "EXISTS (SELECT 1 FROM orders o WHERE o.id = users.id)"},
	} {
		if a, b := canonText(t, c[0]), canonText(t, c[1]); a.Strict == b.Strict {
			t.Errorf("%s and %s are both\n  %s", c[0], c[1], a.Strict)
		}
	}
}

// What is printed must read back as the same.
func TestPrintedTextReadsBack(t *testing.T) {
	for _, text := range []string{
		"id IN (1, 2)", "NOT id = ANY (ARRAY[1, 2])", "price BETWEEN 1 + 1 AND 2 * id", "note LIKE 'a' ESCAPE 'b'", "note SIMILAR TO 'x' ESCAPE '#'",
		"- (- id)", "id - (-1)", "-id ^ 2", "(-id) ^ 2", "(- 1) ^ 2", "id - (big - 3)", "(flag IS NULL) IS NULL", "(id = 1) = flag", "NOT (NOT flag)", "(id = 1 OR flag) AND id = 2",
		"extract(epoch from made)", "made at time zone 'utc' at time zone 'x'", "(made at time zone 'utc')::date", "overlay(note placing 'a' from 1 for 2)",
		"position('a' in note)", "(made, made) overlaps (made, made)", "note is nfc normalized", "normalize(note, nfd)", "collation for (note)", "trim(leading 'x' from note)",
		"substring(note from 2)", "substring(note from 'a')", "substring(note similar 'a' escape '#')", "xmlexists('a' passing by ref note)", "note::xml is document",
		"xmlelement(name \"A\", xmlattributes(id as x, big), note)", "xmlforest(id, big as b)", "xmlparse(content note preserve whitespace)", "xmlroot(note::xml, version '1', standalone yes)",
		"xmlserialize(content note::xml as text)", "xmlconcat(note::xml, note::xml)", "xmlpi(name php, 'x')",
		"json_object('a' : 1, 'b' : 2 absent on null with unique keys returning jsonb)", "json_array(1, 2 null on null)", "json_array(select id from orders)",
		"json_objectagg(id : note) filter (where flag)", "json_arrayagg(id order by id null on null)", "note is json object with unique keys",
		"ARRAY[[1,2],[3,4]]", "ARRAY(SELECT 1)", "tags[1]", "tags[:2]", "(tags || tags)[1]", "(users).id", "(users.*).id", "(ROW(1,2)).f1", "ROW()", "ROW(1)", "(1, 2)",
		"CASE id WHEN 1 THEN 'a' WHEN 2 THEN 'b' ELSE 'c' END", "greatest(1, id)", "least(1, 2)", "nullif(id, 0)", "coalesce(id, 1)", "grouping(id)",
		"count(*) filter (where flag)", "string_agg(distinct note, ',' order by note desc)", "percentile_cont(0.5) within group (order by id)",
		"sum(id) over (partition by flag order by id rows between 1 preceding and current row exclude ties)", "rank() over w", "sum(id) over (w range between unbounded preceding and 1 following)",
		"add(a => 1, b => 2)", "concat(variadic tags)", "\"left\"(note, 1)", "current_timestamp(3)", "localtime", "user", "session_user", "current_schema", "system_user",
		"id OPERATOR(public.<=>) 1", "1 <=> id", "email = 'x' AND email LIKE 'a'", "@ id", "id || - id", "@ (- 1)", "NOT EXISTS (SELECT 1)", "id = ALL (SELECT 1)", "id <> ANY (SELECT 1)", "(id, big) IN (SELECT 1, 2)",
		"B'101'", "X'ff'", "E'a\\\\b'", "'it''s'", "1.5e10", "'x'::\"char\"", "note::character(3)", "made::timestamp(3) with time zone", "interval '1' year", "id::bit(3)", "id::numeric(10,2)", "'a'::public.mood[]",
		"note COLLATE \"de_DE\" || 'x'", "(note || 'x') COLLATE \"C\"", "(id + 1)::text", "id + 1::text", "(-1)::text", "id IS DISTINCT FROM big", "flag IS NOT UNKNOWN", "(flag IS TRUE) AND NOT (flag IS FALSE)",
		"id BETWEEN (big COLLATE \"C\") AND 3", "note LIKE ANY (ARRAY['a'])", "$1 + $2", "\"Odd name\" + \"select\"", "made - '1 day'::interval * 2", "(made - made) * 2", "id % 2 = 0", "a.b.c",
	} {
		e := canonText(t, text)
		again := canonText(t, e.SQL)
		if again.Strict != e.Strict || again.SQL != e.SQL || again.Loose != e.Loose {
			t.Errorf("%s\n  printed %s\n    again %s\n  strict %s\n   again %s", text, e.SQL, again.SQL, e.Strict, again.Strict)
		}
	}
}

// Calls that the server would refuse must not break the writer.
func TestOddCalls(t *testing.T) {
	for _, text := range []string{
		"lower()", "array_agg(*)", "sum()", "min()", "note LIKE pg_catalog.like_escape()", "(SELECT x FROM generate_series() x)", "(SELECT x FROM unnest() x)",
		"array_append()", "nextval()", "coalesce(NULL)", "(SELECT * FROM (VALUES (1, 2), (3)) v)", "(VALUES (1), (2, 3))", "(SELECT FROM users)",
		"(SELECT 1 UNION SELECT 2, 3 ORDER BY x)", "(SELECT id FROM users GROUP BY 7 ORDER BY 9)", "(SELECT u.nothing FROM users u)",
	} {
		if e := canonText(t, text); e.Strict == "" {
			t.Errorf("%s has no text", text)
		}
	}
}
