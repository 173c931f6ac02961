package postgres

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/plan"
	plans "github.com/schemadiff/schemadiff/plan/postgres"
)

const (
	faultTables = `CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad');
CREATE DOMAIN small AS int CHECK (VALUE < 100);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE acct (id int PRIMARY KEY, email varchar(40), balance numeric(10,2), tags text[], doc jsonb, note text, feel mood, days daterange, ip inet, raw bytea, u uuid, at timestamptz, weight float8, half int DEFAULT 1);
CREATE TRIGGER touch BEFORE UPDATE ON acct FOR EACH ROW EXECUTE FUNCTION touch();
CREATE TABLE kid (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, acct int REFERENCES acct ON DELETE CASCADE, a int, b int, twice int GENERATED ALWAYS AS (a * 2) STORED);
CREATE TABLE pair (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE base (id int, v text);
CREATE TABLE derived (w text) INHERITS (base);
CREATE TABLE part (day int NOT NULL, v text) PARTITION BY RANGE (day);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10);
CREATE TABLE part_rest PARTITION OF part DEFAULT;
CREATE VIEW seen AS SELECT id, email FROM acct;
CREATE INDEX acct_note ON acct (note);
`
	faultRows = `INSERT INTO acct VALUES (1, 'Ann@x', 1.50, '{a,b}', '{"a": 1, "b": 2}', '12', 'sad', '[2026-01-01,2026-02-01)', '10.0.0.1/8', '\x0102', '00000000-0000-0000-0000-000000000001', '2026-07-01 12:00+00', 0.1),
 (2, 'ann@x', 2.25, '{}', '[]', '12a', 'ok', '[2026-01-15,2026-03-01)', '::1', '\x', NULL, 'infinity', 1e10), (3, NULL, NULL, NULL, NULL, '{"a":', NULL, NULL, NULL, NULL, NULL, NULL, 16777217);
INSERT INTO kid (acct, a, b) VALUES (1, 1, 1), (2, 2, NULL), (NULL, 500, 7); INSERT INTO pair VALUES (1, 1);
INSERT INTO base VALUES (1, 'a'); INSERT INTO derived VALUES (2, 'b', 'c'), (3, 'd', 'e'); INSERT INTO part VALUES (1, 'a'), (1, 'b'), (20, NULL), (21, 'd')`
)

