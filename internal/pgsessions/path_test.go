package pgsessions

// What a search_path that is set on a database does: nothing to files that mean something
// without it, and everything to files that do not.

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// filesOfApp name app.a, which unqualified names make where app is first in the path.
const filesOfApp = "CREATE SCHEMA app;\nRESET search_path;\nCREATE TABLE a (id int PRIMARY KEY);\nCREATE TABLE b (a int REFERENCES app.a);\n"

func TestSetPathOfFilesThatNeedIt(t *testing.T) {
	t.Parallel()
	p := dbtest.Postgres(t, dbtest.Majors()[0])
	url := p.Database(t, "")
	must(t, url, "CREATE SCHEMA app")
	must(t, p.URL("postgres"), "ALTER DATABASE "+dbtest.QuoteName(name(t, url))+` SET search_path = "$user", "app", "missing, one", public`)
	if err := dbtest.PSQL(url, strings.TrimPrefix(filesOfApp, "CREATE SCHEMA app;\n")); err != nil {
		t.Fatal(err)
	}
	dir := folder(t, map[string]string{"app.sql": filesOfApp, "public.sql": strings.ReplaceAll(filesOfApp, "app.a", "a"), "wrong.sql": filesOfApp + "CREATE INDEX ON nowhere (a);\n"})
	got := schemadiff(t, dir, "plan", "--db", url, "--schema", "app.sql", "--exit-code")
	if got.Code != 0 || !strings.Contains(got.Out+got.Err, "are read with search_path = app, public") {
		t.Errorf("files that need the path: want an empty plan and a note: %s", got)
	}
	got = schemadiff(t, dir, "plan", "--db", url, "--schema", "public.sql", "--exit-code", "--allow", "all")
	if got.Code != 2 || !strings.Contains(got.Out, "CREATE TABLE public.a") && !strings.Contains(got.Out, "CREATE TABLE a") || strings.Contains(got.Out, "are read with") {
		t.Errorf("files that mean something without the path: want tables in public: %s", got)
	}
	got = schemadiff(t, dir, "plan", "--db", url, "--schema", "wrong.sql", "--exit-code")
	if got.Code != 1 || !strings.Contains(got.Err, "relation app.a does not exist") || !strings.Contains(got.Err, "relation nowhere does not exist") {
		t.Errorf("files that mean nothing with either path: want both errors: %s", got)
	}
}
