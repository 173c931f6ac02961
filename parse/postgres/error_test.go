package postgres

import (
	"strings"
	"testing"
)

// What the server would refuse is an error that names the thing.
func TestWhatTheServerRefuses(t *testing.T) {
	const table = "CREATE TABLE t (id integer, name text);"
	for _, c := range []struct{ name, sql, want string }{
		{"a table twice", table + "CREATE TABLE t (id integer)", "relation t is defined twice"},
		{"a view of a table's name", table + "CREATE VIEW t AS SELECT 1", "relation t is defined twice"},
		{"an index twice", table + "CREATE INDEX i ON t (id); CREATE INDEX i ON t (name)", "defined twice"},
		{"a column twice", table + "ALTER TABLE t ADD COLUMN id bigint", "column id of public.t is defined twice"},
		{"a type twice", "CREATE TYPE e AS ENUM ('a'); CREATE TYPE e AS ENUM ('b')", "type e is defined twice"},
		{"a type of a table's name", table + "CREATE TYPE t AS ENUM ('b')", "type t is defined twice"},
		{"a function twice", strings.Repeat("CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';", 2), "function public.f() is defined twice"},
		{"a policy twice", table + "CREATE POLICY p ON t; CREATE POLICY p ON t", "policy public.t.p is defined twice"},
		{"a cast twice", "CREATE TYPE e AS ENUM ('a');" + strings.Repeat("CREATE CAST (e AS integer) WITH INOUT;", 2), "cast (e AS integer) is defined twice"},
		{"a value twice", "CREATE TYPE e AS ENUM ('a'); ALTER TYPE e ADD VALUE 'a'", "value 'a'"},
		{"a partition of itself", "CREATE TABLE p (id integer) PARTITION BY LIST (id); ALTER TABLE p ATTACH PARTITION p DEFAULT", "circular inheritance"},
		{"a missing table", "CREATE INDEX i ON gone (id)", "relation gone does not exist"},
		{"a missing schema", "CREATE TABLE gone.t (id integer)", "schema gone does not exist"},
		{"a missing type", "CREATE TABLE t (id gone)", "type gone does not exist"},
		{"a missing column in an index", table + "CREATE INDEX i ON t (gone)", "column gone"},
		{"a missing column in a key", table + "ALTER TABLE t ADD PRIMARY KEY (gone)", "column gone"},
		{"a missing column that is dropped", table + "ALTER TABLE t DROP COLUMN gone", "column gone of public.t does not exist"},
		{"a missing column that is renamed", table + "ALTER TABLE t RENAME gone TO x", "column gone of public.t does not exist"},
		{"a missing constraint", table + "ALTER TABLE t DROP CONSTRAINT gone", "constraint gone of public.t does not exist"},
		{"a missing constraint that is renamed", table + "ALTER TABLE t RENAME CONSTRAINT gone TO x", "constraint gone of public.t does not exist"},
		{"a missing index to cluster by", table + "CLUSTER t USING gone", "index gone does not exist"},
		{"a missing index of an identity", table + "ALTER TABLE t REPLICA IDENTITY USING INDEX gone", "index gone does not exist"},
		{"a missing trigger", table + "ALTER TABLE t DISABLE TRIGGER gone", "trigger gone of public.t does not exist"},
		{"a missing policy", table + "ALTER POLICY gone ON t USING (true)", "policy public.t.gone does not exist"},
		{"a missing server", "CREATE FOREIGN TABLE f (id integer) SERVER gone", "server gone does not exist"},
		{"a missing wrapper", "CREATE SERVER s FOREIGN DATA WRAPPER gone", "foreign data wrapper gone does not exist"},
		{"a missing parent", "CREATE TABLE c () INHERITS (gone)", "relation gone does not exist"},
		{"a missing function of a trigger", table + "CREATE TRIGGER g BEFORE INSERT ON t EXECUTE FUNCTION gone()", "function gone does not exist"},
		{"a name that a rename would take", table + "CREATE TABLE u (id integer); ALTER TABLE t RENAME TO u", "table public.u exists already"},
		{"a comment on nothing", "COMMENT ON TABLE gone IS 'x'", "relation gone does not exist"},
		{"a comment on a missing column", table + "COMMENT ON COLUMN t.gone IS 'x'", "column gone of public.t does not exist"},
		{"a privilege on nothing", "GRANT SELECT ON gone TO reader", "relation gone does not exist"},
		{"a privilege on a missing column", table + "GRANT SELECT (gone) ON t TO reader", "column gone of public.t does not exist"},
		{"an owner of nothing", "ALTER TABLE gone OWNER TO me", "relation gone does not exist"},
		{"a rule that is a view", table + "CREATE RULE r AS ON SELECT TO t DO INSTEAD SELECT 1", "write CREATE VIEW"},
		{"a trigger's function that returns something else",
			table + "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE TRIGGER g BEFORE INSERT ON t EXECUTE FUNCTION f()",
			"must return trigger, and returns integer"},
		{"one of several functions",
			"CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION f(text) RETURNS integer LANGUAGE sql AS 'SELECT 1'; DROP FUNCTION f",
			"there are 2 functions public.f: write the argument types"},
		{"a domain that is none", "CREATE TYPE e AS ENUM ('a'); ALTER DOMAIN e SET NOT NULL", "public.e is no domain"},
		{"a sequence that is none", table + "ALTER SEQUENCE t CYCLE", "public.t is no sequence"},
		{"a configuration without a parser", "CREATE TEXT SEARCH CONFIGURATION c (x = y)", "needs a PARSER"},
	} {
		got := loadErrors(t, c.sql)
		if plain := strings.NewReplacer("public.", ""); got == "" || !strings.Contains(plain.Replace(got), plain.Replace(c.want)) {
			t.Errorf("%s: %s\n got %q\nwant %q", c.name, c.sql, got, c.want)
		}
	}
}

