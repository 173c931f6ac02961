package postgres

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// analyzed reads statements in their order, after those of before.
func analyzed(t *testing.T, before, sql string) []schema.Statement {
	t.Helper()
	from := load(t, before)
	a, err := Analyze(context.Background(), from, []parse.Source{{Name: "m.sql", Text: sql}}, true)
	if err != nil {
		t.Fatalf("%s\n%v", sql, err)
	}
	return a.Statements
}

// An act names what it is about, whichever statement says it.
func TestActsNameWhatTheyAreAbout(t *testing.T) {
	const base = `
		CREATE TABLE t (id integer PRIMARY KEY, name text, CONSTRAINT c CHECK (id > 0));
		CREATE VIEW v AS SELECT id FROM t;
		CREATE TYPE mood AS ENUM ('a');
		CREATE DOMAIN word AS text;
		CREATE POLICY p ON t USING (true);`
	for _, c := range []struct {
		sql   string
		verb  schema.Verb
		kind  schema.Kind
		on    string
		name  string
		known bool
	}{
		{"CREATE TABLE x (id integer)", schema.Creates, schema.KindTable, "public.x", "x", false},
		{"CREATE TABLE IF NOT EXISTS t (id integer)", schema.Creates, schema.KindTable, "public.t", "t", true},
		{"CREATE INDEX i ON t (name)", schema.Creates, schema.KindIndex, "public.t", "i", true},
		{"CREATE VIEW x AS SELECT 1", schema.Creates, schema.KindView, "public.x", "x", false},
		{"CREATE MATERIALIZED VIEW x AS SELECT 1", schema.Creates, schema.KindMatView, "public.x", "x", false},
		{"CREATE SEQUENCE x", schema.Creates, schema.KindSequence, "public.x", "x", false},
		{"CREATE TYPE x AS ENUM ('a')", schema.Creates, schema.KindEnum, "public.x", "x", false},
		{"CREATE SCHEMA x", schema.Creates, schema.KindSchema, "", "x", false},
		{"CREATE FUNCTION x() RETURNS integer LANGUAGE sql AS 'SELECT 1'", schema.Creates, schema.KindFunction, "", "x", false},
		{"CREATE RULE x AS ON DELETE TO t DO NOTHING", schema.Creates, schema.KindRule, "public.t", "x", true},
		{"DROP TABLE t", schema.Drops, schema.KindTable, "public.t", "t", true},
		{"DROP TABLE gone", schema.Drops, schema.KindTable, "gone", "gone", false},
		{"DROP VIEW v", schema.Drops, schema.KindView, "public.v", "v", true},
		{"DROP POLICY p ON t", schema.Drops, schema.KindPolicy, "public.t", "p", true},
		{"DROP TYPE mood", schema.Drops, schema.KindBaseType, "public.mood", "mood", true},
		{"DROP DOMAIN word", schema.Drops, schema.KindDomain, "public.word", "word", true},
		{"DROP FOREIGN DATA WRAPPER w", schema.Drops, schema.KindWrapper, "w", "w", false},
		{"DROP DATABASE d", schema.Drops, "database", "", "d", false},
		{"ALTER TABLE t RENAME TO u", schema.Renames, schema.KindTable, "public.t", "", true},
		{"ALTER TABLE t RENAME name TO title", schema.RenamesColumn, schema.KindColumn, "public.t", "name", true},
		{"ALTER TABLE t ADD COLUMN n integer", schema.AddsColumn, schema.KindColumn, "public.t", "n", true},
		{"ALTER TABLE t DROP COLUMN name", schema.DropsColumn, schema.KindColumn, "public.t", "name", true},
		{"ALTER TABLE t ALTER name SET NOT NULL", schema.SetsNotNull, schema.KindColumn, "public.t", "name", true},
		{"ALTER TABLE t ALTER name TYPE varchar(9)", schema.SetsType, schema.KindColumn, "public.t", "name", true},
		{"ALTER TABLE t ADD CONSTRAINT k UNIQUE (name)", schema.AddsConstraint, schema.KindUnique, "public.t", "k", true},
		{"ALTER TABLE t DROP CONSTRAINT c", schema.DropsConstraint, schema.KindCheck, "public.t", "c", true},
		{"ALTER TABLE t ENABLE ROW LEVEL SECURITY", schema.EnablesRLS, schema.KindTable, "public.t", "", true},
		{"ALTER TYPE mood ADD VALUE 'b'", schema.AddsValue, schema.KindEnum, "", "mood", false},
		{"ALTER DOMAIN word ADD CONSTRAINT k CHECK (value <> '')", schema.AddsConstraint, schema.KindDomainCheck, "", "word", false},
		{"UPDATE t SET name = 'a'", schema.Updates, schema.KindTable, "public.t", "", true},
		{"DELETE FROM t WHERE id = 1", schema.Deletes, schema.KindTable, "public.t", "", true},
		{"TRUNCATE t", schema.Truncates, schema.KindTable, "public.t", "", true},
		{"VACUUM FULL t", schema.Vacuums, "", "public.t", "VACUUM", true},
		{"COMMENT ON TABLE t IS 'x'", schema.Comments, "", "", "", false},
		{"BEGIN", schema.Begins, "", "", "", false},
		{"SET lock_timeout = '1s'", schema.Sets, "", "", "lock_timeout", false},
	} {
		list := analyzed(t, base, c.sql)
		if len(list) != 1 || len(list[0].Acts) == 0 {
			t.Errorf("%s: no act in %v", c.sql, list)
			continue
		}
		a := list[0].Acts[0]
		on := a.On.Name
		if a.On.Schema != "" {
			on = a.On.Schema + "." + on
		}
		got := fmt.Sprintln(a.Verb, a.Kind, on, a.Name, a.Known)
		if want := fmt.Sprintln(c.verb, c.kind, c.on, c.name, c.known); got != want {
			t.Errorf("%s:\n got %s\nwant %s", c.sql, got, want)
		}
	}
}