// TestTrialFindsMoreFaults plants faults of further kinds in plans for one database, which no rehearsal
// changes. With TestTrialFindsFaults they are more than 70.
func TestTrialFindsMoreFaults(t *testing.T) {
	p := server(t)
	url := p.Database(t, faultTables, faultRows)
	before := dumped(t, url)
	become := func(from, to string) string {
		if !strings.Contains(faultTables, from) {
			t.Fatalf("no %q", from)
		}
		return strings.Replace(faultTables, from, to, 1)
	}
	index := faultTables + "CREATE INDEX i ON kid (a);"
	cases := map[string]struct {
		to    string
		spoil func(*plan.Plan)
		want  string // part of the fault
	}{
		"a number loses digits":                {become("numeric(10,2)", "numeric(10,0)"), withoutClaims("no such text", ""), "values of balance changed in 2 rows"},
		"a float loses digits":                 {become("float8", "float4"), withoutClaims("no such text", ""), "values of weight changed"},
		"a moment in another zone":             {become("at timestamptz", "at timestamp"), withoutClaims("TYPE timestamp without time zone", "TYPE timestamp without time zone USING at AT TIME ZONE 'Europe/Berlin' --"), ""},
		"text that is no number in one row":    {become("note text", "note int"), withoutClaims("no such text", ""), "22P02"},
		"text that is no document in one row":  {become("note text", "note jsonb"), withoutClaims("no such text", ""), "22P02"},
		"a domain refuses a value":             {become("a int, b int, twice", "a small, b int, twice"), withoutClaims("no such text", ""), ""},
		"a key of a document is gone":          {index, also("UPDATE acct SET doc = doc - 'a'"), "values of doc changed in 1 row"},
		"elements of an array change places":   {index, also("UPDATE acct SET tags = '{b,a}' WHERE id = 1"), "values of tags changed in 1 row"},
		"another label":                        {index, also("UPDATE acct SET feel = 'glad' WHERE feel = 'ok'"), "values of feel changed in 1 row"},
		"a range includes its end":             {index, also("UPDATE acct SET days = daterange(lower(days), upper(days), '[]')"), "values of days changed in 3 rows"},
		"an address loses its mask":            {index, also("UPDATE acct SET ip = host(ip)::inet WHERE id = 1"), "values of ip changed in 1 row"},
		"a byte is cut off":                    {index, also("UPDATE acct SET raw = substring(raw FROM 1 FOR 1)"), "values of raw changed in 1 row"},
		"another uuid":                         {index, also("UPDATE acct SET u = gen_random_uuid() WHERE u IS NOT NULL"), "values of u changed in 1 row"},
		"another case":                         {index, also("UPDATE acct SET email = lower(email)"), "values of email changed in 1 row"},
		"a value gets NULL":                    {index, also("UPDATE acct SET balance = NULL WHERE id = 2"), "values of balance changed in 1 row"},
		"a reference cascades":                 {index, also("DELETE FROM acct WHERE id = 1"), "1 row missing"},
		"a reference of another row":           {index, also("UPDATE kid SET acct = 1 WHERE acct = 2"), "values of acct changed in 1 row"},
		"rows of a child table":                {index, also("UPDATE base SET v = 'x' WHERE id = 2"), "table public.derived"},
		"a child table loses rows":             {index, also("DELETE FROM base WHERE id > 2"), "1 row missing"},
		"a partition loses a row":              {index, also("DELETE FROM part WHERE v = 'b'"), "1 row missing"},
		"a row of a partition changes":         {index, also("UPDATE part SET v = 'z' WHERE day = 21"), "values of v"},
		"a partition is emptied":               {index, also("TRUNCATE part_1"), "2 rows missing"},
		"a partition is detached":              {index, also("ALTER TABLE part DETACH PARTITION part_1"), "part_1"},
		"a computed column is frozen wrong":    {become("twice int GENERATED ALWAYS AS (a * 2) STORED", "twice int"), also("UPDATE kid SET twice = 0"), "values of twice changed in 3 rows"},
		"duplicates by case":                   {faultTables + "CREATE UNIQUE INDEX i ON acct (lower(email));", nil, "could not create unique index"},
		"a key over duplicates":                {become("CREATE TABLE base (id int, v text)", "CREATE TABLE base (id int, v text, CHECK (id > 1) NO INHERIT)"), nil, "is violated by some row"},
		"ranges overlap":                       {become("days daterange", "days daterange, EXCLUDE USING gist (days WITH &&)"), nil, "could not create exclusion"},
		"NOT NULL and a NULL in a partition":   {become("v text) PARTITION", "v text NOT NULL) PARTITION"), nil, "contains null values"},
		"a key over partitions":                {become("v text) PARTITION", "v text, UNIQUE (day)) PARTITION"), nil, "could not create unique index"},
		"a CHECK that a partition violates":    {become("v text) PARTITION", "v text, CHECK (day < 21)) PARTITION"), nil, "is violated by some row"},
		"half of a reference":                  {become("a int, b int, twice", "a int, b int, FOREIGN KEY (a, b) REFERENCES pair MATCH FULL, twice"), nil, "violates foreign key"},
		"a view is gone":                       {index, also("DROP VIEW seen"), "view"},
		"a trigger does not fire":              {index, also("ALTER TABLE acct DISABLE TRIGGER touch"), "trigger"},
		"row security begins":                  {index, also("ALTER TABLE acct ENABLE ROW LEVEL SECURITY"), "acct"},
		"another default":                      {index, also("ALTER TABLE acct ALTER half SET DEFAULT 2"), "half"},
		"a reference without its action":       {index, also("ALTER TABLE kid DROP CONSTRAINT kid_acct_fkey", "ALTER TABLE kid ADD CONSTRAINT kid_acct_fkey FOREIGN KEY (acct) REFERENCES acct"), "kid_acct_fkey"},
		"a constraint stays unvalidated":       {become("half int DEFAULT 1", "half int DEFAULT 1 CHECK (half > 0)"), withoutClaims("(half > 0)", "(half > 0) NOT VALID"), "check"},
		"a table is not logged":                {index, also("ALTER TABLE pair SET UNLOGGED"), "pair"},
		"a label is renamed":                   {index, also("ALTER TYPE mood RENAME VALUE 'sad' TO 'blue'"), "mood"},
		"another body":                         {index, also("CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"), "touch"},
		"an index on another column":           {index, withoutClaims("(a)", "(b)"), "index"},
		"rows that a trigger holds back":       {become("half int DEFAULT 1", "half int DEFAULT 1, more int"), also("CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.note := NULL; RETURN NEW; END'", "UPDATE acct SET more = 1", "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"), "values of note changed in 3 rows"},
		"a step in another order than written": {become("half int DEFAULT 1", "half int DEFAULT 1, more int") + "CREATE INDEX i ON acct (more);", func(p *plan.Plan) { slices.Reverse(p.Steps) }, "step 1"},
	}
	n := 0
	for name, c := range cases {
		if testing.Short() && len(name)%4 != 0 {
			continue
		}
		made := plannedAs(t, url, c.to, plans.Options{Plain: true})
		if c.spoil != nil {
			c.spoil(made)
		}
		out, err := Scratch{URL: p.URL("postgres")}.Try(t.Context(), url, made, TrialOptions{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		n++
		if !out.Failed() || !strings.Contains(out.Fault(), c.want) {
			t.Errorf("%s: failed %v: %q, want %q\n%+v", name, out.Failed(), out.Fault(), c.want, out.Differences)
		}
	}
	t.Logf("%d faults", n)
	if dumped(t, url) != before {
		t.Error("the database has changed")
	}
}

// Values are shown where they are asked for, but of columns that a mask covers: in keys too, under the
// name before the plan, and in tables that have the column from another one.
func TestTrialMasksValues(t *testing.T) {
	p := server(t)
	tables := `CREATE TABLE people (id int PRIMARY KEY, secret text, open text, long text);
CREATE TABLE staff (PRIMARY KEY (id)) INHERITS (people);
CREATE TABLE log (code text PRIMARY KEY, word text);
CREATE TABLE part (id int, pin text, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM (0) TO (10);
CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (10) TO (20);
`
	url := p.Database(t, tables, `INSERT INTO people VALUES (1, 'private-1', 'a', repeat('y', 100)); INSERT INTO staff VALUES (2, 'private-2', 'b', NULL);
INSERT INTO log VALUES ('private-3', 'w'); INSERT INTO part VALUES (1, 'private-4'), (11, 'private-5')`)
	to := strings.NewReplacer("word text", "term text -- @renamed from=word\n", "CREATE TABLE part_2 PARTITION OF part FOR VALUES FROM (10) TO (20);", "").Replace(tables)
	made := plannedAs(t, url, to, plans.Options{Plain: true})
	also("UPDATE people SET secret = secret || '!', open = open || '!', long = long || '!'", "UPDATE log SET term = 'private-6'", "UPDATE part SET pin = 'private-7'")(made)
	out, err := Scratch{URL: p.URL("postgres")}.Try(t.Context(), url, made,
		TrialOptions{Values: true, Mask: plan.Mask{"people.secret", "log.code", "public.log.word", "part.pin", "none"}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range out.Differences {
		got = append(got, fmt.Sprintf("%s %s %q %v", d.Table.Object(), d.Column, d.Keys, d.Values))
	}
	slices.Sort(got)
	text := strings.Join(append(got, out.Notes...), "\n")
	if strings.Contains(text, "private") {
		t.Errorf("private values are shown:\n%s", text)
	}
	for _, want := range []string{
		`public.log term ["code=***"] [{*** ***}]`, `public.people open ["id=1"] [{'a' 'a!'}]`, `public.people long ["id=1"] [{'` + strings.Repeat("y", shownLength) + "…' '",
		`public.people secret ["id=1"] [{*** ***}]`, `public.staff secret ["id=2"] [{*** ***}]`, `public.staff open ["id=2"] [{'b' 'b!'}]`, `pin ["id=1"] [{*** ***}]`,
		`the mask "none" covers no column`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
}
