package rules_test

// Neighbours of the pages' examples: what a rule reports, and at which place. In the text of a
// case ^ stands before each place that the rule is to report; one without is not to be reported.

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/schema"
)

// placeCase is a text with the places that a rule reports. With before it is a migration.
type placeCase struct {
	rule, name  string
	before, sql string
}

func checkPlaces(t *testing.T, d schema.Dialect, cases []placeCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.rule+"/"+strings.ReplaceAll(c.name, " ", "_"), func(t *testing.T) {
			if !slices.ContainsFunc(rules.All(), func(r *lint.Rule) bool { return r.Name == c.rule }) {
				t.Fatalf("there is no rule %s", c.rule)
			}
			text, want := unmarked(c.sql)
			if c.before != "" {
				text = c.before + "\n-- migration\n" + text
			}
			got := []string{}
			for _, f := range lint.Run(rules.All(), passOver(t, d, text)) {
				if f.Rule == c.rule {
					got = append(got, fmt.Sprintf("%d:%d", f.Pos.Line, f.Pos.Col))
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s\n(-want +got):\n%s", text, diff)
			}
		})
	}
}

// unmarked takes the marks out of a text and returns where they were, by line and column.
func unmarked(marked string) (text string, at []string) {
	at = []string{}
	for i, part := range strings.Split(marked, "^") {
		if i > 0 {
			at = append(at, fmt.Sprintf("%d:%d", strings.Count(text, "\n")+1, len([]rune(text[strings.LastIndexByte(text, '\n')+1:]))+1))
		}
		text += part
	}
	return text, at
}

const oneTable = "CREATE TABLE t (id bigint PRIMARY KEY, a text, b integer, v varchar(40), n numeric(10,2), d date NOT NULL DEFAULT now());"

