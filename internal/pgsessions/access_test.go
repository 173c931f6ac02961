package pgsessions

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// widenings are changes of who may do what, on tables without a row: what comes later is
// reached all the same. Each is refused by the rule until it is allowed for its object.
var widenings = []struct {
	what, before, after, manage, rule, object string
}{
	{"row security off", "CREATE TABLE t (id int); ALTER TABLE t ENABLE ROW LEVEL SECURITY;", "CREATE TABLE t (id int);", "", "disable-rls", "t"},
	{"a policy of true", "CREATE TABLE t (id int); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (id > 1);",
		"CREATE TABLE t (id int); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (true);", "", "access-widened", "t"},
	{"a grant", "CREATE TABLE t (id int);", "CREATE TABLE t (id int); GRANT SELECT ON t TO PUBLIC;", "grants", "access-widened", "t"},
	{"another owner", "CREATE TABLE t (id int);", "CREATE TABLE t (id int); ALTER TABLE t OWNER TO ROLE;", "owners", "access-widened", "t"},
	{"default privileges", "CREATE TABLE t (id int);", "CREATE TABLE t (id int); ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;", "default-privileges", "access-widened", ""},
	{"SECURITY DEFINER", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';", "CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog AS 'SELECT 1';", "", "access-widened", "f()"},
	{"LEAKPROOF", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';", "CREATE FUNCTION f() RETURNS int LANGUAGE sql LEAKPROOF AS 'SELECT 1';", "", "access-widened", "f()"},
	{"a copy of protected rows", "CREATE TABLE t (id int); ALTER TABLE t ENABLE ROW LEVEL SECURITY;",
		"CREATE TABLE t (id int); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE MATERIALIZED VIEW m AS SELECT id FROM t;", "", "access-widened", "m"},
	{"EXECUTE of a new definer", "CREATE TABLE t (id int);",
		"CREATE TABLE t (id int); CREATE FUNCTION f() RETURNS SETOF int LANGUAGE sql SECURITY DEFINER SET search_path = public AS 'SELECT id FROM t';", "", "access-widened", "f()"},
	{"a mapping", "CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w;",
		"CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE USER MAPPING FOR PUBLIC SERVER s;", "", "access-widened", ""},
}

// TestWideningIsAllowedByName: apply refuses what widens access, and runs it where it is
// allowed by rule and object; the way back is information.
func TestWideningIsAllowedByName(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		for _, c := range widenings {
			t.Run(c.what, func(t *testing.T) {
				other := role(t, p, "other", "")
				url := p.Database(t, c.before)
				t.Cleanup(func() { must(t, url, "REASSIGN OWNED BY "+other+" TO CURRENT_USER") })
				dir := folder(t, map[string]string{"after.sql": strings.ReplaceAll(c.after, "ROLE;", other+";"), "before.sql": c.before})
				apply := func(to string, more ...string) dbtest.Result {
					args := append([]string{"apply", "--yes", "--db", url, "--schema", to}, more...)
					if c.manage != "" {
						args = append(args, "--manage", c.manage)
					}
					return schemadiff(t, dir, args...)
				}
				if got := apply("after.sql"); got.Code != 3 || !strings.Contains(got.Err, c.rule) || !strings.Contains(got.Out, "GAINS OR LOSES") {
					t.Fatalf("it is not refused: %s", got)
				}
				if got := apply("after.sql", "--allow", c.rule+":nothing"); got.Code != 3 && got.Code != 1 {
					t.Fatalf("what is allowed for something else runs: %s", got)
				}
				allow := c.rule
				if c.object != "" {
					allow += ":" + c.object
				}
				if got := apply("after.sql", "--allow", allow); got.Code != 0 {
					t.Fatalf("it is refused although it is allowed: %s", got)
				}
				if c.manage == "owners" { // somebody gains either way
					return
				}
				if got := apply("before.sql"); got.Code != 0 || strings.Contains(got.Out, "error[access-widened]") {
					t.Fatalf("narrowing is refused: %s", got)
				}
			})
		}
	})
}

// TestEmptyTablesStayProtected: the linter does not lower what opens a table because no
// row is in it yet.
func TestEmptyTablesStayProtected(t *testing.T) {
	p := dbtest.Postgres(t, dbtest.Majors()[0])
	url := p.Database(t, "CREATE TABLE t (id int); ALTER TABLE t ENABLE ROW LEVEL SECURITY; ANALYZE t")
	dir := folder(t, map[string]string{"a.sql": "ALTER TABLE t DISABLE ROW LEVEL SECURITY;\n"})
	if got := schemadiff(t, dir, "lint", "--db", url, "a.sql"); got.Code == 0 || !strings.Contains(got.Out, "error[disable-rls]") {
		t.Errorf("lint --db: %s", got)
	}
}
