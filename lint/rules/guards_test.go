package rules_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/schema"
)

// TestNoFalseAlarm are the statements that linters of text alone flag for nothing.
func TestNoFalseAlarm(t *testing.T) {
	const table = "CREATE TABLE t (id bigint PRIMARY KEY, a text, b integer, v varchar(40));\n"
	for _, c := range []struct {
		name, before, sql string
		never             []string
	}{
		{"made in the same file", "", "CREATE TABLE n (id bigint PRIMARY KEY, p bigint); CREATE INDEX i ON n (p); ALTER TABLE n ADD COLUMN c integer NOT NULL; ALTER TABLE n ADD CHECK (p > 0); DROP TABLE n;",
			[]string{"index-not-concurrent", "add-column-not-null-no-default", "add-check-existing", "drop-table", "missing-lock-timeout"}},
		{"temporary", table, "CREATE TEMP TABLE w (id int); INSERT INTO w SELECT 1; DROP TABLE w;", []string{"drop-table", "table-without-primary-key"}},
		{"a partition has the keys of its parent", "", "CREATE TABLE p (id bigint, PRIMARY KEY (id)) PARTITION BY RANGE (id); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (9);",
			[]string{"table-without-primary-key", "int-primary-key"}},
		{"USING INDEX", table, "CREATE UNIQUE INDEX CONCURRENTLY u ON t (id); ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX u;", []string{"unique-constraint-builds-index", "add-unique-existing"}},
		{"covered index", table + "CREATE INDEX i ON t (a); CREATE INDEX j ON t (a, b);", "DROP INDEX CONCURRENTLY i;", []string{"drop-index", "drop-index-not-concurrent"}},
		{"a reference of the type of its parent", "", "CREATE TABLE p (id integer PRIMARY KEY); CREATE TABLE c (id bigint PRIMARY KEY, p integer REFERENCES p (id));", []string{"fk-type-mismatch"}},
		{"an index with the same columns in another order", table + "CREATE INDEX i ON t (a, v);", "DROP INDEX CONCURRENTLY i; CREATE INDEX CONCURRENTLY j ON t (a, b, v);", []string{"drop-index"}},
		{"an UPDATE of another column", table, "ALTER TABLE t ADD COLUMN p bigint, ADD COLUMN q text; UPDATE t SET q = 'x' WHERE id > 5; CREATE UNIQUE INDEX CONCURRENTLY u ON t (p);", []string{"add-unique-existing"}},
		{"a type that another one takes the place of", table + "CREATE TYPE m AS ENUM ('a', 'b');", "CREATE TYPE n AS ENUM ('a', 'b', 'c'); ALTER TYPE m RENAME TO m_old; ALTER TYPE n RENAME TO m;", []string{"rename-object"}},
		{"an enum that is recreated with values in another order", table + "CREATE TYPE m AS ENUM ('a', 'b', 'c');", "CREATE TYPE n AS ENUM ('a', 'd', 'b'); ALTER TYPE m RENAME TO m_old; ALTER TYPE n RENAME TO m; DROP TYPE m_old;", []string{"rename-enum-value"}},
		{"names that go round", table, "ALTER TABLE t ADD COLUMN p bigint; ALTER TABLE t RENAME TO u;" + strings.Repeat("ALTER TABLE u RENAME TO t; ALTER TABLE t RENAME TO u;", 40) + "CREATE UNIQUE INDEX CONCURRENTLY x ON u (p);", []string{"add-unique-existing"}},
		{"a column that no row of a new table has got", table, "CREATE TABLE n (id bigint PRIMARY KEY, a text, p bigint); INSERT INTO n (id, a) SELECT id, a FROM t; ALTER TABLE n RENAME TO m; CREATE UNIQUE INDEX u ON m (a, p);", []string{"add-unique-existing"}},
		{"what is not there", table, "DROP INDEX IF EXISTS gone;", []string{"drop-index", "drop-index-not-concurrent"}},
		{"the quoted char", "", `CREATE TABLE n (id bigint PRIMARY KEY, c "char");`, []string{"char-n"}},
		{"a type called serial", "", `CREATE DOMAIN public."serial" AS bigint; CREATE TABLE n (id bigint PRIMARY KEY, c public."serial");`, []string{"serial"}},
		{"built in and qualified", table, "ALTER TABLE t ADD COLUMN at timestamptz DEFAULT pg_catalog.now();", []string{"volatile-default"}},
		{"volatile in another form", table, "ALTER TABLE t ADD COLUMN at timestamp DEFAULT (now() AT TIME ZONE 'utc'), ADD COLUMN s text DEFAULT current_setting('app.site', true);", []string{"volatile-default"}},
		{"of contrib and stable", table + "CREATE EXTENSION pgcrypto; CREATE EXTENSION hstore;", "ALTER TABLE t ADD COLUMN d bytea DEFAULT digest('x', 'sha1'), ADD COLUMN h hstore DEFAULT hstore('a', 'b');", []string{"volatile-default"}},
		{"a default for rows to come", table, "ALTER TABLE t ALTER COLUMN a SET DEFAULT made_elsewhere();", []string{"volatile-default"}},
		{"limits that hold", table, "SELECT set_config('lock_timeout', '2s', false); BEGIN; SET LOCAL lock_timeout = 0; COMMIT; ALTER TABLE t ADD COLUMN c text;", []string{"missing-lock-timeout"}},
		{"conditions that choose", table, "DELETE FROM t WHERE false; DELETE FROM t WHERE id > 5 AND true; UPDATE t SET a = 'x' WHERE b = 1 OR 1 = 2; DELETE FROM t WHERE 1 = b;", []string{"delete-without-where", "update-without-where"}},
		{"a larger type of another kind", table + "CREATE TYPE m AS ENUM ('a'); CREATE TYPE n AS ENUM ('a', 'b'); CREATE TABLE e (id bigint PRIMARY KEY, k m);", "ALTER TABLE t ALTER COLUMN b TYPE numeric(65,30); ALTER TABLE e ALTER COLUMN k TYPE n USING k::text::n;", []string{"narrow-type"}},
		{"text that ignores case", table + "CREATE EXTENSION citext;", "ALTER TABLE t ALTER COLUMN a TYPE citext;", []string{"narrow-type", "type-change-rewrites", "cast-needs-using"}},
		{"a temporary table, and a new one that goes", table, "CREATE TEMP TABLE w (at timestamp, j json); CREATE TABLE x (at timestamp); DROP TABLE x;", []string{"timestamp-without-tz", "json-not-jsonb"}},
		{"a type of the same kind", "CREATE TABLE t (id bigint PRIMARY KEY, at timestamp(3));", "ALTER TABLE t ALTER COLUMN at TYPE timestamp(6);", []string{"timestamp-without-tz"}},
		{"values of a domain", "CREATE DOMAIN n AS integer CHECK (VALUE > 0); CREATE DOMAIN m AS n; CREATE TABLE t (id bigint PRIMARY KEY, a m);", "ALTER TABLE t ALTER COLUMN a TYPE bigint;", []string{"cast-needs-using", "narrow-type"}},
		{"a domain without constraints", "CREATE DOMAIN n AS text; CREATE TABLE t (id bigint PRIMARY KEY, a n, b varchar(9));", "ALTER TABLE t ALTER COLUMN a TYPE text; ALTER TABLE t ALTER COLUMN b TYPE n;", []string{"cast-needs-using", "narrow-type", "type-change-rewrites"}},
		{"a cast that was created", "CREATE TYPE m AS ENUM ('a'); CREATE CAST (varchar AS m) WITH INOUT AS ASSIGNMENT; CREATE TABLE t (id bigint PRIMARY KEY, a varchar(9) DEFAULT 'a');", "ALTER TABLE t ALTER COLUMN a TYPE m; ALTER TABLE t ALTER COLUMN a TYPE varchar(9) USING a::text;", []string{"cast-needs-using"}},
		{"a default of the new type", "CREATE TYPE m AS ENUM ('a'); CREATE TABLE t (id bigint PRIMARY KEY, a text, b text DEFAULT NULL, c integer DEFAULT 1);", "ALTER TABLE t ALTER COLUMN a SET DEFAULT 'a'::m; ALTER TABLE t ALTER COLUMN a TYPE m USING a::m; ALTER TABLE t ALTER COLUMN b TYPE m USING b::m; ALTER TABLE t ALTER COLUMN c TYPE bigint USING c * 2;", []string{"cast-needs-using"}},
		{"widening", table, "ALTER TABLE t ALTER COLUMN v TYPE varchar(80); ALTER TABLE t ALTER COLUMN v TYPE text;", []string{"narrow-type", "type-change-rewrites", "cast-needs-using"}},
		{"constant default", table, "ALTER TABLE t ADD COLUMN n integer NOT NULL DEFAULT 0;", []string{"add-column-not-null-no-default", "volatile-default"}},
		{"not valid", table, "ALTER TABLE t ADD CONSTRAINT c CHECK (b > 0) NOT VALID; ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES t (id) NOT VALID;", []string{"add-check-existing", "add-fk-existing", "validate-in-same-tx"}},
		{"not null already", "CREATE TABLE t (id bigint PRIMARY KEY, a text NOT NULL);", "ALTER TABLE t ALTER COLUMN a SET NOT NULL;", []string{"set-not-null"}},
		{"a new column without values", table, "ALTER TABLE t ADD COLUMN p bigint; CREATE UNIQUE INDEX CONCURRENTLY u ON t (p);", []string{"add-unique-existing"}},
		{"a reference of a new column without values", table, "ALTER TABLE t ADD COLUMN p bigint REFERENCES t (id), ADD COLUMN q text;", []string{"add-fk-existing"}},
		{"NOT NULL of a new column with a default", table, "ALTER TABLE t ADD COLUMN c integer NOT NULL DEFAULT 5; ALTER TABLE t ALTER COLUMN c SET NOT NULL;", []string{"set-not-null"}},
		{"a table that has no rows yet", table, "CREATE TABLE n AS SELECT * FROM t WITH NO DATA; ALTER TABLE n ALTER COLUMN a SET NOT NULL; ALTER TABLE n ADD CHECK (b > 0); CREATE INDEX ON n (b);", []string{"set-not-null", "add-check-existing", "index-not-concurrent"}},
		{"a table with rows that stand in the file", table, "CREATE TABLE n (id bigint PRIMARY KEY, a text, p bigint); INSERT INTO n VALUES (1, 'a', 1); INSERT INTO n SELECT * FROM (VALUES (2, 'b', 1)) AS v; ALTER TABLE n ALTER COLUMN a SET NOT NULL; ALTER TABLE n ADD FOREIGN KEY (p) REFERENCES t (id); CREATE UNIQUE INDEX ON n (a);",
			[]string{"set-not-null", "add-fk-existing", "add-unique-existing", "index-not-concurrent"}},
		{"the indexes of a table that was filled", table, "CREATE TABLE n AS SELECT * FROM t; CREATE INDEX ON n (a); DROP TABLE n;", []string{"drop-table"}},
		{"unique already", table, "CREATE UNIQUE INDEX CONCURRENTLY u ON t (id, a);", []string{"add-unique-existing"}},
		{"an index that leads in another order", "", "CREATE TABLE p (x int, y int, PRIMARY KEY (x, y)); CREATE TABLE c (id bigint PRIMARY KEY, x int, y int, FOREIGN KEY (x, y) REFERENCES p); CREATE INDEX i ON c (y, x, id);", []string{"fk-without-index"}},
		{"an index that leaves out NULL", "", "CREATE TABLE p (id bigint PRIMARY KEY); CREATE TABLE c (id bigint PRIMARY KEY, p bigint REFERENCES p); CREATE INDEX i ON c (p) WHERE p IS NOT NULL;", []string{"fk-without-index"}},
		{"a view that is made again", table + "CREATE VIEW v AS SELECT a FROM t;", "DROP VIEW v; CREATE VIEW v AS SELECT a, b FROM t;", []string{"drop-view"}},
		{"the name of a column in another case of the same letters", "", "CREATE TABLE n (ID bigint PRIMARY KEY, createdat text);", []string{"mixed-case-name"}},
		{"added and dropped", table, "ALTER TABLE t ADD COLUMN c text; ALTER TABLE t DROP COLUMN c;", []string{"drop-column", "possible-rename"}},
		{"a view that is emptied and filled", table + "CREATE MATERIALIZED VIEW v AS SELECT a FROM t;", "REFRESH MATERIALIZED VIEW v WITH NO DATA; REFRESH MATERIALIZED VIEW v;", []string{"refresh-matview-not-concurrent"}},
		{"a limit of a minute", table, "SET lock_timeout = '1min'; ALTER TABLE t ADD COLUMN c text;", []string{"missing-lock-timeout"}},
		{"SELECT INTO", table, "SELECT a INTO x FROM t; DROP TABLE IF EXISTS y;", []string{"table-without-primary-key"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			names := found(t, schema.Postgres, "-- before\n"+c.before+"\n-- migration\n"+c.sql+"\n")
			for _, n := range c.never {
				if slices.Contains(names, n) {
					t.Errorf("%s: flagged %s", c.sql, n)
				}
			}
		})
	}
}

