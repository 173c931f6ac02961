package pgsessions

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

const bodiesBefore = "CREATE TABLE t (id integer PRIMARY KEY); INSERT INTO t VALUES (1); CREATE SCHEMA app; CREATE TABLE app.inside (n integer); "

// TestBodiesAreCompiled has apply create functions whose bodies name what is not there: the server is
// asked at the end, and what does not compile is rolled back unless it is permitted.
func TestBodiesAreCompiled(t *testing.T) {
	const tables = "CREATE TABLE t (id integer PRIMARY KEY);\nCREATE SCHEMA app;\nCREATE TABLE app.inside (n integer);\n"
	const withIndex = "CREATE TABLE t (id integer PRIMARY KEY);\nCREATE INDEX t_id ON t (id);\nCREATE SCHEMA app;\nCREATE TABLE app.inside (n integer);\n"
	cases := []struct{ name, before, files, want string }{
		{name: "what a later step makes", files: tables + "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM later';\nCREATE TABLE later (id integer);"},
		{name: "a name of another schema", files: tables + "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT sum(n) FROM inside';"},
		{name: "the path of its file", before: "CREATE TABLE inside (other integer); ",
			files: "CREATE TABLE inside (other integer);\n" + tables + "SET search_path = app;\nCREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT sum(n) FROM inside';"},
		{name: "a path of its own", files: tables + "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql SET search_path = app AS 'SELECT sum(n) FROM inside';"},
		{name: "a path that does not have it", files: tables + "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql SET search_path = public AS 'SELECT sum(n) FROM inside';",
			want: `function public.f(): check of the body: the body does not compile at line 1: relation "inside" does not exist`},
		{name: "a table that is nowhere", files: tables + "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS '\nSELECT count(*)\nFROM nowhere';",
			want: `the body does not compile at line 3: relation "nowhere" does not exist`},
		{name: "a type that is nowhere", files: tables + "CREATE FUNCTION f() RETURNS integer LANGUAGE plpgsql AS $$\nDECLARE\n  x nowhere;\nBEGIN\n  RETURN 1;\nEND $$;",
			want: `the body does not compile at line 3: type "nowhere" does not exist`},
		{name: "a result of another type", files: tables + "CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS $$SELECT 'a'::text$$;", want: "return type mismatch in function declared to return integer"},
		{name: "a column that PL/pgSQL looks up when it runs", files: tables + "CREATE FUNCTION f() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT nothing FROM nowhere); END $$;"},
		{name: "a dump", files: "SET check_function_bodies = false;\n" + tables + "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM nowhere';"},
		{name: "odd names", files: tables + "CREATE TYPE \"My, type\" AS ENUM ('a');\nCREATE FUNCTION \"f (x)\"(\"My, type\", app.inside) RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM nowhere';",
			want: `relation "nowhere" does not exist`},
		{name: "several transactions", files: withIndex + "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM nowhere';", want: `relation "nowhere" does not exist`},
		{name: "recreated with privileges", before: "CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1'; GRANT EXECUTE ON FUNCTION f(integer) TO postgres; ",
			files: tables + "CREATE FUNCTION f(b integer) RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM nowhere';\nCOMMENT ON FUNCTION f(integer) IS 'x';\nGRANT EXECUTE ON FUNCTION f(integer) TO postgres;",
			want:  `schemadiff: step 2, function public.f(integer): check of the body`},
		{name: "one that was broken before", before: "SET check_function_bodies = off; CREATE FUNCTION f() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM nowhere';",
			files: tables + "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM nowhere';"},
	}
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				db := p.Database(t, bodiesBefore+c.before)
				dir := folder(t, map[string]string{"schema.sql": c.files})
				got := schemadiff(t, dir, "apply", "--db", db, "--schema", "schema.sql", "--yes")
				if c.want == "" {
					if got.Code != 0 {
						t.Fatalf("want exit 0: %s", got)
					}
					return
				}
				if got.Code != 1 || !strings.Contains(got.Err, c.want) {
					t.Fatalf("want exit 1 and %q: %s", c.want, got)
				}
				if got := schemadiff(t, dir, "apply", "--db", db, "--schema", "schema.sql", "--yes", "--allow", "function-body"); got.Code != 0 {
					t.Fatalf("permitted: %s", got)
				}
				if got := schemadiff(t, dir, "plan", "--db", db, "--schema", "schema.sql", "--exit-code"); got.Code != 0 {
					t.Fatalf("afterwards: %s", got)
				}
			})
		}
	})
}