func TestPlacesOfWhatDestroys(t *testing.T) {
	const more = oneTable + " CREATE TABLE u (id bigint PRIMARY KEY); CREATE VIEW w AS SELECT id FROM u; CREATE SEQUENCE q; CREATE TYPE e AS ENUM ('x'); CREATE DOMAIN dom AS int; CREATE INDEX i ON t (a);"
	checkPlaces(t, schema.Postgres, []placeCase{
		{"drop-table", "two in one statement", more, "^^DROP TABLE u, t CASCADE;"},
		{"drop-table", "on a later line", more, "SELECT 1;\n\n  ^DROP TABLE IF EXISTS\n    public.t;"},
		{"drop-table", "a table that is renamed first", more, "ALTER TABLE t RENAME TO t2;\n^DROP TABLE t2;"},
		{"drop-table", "a table that takes its place", more, "CREATE TABLE t_new (id bigint PRIMARY KEY); INSERT INTO t_new SELECT id FROM t; DROP TABLE t; ALTER TABLE t_new RENAME TO t;"},
		{"drop-table", "an empty table that takes its place", more, "CREATE TABLE t_new (id bigint PRIMARY KEY); ^DROP TABLE t; ALTER TABLE t_new RENAME TO t;"},
		{"drop-table", "created, dropped and created", more, "CREATE TABLE n (id bigint); DROP TABLE n; CREATE TABLE n (id bigint); DROP TABLE n;"},
		{"drop-column", "two of one statement", more, "ALTER TABLE t\n  ^DROP COLUMN a,\n  ^DROP b;"},
		{"drop-column", "one that is not there", more, "ALTER TABLE t DROP COLUMN IF EXISTS zz;"},
		{"drop-column", "one that is there, by IF EXISTS", more, "ALTER TABLE t ^DROP COLUMN IF EXISTS a;"},
		{"drop-column", "one with another name by now", more, "ALTER TABLE t RENAME a TO zz; ALTER TABLE t ^DROP COLUMN IF EXISTS zz;"},
		{"drop-column", "of a table that is not there", more, "ALTER TABLE IF EXISTS nope DROP COLUMN a;"},
		{"rename-table", "a table that is not there", more, "ALTER TABLE IF EXISTS nope RENAME TO yes;"},
		{"rename-column", "of a table that is not there", more, "ALTER TABLE IF EXISTS nope RENAME a TO b;"},
		{"drop-column", "dropped and added with another type", more, "ALTER TABLE t ^DROP COLUMN a; ALTER TABLE t ADD COLUMN a int;"},
		{"drop-view", "a view that is replaced", more, "CREATE OR REPLACE VIEW w AS SELECT id, 1 AS x FROM u;"},
		{"drop-view", "a view that becomes another kind", more, "^DROP VIEW w;\nCREATE MATERIALIZED VIEW w2 AS SELECT id FROM u;"},
		{"drop-sequence", "two", more, "^DROP SEQUENCE IF EXISTS q, nothing;"},
		{"drop-type", "an enum and a domain", more, "^DROP TYPE e;\n^DROP DOMAIN dom;"},
		{"drop-index", "by IF EXISTS and CONCURRENTLY", more, "^DROP INDEX CONCURRENTLY IF EXISTS i;"},
		{"drop-index", "with its table", more, "DROP TABLE t;"},
		{"drop-table", "one with another name by now", more, "ALTER TABLE t RENAME TO t2; ^DROP TABLE IF EXISTS t2;"},
		{"drop-function", "by IF EXISTS", "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE AGGREGATE g(int) (SFUNC = int4pl, STYPE = int);", "^DROP FUNCTION IF EXISTS f(int);\n^DROP AGGREGATE IF EXISTS g(int);\nDROP FUNCTION IF EXISTS f(text);"},
		{"drop-schema", "by IF EXISTS", "CREATE SCHEMA s;", "^DROP SCHEMA IF EXISTS s;\nDROP SCHEMA IF EXISTS nope;"},
		{"drop-cascade", "of a table and of a schema", more + " CREATE SCHEMA s;", "^DROP TABLE u CASCADE;\n^DROP SCHEMA s CASCADE;"},
		{"drop-cascade", "RESTRICT", more, "DROP VIEW w RESTRICT;"},
		{"truncate", "two tables", more, "^^TRUNCATE t, u;"},
		{"truncate", "a table of this migration", more, "CREATE TABLE n (id bigint); TRUNCATE n;"},
		{"delete-without-where", "WHERE true", more, "DELETE FROM t WHERE a IS NULL;"},
		{"update-without-where", "a table of this migration", more, "CREATE TABLE n (id bigint); UPDATE n SET id = 1;"},
	})
}

func TestPlacesOfWhatConcernsTheServer(t *testing.T) {
	const more = "CREATE TABLE t (id bigserial PRIMARY KEY, a text); CREATE TABLE n (a text); CREATE TABLE r (id bigint PRIMARY KEY); CREATE SEQUENCE q; CREATE POLICY p ON r USING (true);"
	checkPlaces(t, schema.Postgres, []placeCase{
		{"sequence-restart", "a sequence of no table, and options beside it", more, "^ALTER SEQUENCE IF EXISTS q CACHE 5 RESTART WITH 10;\nALTER SEQUENCE q CACHE 6;"},
		{"sequence-restart", "setval with a cast and is_called", more, "SELECT ^pg_catalog.setval('public.t_id_seq'::regclass, 42, true);"},
		{"sequence-restart", "setval with what rows say", more, "SELECT setval('t_id_seq', coalesce(max(id), 1)) FROM t;"},
		{"sequence-restart", "after rows of another table", more, "INSERT INTO n VALUES ('x'); SELECT ^setval('t_id_seq', 3);"},
		{"sequence-restart", "of a table that is made here", more, "CREATE TABLE x (id bigserial); ALTER SEQUENCE x_id_seq RESTART WITH 100;"},
		{"sequence-restart", "after DELETE without WHERE", more, "DELETE FROM t; ALTER SEQUENCE t_id_seq RESTART;"},
		{"sequence-restart", "after DELETE of some", more, "DELETE FROM t WHERE id > 5; ^ALTER SEQUENCE t_id_seq RESTART WITH 5;"},
		{"replica-identity", "DEFAULT, and FULL without a key", more, "ALTER TABLE t REPLICA IDENTITY DEFAULT; ALTER TABLE n REPLICA IDENTITY FULL; ALTER TABLE n ^REPLICA IDENTITY NOTHING;"},
		{"server-setting", "RESET and two targets", more, "^ALTER SYSTEM RESET ALL;\n^ALTER ROLE app SET work_mem = '1MB';\n^ALTER DATABASE d RESET work_mem;"},
		{"drop-role", "several, and one that is made here", more, "^^DROP ROLE IF EXISTS a, b;\nCREATE USER c; DROP USER c;"},
		{"drop-publication", "made here", more, "CREATE PUBLICATION p FOR TABLE t, n; ALTER PUBLICATION p DROP TABLE n; DROP PUBLICATION p;"},
		{"event-trigger", "dropped alone", "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION f();", "DROP EVENT TRIGGER e;"},
		{"rls-without-policy", "a table with a policy", more, "ALTER TABLE r ENABLE ROW LEVEL SECURITY; ALTER TABLE t ^ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;"},
		{"rls-without-policy", "a policy that follows", more, "ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY tp ON t USING (a = current_user);"},
		{"access-widened", "members of a role that is made here", more, "CREATE ROLE app; GRANT admin TO app;\n^GRANT admin TO app, other;\nREVOKE admin FROM app;"},
		{"access-widened", "attributes", more, "^ALTER ROLE app SUPERUSER;\nALTER ROLE app NOSUPERUSER LOGIN PASSWORD 'x';"},
	})
}