// Statements that create no object, and those whose effect cannot be known, are noted with
// their reason.
func TestWhatIsNoPartOfASchemaIsNoted(t *testing.T) {
	for sql, want := range map[string]string{
		"INSERT INTO t VALUES (1)":                          "rows are no part of a schema",
		"VACUUM":                                            "it makes no object",
		"SELECT setval('s', 1)":                             "the position of a sequence is no part of a schema",
		"SELECT setval('s', max) FROM y":                    "rows and the positions of sequences are no part of a schema",
		"SELECT 1 / (count(*) = 2)::int FROM t":             "rows and the positions of sequences are no part of a schema",
		"SELECT count(make_tables()) FROM t":                "what a SELECT does cannot be known without running it",
		"SELECT make_tables()":                              "what a SELECT does cannot be known without running it",
		"DO 'BEGIN END'":                                    "what a DO block makes cannot be known without running it",
		"CREATE TABLE x AS EXECUTE p":                       "the columns of CREATE TABLE AS cannot be known without running it",
		"COMMENT ON DATABASE d IS 'x'":                      "it is no part of a schema",
		"GRANT CONNECT ON DATABASE d TO reader":             "it is no part of a schema",
		"CREATE TEMP TABLE x (id integer)":                  "it lives as long as its session",
		"CREATE EXTENSION plpgsql":                          "every database has it",
		"CREATE ROLE reader":                                "schemadiff does not manage what it makes",
		"IMPORT FOREIGN SCHEMA a FROM SERVER s INTO public": "what it makes is known to the foreign server alone: write the foreign tables out",
		"ALTER EXTENSION hstore ADD TABLE t":                "members of extensions are left to their extension",
		"ALTER COLLATION \"de\" REFRESH VERSION":            "versions of collations are no part of a schema",
		"ALTER DATABASE d OWNER TO me":                      "it is no part of a schema",
		"REFRESH MATERIALIZED VIEW v":                       "it makes no object",
		"SET ROLE app; SET ROLE other; SET ROLE NONE":       "owners and default privileges are those of the role that connects, or what ALTER … OWNER TO and FOR ROLE say",
		"SET SESSION AUTHORIZATION 'app'; RESET ROLE":       "owners and default privileges are those of the role that connects, or what ALTER … OWNER TO and FOR ROLE say",
		"SET LOCAL ROLE app":                                "owners and default privileges are those of the role that connects, or what ALTER … OWNER TO and FOR ROLE say",
	} {
		s := load(t, sql)
		if s.Len() != 0 || len(s.Notes) != 1 || s.Notes[0].Reason != want {
			t.Errorf("%s: %d objects, notes %v, want %q", sql, s.Len(), s.Notes, want)
		}
	}
}