// TestAlarm are statements that the pages do not show and that must not pass.
func TestAlarm(t *testing.T) {
	const table = "CREATE TABLE t (id bigint PRIMARY KEY, a text, b integer, v varchar(40));\n"
	for _, c := range []struct{ before, sql, want string }{
		{table, "ALTER TABLE t ADD COLUMN c integer NOT NULL DEFAULT NULL;", "add-column-not-null-no-default"},
		{"CREATE TABLE t (id serial PRIMARY KEY);", "ALTER TABLE t ALTER COLUMN id TYPE uuid USING gen_random_uuid();", "cast-needs-using"},
		{"CREATE TYPE m AS ENUM ('a'); CREATE TYPE n AS ENUM ('a'); CREATE TABLE t (id bigint PRIMARY KEY, a m DEFAULT 'a');", "ALTER TABLE t ALTER COLUMN a TYPE n USING a::text::n, ALTER COLUMN a SET DEFAULT 'a';", "cast-needs-using"},
		{table, "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT (random() * 10)::integer'; ALTER TABLE t ADD COLUMN c integer DEFAULT f();", "volatile-default"},
		{table, "ALTER TABLE t ADD COLUMN c integer; ALTER TABLE t ALTER COLUMN c SET NOT NULL;", "set-not-null"},
		{table, "ALTER TABLE t ADD COLUMN c integer DEFAULT 5, ALTER COLUMN c SET NOT NULL;", "set-not-null"},
		{table, "ALTER TABLE t ADD COLUMN c integer CHECK (c > 0);", "add-check-existing"},
		{table, "ALTER TABLE t ADD COLUMN c integer DEFAULT 5, ADD CONSTRAINT k CHECK (c > 0);", "add-check-existing"},
		{table, "ALTER TABLE t ADD COLUMN p bigint; ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (p) REFERENCES t (id);", "add-fk-existing"},
		{table, "ALTER TABLE t ADD COLUMN p bigint REFERENCES t (id), ADD COLUMN q integer DEFAULT 1;", "add-fk-existing"},
		{table, "ALTER TABLE t ADD COLUMN p bigint; UPDATE t SET p = b; CREATE UNIQUE INDEX CONCURRENTLY u ON t (p);", "add-unique-existing"},
		{table, "CREATE TABLE n AS SELECT * FROM t; ALTER TABLE n ALTER COLUMN a SET NOT NULL;", "set-not-null"},
		{table, "CREATE TABLE n (id bigint PRIMARY KEY, b integer); INSERT INTO n SELECT id, b FROM t; ALTER TABLE n ADD CHECK (b > 0);", "add-check-existing"},
		{table, "CREATE TABLE n (id bigint PRIMARY KEY, b integer); COPY n FROM '/tmp/rows'; CREATE UNIQUE INDEX ON n (b);", "add-unique-existing"},
		{table, "CREATE TABLE n (id bigint PRIMARY KEY); INSERT INTO n VALUES (1); ALTER TABLE n ADD COLUMN c integer NOT NULL;", "add-column-not-null-no-default"},
		{table, "CREATE TABLE n AS SELECT * FROM t; ALTER TABLE n RENAME TO m; ALTER TABLE m ADD FOREIGN KEY (b) REFERENCES t (id);", "add-fk-existing"},
		{table + "CREATE EXTENSION pgcrypto;", "ALTER TABLE t ADD COLUMN k bytea DEFAULT gen_random_bytes(8);", "volatile-default"},
		{table, "ALTER TABLE t ADD COLUMN k text DEFAULT upper(substr(md5(random()::text), 1, 8));", "volatile-default"},
		{table, "ALTER TABLE t ADD COLUMN k uuid DEFAULT extensions.uuid_generate_v4();", "volatile-default"},
		{table, "ALTER TABLE t ADD COLUMN k text DEFAULT made_elsewhere();", "volatile-default"},
		{table, "BEGIN; SET lock_timeout = '2s'; ROLLBACK; ALTER TABLE t ADD COLUMN c text;", "missing-lock-timeout"},
		{table, "SET lock_timeout = '2s'; DISCARD ALL; ALTER TABLE t ADD COLUMN c text;", "missing-lock-timeout"},
		{table, "SELECT set_config('lock_timeout', '2s', true); ALTER TABLE t ADD COLUMN c text;", "missing-lock-timeout"},
		{table, "DELETE FROM t WHERE (1 = 1) OR id > 5;", "delete-without-where"},
		{table, "DELETE FROM t WHERE NOT false AND 't'::boolean;", "delete-without-where"},
		{table, "REINDEX (CONCURRENTLY false) TABLE t;", "reindex-not-concurrent"},
		{"", "ALTER TABLE elsewhere ADD COLUMN at time with time zone, ADD COLUMN m money;", "timetz"},
		{"", "ALTER TABLE elsewhere ADD COLUMN at time with time zone, ADD COLUMN m money;", "money"},
		{"", "CREATE TABLE n (id bigint PRIMARY KEY, j json, g type_of_elsewhere);", "json-not-jsonb"},
		{table, "ALTER TABLE t ADD COLUMN c integer GENERATED ALWAYS AS IDENTITY;", "add-serial-column"},
		{table, "ALTER TABLE t ALTER COLUMN b TYPE smallint;", "narrow-type"},
		{table, "DROP TABLE IF EXISTS t;", "drop-table"},
		{table, "CREATE TABLE n AS SELECT id, b FROM t; ALTER TABLE n ADD PRIMARY KEY (b);", "add-unique-existing"},
		{table, "CREATE TABLE n (id serial, b integer); INSERT INTO n SELECT id, b FROM t; ALTER TABLE n ADD UNIQUE (id);", "add-unique-existing"},
		{table + "ALTER TABLE t ADD CONSTRAINT k CHECK (a IS NOT NULL OR b IS NOT NULL);", "ALTER TABLE t ALTER b SET NOT NULL; ALTER TABLE t DROP CONSTRAINT k;", "drop-constraint"},
		{table, "ALTER TABLE t SET UNLOGGED;", "full-rewrite-command"},
		{table, "CLUSTER t USING t_pkey;", "full-rewrite-command"},
		{table, "START TRANSACTION; DROP INDEX CONCURRENTLY IF EXISTS i; COMMIT;", "concurrently-in-transaction"},
		{table + "CREATE TYPE e AS ENUM ('x', 'y');", "ALTER TYPE e RENAME VALUE 'x' TO 'z';", "rename-enum-value"},
		{table, "ALTER TABLE t ADD COLUMN at timestamp;", "timestamp-without-tz"},
		{table + "CREATE INDEX i ON t (a);", "CREATE INDEX CONCURRENTLY j ON t (a);", "duplicate-index"},
		{table, "WITH gone AS (DELETE FROM t RETURNING id) SELECT count(*) FROM gone;", "delete-without-where"},
		{table, "ALTER TABLE t RENAME COLUMN a TO c; ALTER TABLE t DROP COLUMN b;", "drop-column"},
		{table, "DELETE FROM t WHERE NULL IS NULL;", "delete-without-where"},
		{table, "CREATE TABLE n (id bigint PRIMARY KEY, a text, p bigint); INSERT INTO n (id, p) SELECT id, b FROM t; ALTER TABLE n RENAME TO m; CREATE UNIQUE INDEX u ON m (p);", "add-unique-existing"},
		{table, "CREATE TABLE n (id bigint PRIMARY KEY, p bigint DEFAULT 5); INSERT INTO n (id) SELECT id FROM t; CREATE UNIQUE INDEX u ON n (p);", "add-unique-existing"},
		{table + "CREATE MATERIALIZED VIEW v AS SELECT a FROM t;", "REFRESH MATERIALIZED VIEW v WITH NO DATA;", "refresh-matview-not-concurrent"},
		{table + "CREATE INDEX i ON t (a, v);", "DROP INDEX CONCURRENTLY i; CREATE INDEX CONCURRENTLY j ON t (v, a);", "drop-index"},
		{table, "ALTER TABLE t ADD COLUMN p bigint; UPDATE t SET a = 'x', p = b; CREATE UNIQUE INDEX CONCURRENTLY u ON t (p);", "add-unique-existing"},
		{table + "CREATE TYPE m AS ENUM ('a', 'b');", "ALTER TYPE m RENAME TO m_old;", "rename-object"},
		{table, "UPDATE t SET a = 'x' WHERE (1 = 1) IS NOT FALSE;", "update-without-where"},
		{table, "SET lock_timeout = 600000; ALTER TABLE t ADD COLUMN c text;", "missing-lock-timeout"},
		{table, "BEGIN; SET LOCAL lock_timeout = '1.5h'; ALTER TABLE t ADD COLUMN c text; COMMIT;", "missing-lock-timeout"},
		{table + "CREATE INDEX i ON t (a);", "DROP INDEX i; CREATE INDEX i ON t (a); DROP INDEX i;", "drop-index"},
	} {
		if !slices.Contains(found(t, schema.Postgres, "-- before\n"+c.before+"\n-- migration\n"+c.sql+"\n"), c.want) {
			t.Errorf("%s: not flagged by %s", c.sql, c.want)
		}
	}
}