func TestPlacesOfLocksOfIndexes(t *testing.T) {
	const more = "CREATE TABLE t (id bigint PRIMARY KEY, a text); CREATE INDEX i ON t (a); CREATE TABLE u (id bigint PRIMARY KEY);"
	checkPlaces(t, schema.Postgres, []placeCase{
		{"wide-lock-window", "an index and its table", more, "BEGIN; DROP INDEX i; ALTER TABLE t ADD COLUMN x int; COMMIT;"},
		{"wide-lock-window", "an index and another table", more, "BEGIN; DROP INDEX i; ALTER TABLE u ADD COLUMN ^x int; COMMIT;"},
		{"wide-lock-window", "an index of an unknown table", more, "BEGIN; DROP INDEX nope; ALTER TABLE u ADD COLUMN x int; COMMIT;"},
		{"work-under-exclusive-lock", "an index and rows", more, "BEGIN; DROP INDEX i; ^UPDATE u SET id = 1 WHERE id = 2; COMMIT;"},
		{"wide-lock-window", "an index of a new table", more, "BEGIN; CREATE TABLE n (x int); CREATE INDEX j ON n (x); DROP INDEX j; ALTER TABLE u ADD COLUMN x int; COMMIT;"},
		{"missing-lock-timeout", "an index of a new table", more, "CREATE TABLE n (x int); CREATE INDEX j ON n (x); DROP INDEX j;"},
		{"missing-lock-timeout", "an index", more, "^DROP INDEX i;"},
	})
}