// What a statement can do to access is known from the statement alone.
func TestWhatAStatementConcernsAndOpens(t *testing.T) {
	const base = "CREATE TABLE t (id integer); CREATE SCHEMA s; CREATE TABLE s.u (id integer); CREATE POLICY p ON t USING (true);"
	for _, c := range []struct{ sql, concerns, opens string }{
		{"GRANT SELECT ON t TO reader", "t", "reader can gain privileges: GRANT"},
		{"GRANT SELECT ON ALL TABLES IN SCHEMA s TO PUBLIC", "s.", "PUBLIC can gain privileges: GRANT"},
		{"REVOKE SELECT ON t FROM reader", "t", ""},
		{"CREATE POLICY q ON s.u TO reader, writer USING (true)", "s.u", "reader, writer can gain rows: permissive policy q is new"},
		{"CREATE POLICY q ON t AS RESTRICTIVE USING (true)", "t", ""},
		{"ALTER POLICY p ON t USING (false)", "t", ""},
		{"DROP POLICY p ON t", "t", ""},
		{"DROP TABLE t", "t", ""},
		{"CREATE VIEW s.v AS SELECT 1", "s.v", ""},
		{"CREATE MATERIALIZED VIEW v AS SELECT 1", "v", ""},
		{"CREATE RULE r AS ON DELETE TO t DO NOTHING", "t", ""},
		{"CREATE FUNCTION s.f() RETURNS integer LANGUAGE sql AS 'SELECT 1'", "s.f", ""},
		{"CREATE PUBLICATION pub FOR TABLE t", "pub", ""},
		{"ALTER TABLE t NO FORCE ROW LEVEL SECURITY", "t", "its owner can gain rows: row level security is no longer forced"},
		{"ALTER TABLE t OWNER TO writer", "t", "writer can gain all that an owner may do: OWNER TO"},
		{"ALTER SCHEMA s OWNER TO writer", "s", "writer can gain all that an owner may do: OWNER TO"},
		{"ALTER TABLE t OWNER TO CURRENT_USER", "t", ""},
		{"GRANT admin, ops TO writer, reader WITH ADMIN OPTION", "", "writer, reader gains what admin, ops can do, and can pass it on"},
		{"GRANT admin TO CURRENT_USER", "", ""},
		{"REVOKE admin FROM writer", "", ""},
		{"ALTER ROLE writer SUPERUSER CREATEROLE", "", "writer gains CREATEROLE, SUPERUSER"},
		{"ALTER ROLE writer NOSUPERUSER LOGIN", "", ""},
		{"ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC", "", "PUBLIC gains privileges on objects to come: ALTER DEFAULT PRIVILEGES"},
		{"ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM PUBLIC", "", ""},
		{"CREATE INDEX i ON t (id)", "", ""},
		{"INSERT INTO t VALUES (1)", "", ""},
	} {
		s := analyzed(t, base, c.sql)[0]
		var names []string
		for _, k := range s.Concerns {
			text := k.Name
			if k.Schema != "" {
				text = k.Schema + "." + text
			}
			names = append(names, text)
		}
		if got := strings.Join(names, " "); got != c.concerns {
			t.Errorf("%s concerns %q, want %q", c.sql, got, c.concerns)
		}
		if s.Opens != c.opens {
			t.Errorf("%s opens %q, want %q", c.sql, s.Opens, c.opens)
		}
	}
}

