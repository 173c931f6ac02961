package pgsessions

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// TestSetRole has ALTER ROLE … SET role decide who works: what is made belongs to that
// role, the journal too, and what it may not do is said with its name.
func TestSetRole(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		owner, nobody := role(t, p, "owner", ""), role(t, p, "nobody", "")
		deployer := role(t, p, "deployer", "NOINHERIT IN ROLE "+owner+", "+nobody)
		must(t, p.URL("postgres"), "ALTER ROLE "+deployer+" SET role = "+owner)
		url := p.Database(t, "GRANT CREATE ON DATABASE "+dbName+" TO "+owner+"; REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO PUBLIC; GRANT CREATE ON SCHEMA public TO "+owner)
		db := p.URLAs(deployer, name(t, url))
		dir := folder(t, map[string]string{"a.sql": "CREATE TABLE a (id int);\nCREATE TABLE b (id int);\n", "migrations/0001_a.sql": "SET timezone = 'UTC';\nCREATE TABLE a (id int);\n",
			"migrations/0002_b.sql": "SET SESSION ROLE NONE;\nRESET ROLE;\nCREATE TABLE b (id int);\n"})
		for _, args := range [][]string{{"migrate", "--db", db}, {"plan", "--db", db, "--schema", "a.sql", "--exit-code"}, {"status", "--db", db}} {
			if got := schemadiff(t, dir, args...); got.Code != 0 {
				t.Fatalf("%q: %s", args, got)
			}
		}
		const owners = "SELECT string_agg(DISTINCT relowner::regrole::text, ',') FROM pg_class WHERE relkind = 'r' AND oid >= 16384"
		if got := value(t, url, owners); got != owner {
			t.Errorf("what was made belongs to %s, want %s", got, owner)
		}
		must(t, p.URL("postgres"), "ALTER ROLE "+deployer+" SET role = "+nobody)
		if got := schemadiff(t, folder(t, map[string]string{"c.sql": "CREATE TABLE c (id int);\n"}), "apply", "--db", db, "--schema", "c.sql", "--yes", "--allow", "all"); got.Code != 1 || !strings.Contains(got.Err, "as "+nobody) {
			t.Errorf("want exit 1 and the name of the role: %s", got)
		}
		if got := schemadiff(t, dir, "plan", "--db", db+"&options=-c%20role%3D"+owner, "--schema", "a.sql", "--exit-code"); got.Code != 0 {
			t.Errorf("a role that the URL chooses: %s", got)
		}
	})
}