func TestPlacesOfWhatFailsOnRows(t *testing.T) {
	const more = oneTable + ` CREATE TABLE "P" (id bigint PRIMARY KEY, "C" text);`
	checkPlaces(t, schema.Postgres, []placeCase{
		{"add-column-not-null-no-default", "among others", more, "ALTER TABLE t ADD COLUMN x int, ADD COLUMN ^y int NOT NULL,\n ADD COLUMN z int NOT NULL DEFAULT 1;"},
		{"add-column-not-null-no-default", "a primary key", more, "ALTER TABLE t ADD COLUMN ^y int UNIQUE NOT NULL;"},
		{"add-column-not-null-no-default", "an identity", more, "ALTER TABLE t ADD COLUMN y int NOT NULL GENERATED ALWAYS AS IDENTITY;"},
		{"add-column-not-null-no-default", "a serial", more, "ALTER TABLE t ADD COLUMN y bigserial;"},
		{"add-column-not-null-no-default", "a generated column", more, "ALTER TABLE t ADD COLUMN y int NOT NULL GENERATED ALWAYS AS (1) STORED;"},
		{"add-column-not-null-no-default", "a domain that is NOT NULL", "CREATE DOMAIN must AS text NOT NULL;" + more, "ALTER TABLE t ADD COLUMN ^y must;"},
		{"add-column-not-null-no-default", "a domain with a default", "CREATE DOMAIN must AS text NOT NULL DEFAULT 'x';" + more, "ALTER TABLE t ADD COLUMN y must, ADD COLUMN z must[];"},
		{"add-column-not-null-no-default", "a domain of a domain", "CREATE DOMAIN must AS text NOT NULL; CREATE DOMAIN \"M\" AS must CHECK (VALUE <> '');" + more, "ALTER TABLE t ADD COLUMN ^y \"M\", ADD COLUMN z \"M\" DEFAULT 'x';"},
		{"set-not-null", "of two columns", more, "ALTER TABLE t ^ALTER a SET NOT NULL, ^ALTER COLUMN b SET NOT NULL;"},
		{"set-not-null", "with a CHECK that proves less", more, "ALTER TABLE t ADD CONSTRAINT c CHECK (b > 0 OR b IS NOT NULL); ALTER TABLE t ^ALTER b SET NOT NULL;"},
		{"set-not-null", "with a comparison, which NULL passes", more, "ALTER TABLE t ADD CONSTRAINT c CHECK (b > 0); ALTER TABLE t ^ALTER b SET NOT NULL;"},
		{"set-not-null", "with a CHECK that proves more", more, "ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL AND b IS NOT NULL) NOT VALID; ALTER TABLE t VALIDATE CONSTRAINT c; ALTER TABLE t ALTER a SET NOT NULL;"},
		{"add-check-existing", "a column that is new and has a default", more, "ALTER TABLE t ADD COLUMN x int DEFAULT 0; ALTER TABLE t ADD ^CONSTRAINT c CHECK (x > 0);"},
		{"add-fk-existing", "inside of ADD COLUMN", more, `ALTER TABLE t ADD COLUMN p bigint REFERENCES "P";`},
		{"add-fk-existing", "a quoted table", more, `ALTER TABLE t ADD ^CONSTRAINT f FOREIGN KEY (b) REFERENCES "P" (id);`},
		{"add-unique-existing", "a constraint and an index", more, "ALTER TABLE t ADD ^CONSTRAINT u UNIQUE (a);\n^CREATE UNIQUE INDEX i ON t (b);"},
		{"add-unique-existing", "more columns than a key", more, "CREATE UNIQUE INDEX i ON t (a, id);"},
		{"cast-needs-using", "text to integer", more, "ALTER TABLE t ^ALTER COLUMN a TYPE integer;"},
		{"cast-needs-using", "integer to text", more, "ALTER TABLE t ALTER COLUMN b TYPE text;"},
		{"narrow-type", "fewer digits", more, "ALTER TABLE t ^ALTER COLUMN n TYPE numeric(10,1);"},
		{"narrow-type", "more digits before the point", more, "ALTER TABLE t ALTER COLUMN n TYPE numeric(12,2);"},
		{"narrow-type", "more digits behind the point at the cost of those before", more, "ALTER TABLE t ^ALTER COLUMN n TYPE numeric(10,4);"},
		{"narrow-type", "no limit any more", more, "ALTER TABLE t ALTER COLUMN n TYPE numeric, ALTER COLUMN v TYPE varchar;"},
		{"narrow-type", "text to what keeps it or fails", more, "ALTER TABLE t ^ALTER COLUMN a TYPE jsonb USING a::jsonb;"},
		{"narrow-type", "text to varchar", more, "ALTER TABLE t ^ALTER COLUMN a TYPE varchar(10);"},
		{"enum-value-used-same-tx", "used after COMMIT", "CREATE TYPE e AS ENUM ('x'); CREATE TABLE m (x e);", "BEGIN; ALTER TYPE e ADD VALUE 'y'; COMMIT; INSERT INTO m VALUES ('y');"},
	})
}