// A column in CREATE TABLE and one in ADD COLUMN are described alike.
func TestColumnsAreDescribedWithTheirConstraints(t *testing.T) {
	for _, c := range []struct {
		column string
		check  func(schema.Act) bool
	}{
		{"n bigserial", func(a schema.Act) bool { return a.Serial && a.Spelled == "bigserial" }},
		{"n integer NOT NULL", func(a schema.Act) bool { return a.NotNull && !a.Default }},
		{"n integer DEFAULT 1", func(a schema.Act) bool { return a.Default && !a.Volatile && !a.NullDefault }},
		{"n integer DEFAULT NULL", func(a schema.Act) bool { return a.Default && a.NullDefault }},
		{"n timestamptz DEFAULT clock_timestamp()", func(a schema.Act) bool { return a.Default && a.Volatile }},
		{"n timestamptz DEFAULT now()", func(a schema.Act) bool { return a.Default && !a.Volatile }},
		{"n integer GENERATED ALWAYS AS IDENTITY", func(a schema.Act) bool { return a.Identity && a.NotNull }},
		{"n integer GENERATED ALWAYS AS (1 + 1) STORED", func(a schema.Act) bool { return a.Stored }},
		{"n integer CHECK (n > 0)", func(a schema.Act) bool { return a.Checked }},
		{"n integer UNIQUE", func(a schema.Act) bool { return a.Unique && !a.Primary }},
		{"n integer REFERENCES t", func(a schema.Act) bool { return a.References.Name == "t" }},
	} {
		for _, sql := range []string{"CREATE TABLE x (" + c.column + ")", "ALTER TABLE t ADD COLUMN " + c.column} {
			found := false
			for _, a := range analyzed(t, "CREATE TABLE t (id integer PRIMARY KEY)", sql)[0].Acts {
				if a.Verb == schema.DefinesColumn || a.Verb == schema.AddsColumn {
					if found = true; !c.check(a) {
						t.Errorf("%s: %+v", sql, a)
					}
				}
			}
			if !found {
				t.Errorf("%s: no column", sql)
			}
		}
	}
}

// Where a command of an ALTER TABLE stands is known although the parser does not say it.
func TestCommandsHaveTheirPlaces(t *testing.T) {
	const sql = "ALTER TABLE t /* , */ DROP COLUMN name,\n  ALTER id TYPE numeric(9, 2),\n  ADD CHECK (id IN (1, 2))"
	var got []string
	for _, a := range analyzed(t, "CREATE TABLE t (id integer, name text)", sql)[0].Acts {
		got = append(got, strings.Fields(sql[a.At:])[0])
	}
	if want := "DROP ALTER CHECK"; strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A statement that cannot be folded is marked, and the next one is read.
func TestAnalyzeGoesOnAfterAMistake(t *testing.T) {
	a, err := Analyze(context.Background(), nil, []parse.Source{{Name: "m.sql", Text: "DROP TABLE gone; CREATE TABLE t (id integer); SELEC 1"}}, true)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Syntax) != 1 || len(a.Broken) != 1 || !a.Statements[0].Failed || a.Statements[1].Failed {
		t.Errorf("syntax %v, broken %v, statements %+v", a.Syntax, a.Broken, a.Statements)
	}
	if a.To.Get(public(schema.KindTable, "t")) == nil {
		t.Error("the table after the mistake is not there")
	}
}

// What a server has beside the objects of a database is reported too, with what it is about.
func TestActsOfServersRolesAndSequences(t *testing.T) {
	const base = "CREATE TABLE t (id bigserial, n bigint GENERATED ALWAYS AS IDENTITY); CREATE TYPE c AS (x integer);"
	for _, c := range []struct{ sql, want string }{
		{"ALTER SEQUENCE t_id_seq RESTART", "restart sequence t_id_seq  "},
		{"ALTER SEQUENCE t_id_seq RESTART WITH 7", "restart sequence t_id_seq  7"},
		{"ALTER SEQUENCE t_id_seq CACHE 5", ""},
		{"ALTER TABLE t ALTER COLUMN n RESTART WITH 3", "restart sequence t n 3, alter table t n "},
		{"SELECT setval('public.t_id_seq'::regclass, 5, true)", "select    , restart sequence t_id_seq  5"},
		{"SELECT setval('t_id_seq', (SELECT max(id) FROM t))", "select    "},
		{"ALTER TABLE t REPLICA IDENTITY FULL", "alter table t  replica identity full"},
		{"ALTER TABLE t REPLICA IDENTITY NOTHING", "alter table t  replica identity nothing"},
		{"ALTER TYPE c RENAME ATTRIBUTE x TO y", "rename attribute column c x y"},
		{"CREATE ROLE a", "create role  a "},
		{"DROP ROLE a, b", "drop role  a , drop role  b "},
		{"ALTER SYSTEM SET work_mem = '1MB'", "configure system  work_mem 1MB"},
		{"ALTER SYSTEM RESET ALL", "configure system   "},
		{"ALTER DATABASE d SET work_mem = '1MB'", "configure database d work_mem 1MB"},
		{"ALTER ROLE a SET search_path = s", "configure role a search_path s"},
		{"ALTER PUBLICATION p DROP TABLE t", "stop replication publication p p "},
		{"ALTER PUBLICATION p ADD TABLE t", ""},
		{"ALTER SUBSCRIPTION s DISABLE", "stop replication subscription s s "},
		{"ALTER SUBSCRIPTION s ENABLE", ""},
		{"DROP SUBSCRIPTION s", "drop subscription s s "},
		{"CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION f()", "create event trigger e e sql_drop"},
		{"ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b", "vacuum   tablespace a "},
	} {
		var list []string
		for _, a := range analyzed(t, base, c.sql)[0].Acts {
			list = append(list, fmt.Sprintf("%s %s %s %s %s", a.Verb, a.Kind, a.On.Name, a.Name, a.To))
		}
		if got := strings.Join(list, ", "); got != c.want {
			t.Errorf("%s: %q, want %q", c.sql, got, c.want)
		}
	}
}