// TestRebuildsOfSQLite: a table that is made again is judged by what it has lost.
func TestRebuildsOfSQLite(t *testing.T) {
	const rebuild = "-- before\nCREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b VARCHAR(40) CHECK (b <> ''));\n-- migration\nCREATE TABLE t_new (%s);\nINSERT INTO t_new (id) SELECT id FROM t;\nDROP TABLE t;\nALTER TABLE t_new RENAME TO t;\n"
	for columns, want := range map[string]string{
		"id INTEGER PRIMARY KEY, b VARCHAR(40) CHECK (b <> '')":          "drop-column",
		"id INTEGER PRIMARY KEY, a INTEGER, b VARCHAR(40) CHECK (b > 0)": "lossy-type",
		"id INTEGER PRIMARY KEY, a TEXT, b VARCHAR(40)":                  "drop-constraint",
	} {
		got := found(t, schema.SQLite, fmt.Sprintf(rebuild, columns))
		if !slices.Contains(got, want) || slices.Contains(got, "drop-table") {
			t.Errorf("%s: want %s and no drop-table, got %v", columns, want, got)
		}
	}
}

// TestRowsThatAreCopied: whatever a rebuild by hand calls the old and the new table, its rows are not
// destroyed, what hangs on the table comes back, and what does not is reported.
func TestRowsThatAreCopied(t *testing.T) {
	const before = "-- before\nCREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(40), b TEXT);\nCREATE INDEX t_a ON t (a);\nCREATE UNIQUE INDEX t_b ON t (b);\nCREATE TABLE all_rows (id INTEGER PRIMARY KEY, a, b);\n-- migration\n"
	const indexes = "CREATE INDEX t_a ON t (a);\nCREATE UNIQUE INDEX t_b ON t (b);\n"
	about := []string{"drop-table", "drop-index", "drop-column", "lossy-type", "narrow-type", "sqlite-rename-old-first", "sqlite-rebuild-loses-objects", "sqlite-insert-select-star", "mixed-ddl-dml"}
	for sql, want := range map[string]string{
		"CREATE TABLE n (id INTEGER PRIMARY KEY, a VARCHAR(10), b TEXT);\nINSERT INTO n SELECT * FROM t;\nDROP TABLE t;\nALTER TABLE n RENAME TO t;\n" + indexes:                                                                                                                                   "",
		"DROP INDEX t_a;\nDROP INDEX IF EXISTS T_B;\nALTER TABLE t RENAME TO _t_old;\nCREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);\nINSERT INTO t (id, a, b) SELECT id, a, b FROM _t_old;\nDROP TABLE _t_old;\n" + indexes:                                                             "",
		"DROP INDEX t_a;\nDROP INDEX t_b;\nALTER TABLE t RENAME TO old;\nCREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);\nINSERT INTO t SELECT * FROM old;\nDROP TABLE old;\n" + indexes:                                                                                                  "",
		"CREATE TEMPORARY TABLE b(id, a, b);\nINSERT INTO b SELECT id, a, b FROM t;\nDROP TABLE t;\nCREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);\nINSERT INTO t SELECT id, a, b FROM b;\nDROP TABLE b;\n" + indexes:                                                                    "",
		"CREATE TABLE b AS SELECT * FROM t;\nDROP TABLE t;\nCREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);\nINSERT INTO t SELECT * FROM b;\nDROP TABLE b;\n" + indexes:                                                                                                                   "",
		"PRAGMA foreign_keys=OFF;\nCREATE TABLE `__new_t` (`id` integer PRIMARY KEY NOT NULL, `a` text, `b` text);\nINSERT INTO `__new_t`(\"id\", \"a\", \"b\") SELECT \"id\", \"a\", \"b\" FROM `t`;\nDROP TABLE `t`;\nALTER TABLE `__new_t` RENAME TO `t`;\nPRAGMA foreign_keys=ON;\n" + indexes: "",
		"DROP TABLE t;\nCREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);\n" + indexes:                                                                                                                                                                                                      "drop-table",
		"ALTER TABLE t RENAME TO old;\nCREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);\nINSERT INTO t (id, a, b) SELECT id, a, b FROM old WHERE a > 'x';\nDROP TABLE old;\n" + indexes:                                                                                                    "drop-table",
		"DROP INDEX t_a;\nDROP INDEX t_b;\nALTER TABLE t RENAME TO old;\nCREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);\nINSERT INTO t (id, a) SELECT id, a FROM old;\nDROP TABLE old;\nCREATE INDEX t_a ON t (a);\n":                                                                            "drop-column",
		"ALTER TABLE t RENAME TO old;\nCREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);\nINSERT INTO t SELECT * FROM old;\nDROP TABLE old;\n":                                                                                                                                              "sqlite-rebuild-loses-objects",
		"CREATE TABLE n (id INTEGER PRIMARY KEY, b TEXT, a TEXT);\nINSERT INTO n SELECT * FROM t;\nDROP TABLE t;\nALTER TABLE n RENAME TO t;\n" + indexes:                                                                                                                                          "sqlite-insert-select-star",
		"INSERT INTO all_rows SELECT * FROM t;\nDROP TABLE t;\n": "drop-table",
		"DROP INDEX t_a;\n": "drop-index",
	} {
		got := slices.DeleteFunc(found(t, schema.SQLite, before+sql), func(rule string) bool { return !slices.Contains(about, rule) })
		if got := strings.Join(slices.Compact(got), " "); got != want {
			t.Errorf("%s: got %q, want %q", sql, got, want)
		}
	}
}