func TestPlacesOfDesign(t *testing.T) {
	const p = "CREATE TABLE p (id bigint PRIMARY KEY, x int, UNIQUE (x, id)); "
	checkPlaces(t, schema.Postgres, []placeCase{
		{"int-primary-key", "two of three tables", "", "CREATE TABLE a (^id int PRIMARY KEY);\nCREATE TABLE b (\n  x text,\n  ^id smallint,\n  PRIMARY KEY (id));\nCREATE TABLE c (id bigint PRIMARY KEY);"},
		{"int-primary-key", "two columns", "", "CREATE TABLE a (id int, b int, PRIMARY KEY (id, b));"},
		{"int-primary-key", "a reference", "", "CREATE TABLE a (id bigint PRIMARY KEY); CREATE TABLE b (id int PRIMARY KEY REFERENCES a);"},
		{"int-primary-key", "a serial", "", "CREATE TABLE a (^id serial PRIMARY KEY);"},
		{"table-without-primary-key", "a quoted name", "", `CREATE TABLE ^"A b" (x int);`},
		{"table-without-primary-key", "a key that comes later", "", "CREATE TABLE a (x int);\nALTER TABLE a ADD PRIMARY KEY (x);"},
		{"table-without-primary-key", "a unique constraint is none", "", "CREATE TABLE ^a (x int NOT NULL UNIQUE);"},
		{"char-n", "bpchar and char without a length", "", "CREATE TABLE a (id bigint PRIMARY KEY, ^x char, ^y character(3), z bpchar, w \"char\");"},
		{"json-not-jsonb", "an array of it", "", "CREATE TABLE a (id bigint PRIMARY KEY, ^x json, y jsonb);"},
		{"money", "an array of it", "", "CREATE TABLE a (id bigint PRIMARY KEY, ^x money, y numeric);"},
		{"timestamp-without-tz", "with and without digits", "", "CREATE TABLE a (id bigint PRIMARY KEY, ^x timestamp, ^y timestamp(3) without time zone, z timestamptz(3));"},
		{"timetz", "both spellings", "", "CREATE TABLE a (id bigint PRIMARY KEY, ^x timetz, ^y time(2) with time zone, z time);"},
		{"serial", "all sizes", "", "CREATE TABLE a (^id bigserial PRIMARY KEY, ^x serial, ^y smallserial, z bigint);"},
		{"varchar-n", "both spellings", "", "CREATE TABLE a (id bigint PRIMARY KEY, ^x varchar(10), ^y character varying(20), z varchar);"},
		{"nullable-boolean", "a default is not enough", "", "CREATE TABLE a (id bigint PRIMARY KEY, ^x boolean, ^y bool DEFAULT true, z bool NOT NULL);"},
		{"not-null-default-null", "a cast NULL", "", "CREATE TABLE a (id bigint PRIMARY KEY, ^x text NOT NULL DEFAULT NULL::text, y text DEFAULT NULL);"},
		{"default-literal-now", "with a cast", "", "CREATE TABLE a (id bigint PRIMARY KEY, ^x timestamptz DEFAULT 'now'::timestamptz, ^y date DEFAULT 'today', z text DEFAULT 'now');"},
		{"fk-type-mismatch", "a column of two", "", p + "CREATE TABLE c (id bigint PRIMARY KEY, ^a bigint, b bigint, FOREIGN KEY (a, b) REFERENCES p (x, id));"},
		{"fk-type-mismatch", "lengths of varchar", "", "CREATE TABLE q (k varchar(10) PRIMARY KEY); CREATE TABLE c (id bigint PRIMARY KEY, k varchar(20) REFERENCES q);"},
		{"fk-without-index", "one column of the index is not enough", "", p + "CREATE TABLE c (id bigint PRIMARY KEY, a int, b bigint, ^FOREIGN KEY (a, b) REFERENCES p (x, id)); CREATE INDEX i ON c (a);"},
		{"fk-without-index", "a unique constraint serves", "", p + "CREATE TABLE c (id bigint PRIMARY KEY, a bigint UNIQUE REFERENCES p (id));"},
		{"fk-without-index", "the primary key serves", "", p + "CREATE TABLE c (a bigint REFERENCES p (id), b int, PRIMARY KEY (a, b));"},
		{"fk-without-index", "a partial index does not", "", p + "CREATE TABLE c (id bigint PRIMARY KEY, a bigint ^REFERENCES p (id), b int); CREATE INDEX i ON c (a) WHERE b > 0;"},
		{"duplicate-index", "another name and direction", "", "CREATE TABLE a (id bigint PRIMARY KEY, x int);\nCREATE INDEX i ON a (x);\nCREATE INDEX j ON a (x DESC);"},
		{"duplicate-index", "unique or not", "", "CREATE TABLE a (id bigint PRIMARY KEY, x int);\nCREATE INDEX i ON a (lower(x::text));\nCREATE INDEX j ON ^a ((lower(x::text)));"},
		{"redundant-index", "a unique one says more", "", "CREATE TABLE a (id bigint PRIMARY KEY, x int, y int); CREATE UNIQUE INDEX i ON a (x); CREATE INDEX j ON a (x, y);"},
		{"redundant-index", "another method", "", "CREATE TABLE a (id bigint PRIMARY KEY, x int, y int); CREATE INDEX i ON a USING hash (x); CREATE INDEX j ON a (x, y);"},
		{"index-repeats-constraint", "more columns", "", "CREATE TABLE a (id bigint PRIMARY KEY, x int UNIQUE);\nCREATE INDEX i ON ^a (id);\nCREATE INDEX j ON a (x, id);"},
		{"btree-on-jsonb", "an expression of it", "", "CREATE TABLE a (id bigint PRIMARY KEY, j jsonb); CREATE INDEX i ON a ((j->>'x'));"},
		{"reserved-word", "a table and an unquoted neighbour", "", `CREATE TABLE ^"order" (id bigint PRIMARY KEY, ^"select" int, "orders" int);`},
		{"identifier-too-long", "bytes and not letters", "", `CREATE TABLE a (id bigint PRIMARY KEY, ^"` + strings.Repeat("ä", 32) + `" int, "` + strings.Repeat("ä", 31) + `" int);`},
		{"mixed-case-name", "an index and a view", "", `CREATE TABLE a (id bigint PRIMARY KEY, x int); CREATE INDEX "I" ON ^a (x);`},
		{"policy-without-rls", "two policies of one table", "", "CREATE TABLE a (id bigint PRIMARY KEY);\n^CREATE POLICY p ON a;\nCREATE POLICY q ON a;"},
		{"rls-without-policy", "FORCE alone", "", "CREATE TABLE a (id bigint PRIMARY KEY);\nALTER TABLE a FORCE ROW LEVEL SECURITY;"},
		{"security-definer-search-path", "two of three functions", "", "^CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';\nCREATE FUNCTION g() RETURNS int LANGUAGE sql AS 'SELECT 1';\n^CREATE PROCEDURE h() LANGUAGE sql SECURITY DEFINER SET work_mem = '1MB' AS 'SELECT 1';"},
		{"security-definer-search-path", "set afterwards for one of two of a name", "", "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';\n^CREATE FUNCTION f(text) RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';\nALTER FUNCTION f(int) SET search_path = '';"},
		{"security-definer-search-path", "set afterwards", "", "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';\nALTER FUNCTION f() SET search_path = '';"},
		{"enum-type", "a second one", "", "^CREATE TYPE a AS ENUM ('x');\nCREATE TYPE b AS (x int);\n^CREATE TYPE c AS ENUM ();"},
		{"circular-fk", "of itself", "", "CREATE TABLE a (id bigint PRIMARY KEY, parent bigint REFERENCES a);"},
		{"missing-comment", "a view has none either", "", "CREATE TABLE ^a (id bigint PRIMARY KEY); CREATE TABLE b (id bigint PRIMARY KEY); COMMENT ON TABLE b IS 'b';"},
	})
}