// A column that a rebuild adds needs a value in the copy: it is listed, or the copy lists none.
func TestRebuildFillsColumns(t *testing.T) {
	const rebuild = "-- before\nCREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);\n-- migration\nCREATE TABLE t_new (id INTEGER PRIMARY KEY, a TEXT, b TEXT NOT NULL);\n%s;\nDROP TABLE t;\nALTER TABLE t_new RENAME TO t;\n"
	for copying, alarm := range map[string]bool{
		"INSERT INTO t_new (id, a) SELECT id, a FROM t":             true,
		"INSERT INTO t_new (id, a) SELECT id, a || 'b' AS b FROM t": true,
		"INSERT INTO t_new (id, a, \"B\") SELECT id, a, '' FROM t":  false,
		"INSERT INTO t_new SELECT id, a, '' FROM t":                 false,
	} {
		got := found(t, schema.SQLite, fmt.Sprintf(rebuild, copying))
		if slices.Contains(got, "add-column-not-null-no-default") != alarm {
			t.Errorf("%s: got %v, alarm wanted: %v", copying, got, alarm)
		}
	}
}

// A trigger that writes a table without WHERE is information where the table is made for one row.
func TestTriggersOnTablesOfOneRow(t *testing.T) {
	const trigger = "CREATE TABLE t (id INTEGER PRIMARY KEY);\n-- migration\nCREATE TRIGGER c AFTER INSERT ON t BEGIN UPDATE Counter SET n = n + 1; END;"
	for table, want := range map[string]lint.Severity{
		"CREATE TABLE counter (n INTEGER NOT NULL DEFAULT 0);":                                                   lint.Info,
		"CREATE TABLE counter (id INTEGER PRIMARY KEY CHECK (id = 1), n INTEGER);":                               lint.Info,
		`CREATE TABLE counter ("k" TEXT, n INTEGER, PRIMARY KEY (k), CHECK (("k" = 0)));`:                        lint.Info,
		"CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER CHECK (n = 1));":                                lint.Warning,
		"CREATE TABLE counter (id INTEGER PRIMARY KEY CHECK (id = 1 OR id = 2), n INTEGER);":                     lint.Warning,
		"CREATE TABLE counter (id INTEGER, n INTEGER); CREATE UNIQUE INDEX one ON counter (id);":                 lint.Warning,
		"CREATE TABLE counter (id INTEGER CHECK (id = 1), day TEXT, n INTEGER, PRIMARY KEY (id, day));":          lint.Warning,
		"CREATE TABLE counter (id INTEGER PRIMARY KEY, n INTEGER); CREATE INDEX two ON counter (n) WHERE n = 1;": lint.Warning,
	} {
		for _, f := range lint.Run(rules.All(), passOver(t, schema.SQLite, table+trigger)) {
			if f.Rule == "update-without-where" && f.Severity != want {
				t.Errorf("%s: %v, want %v", table, f.Severity, want)
			}
		}
	}
}
