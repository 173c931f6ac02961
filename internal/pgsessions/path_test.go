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

// Which schema unqualified names of files mean, where another one stands first in the path that is
// set: the default one, unless the files say so or mean nothing with it.
func TestSetPathOfFiles(t *testing.T) {
	t.Parallel()
	const twice = "CREATE SCHEMA app;\nCREATE TABLE app.a (id int PRIMARY KEY);\nCREATE TABLE public.a (id int PRIMARY KEY, n int);\n"
	for _, c := range []struct {
		name, live, files string
		note              bool
	}{
		{"plain names", "CREATE SCHEMA app; CREATE TABLE public.a (id int PRIMARY KEY)", "CREATE TABLE a (id int PRIMARY KEY);", false},
		{"SET in the file", "CREATE SCHEMA app; CREATE TABLE app.a (id int PRIMARY KEY)", "CREATE SCHEMA app;\nSET search_path TO app;\nCREATE TABLE a (id int PRIMARY KEY);", false},
		{"set_config in the file", "CREATE SCHEMA app; CREATE TABLE app.a (id int PRIMARY KEY)", "CREATE SCHEMA app;\nSELECT pg_catalog.set_config('search_path', 'app', false);\nCREATE TABLE a (id int PRIMARY KEY);", false},
		{"names that need the path", "CREATE SCHEMA app; CREATE TABLE app.a (id int PRIMARY KEY); CREATE VIEW app.v AS SELECT id FROM app.a", "CREATE SCHEMA app;\nCREATE TABLE a (id int PRIMARY KEY);\nCREATE VIEW v AS SELECT id FROM app.a;", true},
		{"the same name in two schemas", twice + "CREATE VIEW public.v AS SELECT n FROM public.a", twice + "CREATE VIEW v AS SELECT n FROM a;", false},
		{"the same name, moved by SET", twice + "CREATE VIEW app.v AS SELECT id FROM app.a", twice + "SET search_path = app, public;\nCREATE VIEW v AS SELECT id FROM a;", false},
		{"a function that reads by name", twice + "CREATE FUNCTION public.f() RETURNS SETOF int LANGUAGE sql BEGIN ATOMIC SELECT n FROM public.a; END", twice + "CREATE FUNCTION f() RETURNS SETOF int LANGUAGE sql BEGIN ATOMIC SELECT n FROM a; END;", false},
	} {
		for _, of := range []string{"database", "role"} {
			t.Run(c.name+"/"+of, func(t *testing.T) {
				t.Parallel()
				p := dbtest.Postgres(t, dbtest.Majors()[0])
				if strings.Contains(c.live, "ATOMIC") && p.Major < 14 {
					t.Skip("needs PostgreSQL 14")
				}
				url := p.Database(t, c.live)
				database := dbtest.QuoteName(name(t, url))
				if of == "role" {
					role := "reader_" + name(t, url)
					must(t, p.URL("postgres"), "CREATE ROLE "+dbtest.QuoteName(role)+" LOGIN SUPERUSER; ALTER ROLE "+dbtest.QuoteName(role)+" IN DATABASE "+database+" SET search_path = app, public")
					t.Cleanup(func() { _ = dbtest.Exec(p.URL("postgres"), "DROP ROLE "+dbtest.QuoteName(role)) })
					url = p.URLAs(role, name(t, url))
				} else {
					must(t, p.URL("postgres"), "ALTER DATABASE "+database+" SET search_path = app, public")
				}
				got := schemadiff(t, folder(t, map[string]string{"a.sql": c.files}), "plan", "--db", url, "--schema", "a.sql", "--exit-code")
				if got.Code != 0 {
					t.Errorf("the plan is not empty: %s", got)
				}
				if noted := strings.Contains(got.Out+got.Err, "are read with search_path"); noted != c.note {
					t.Errorf("read with the path that is set: %t, want %t: %s", noted, c.note, got)
				}
			})
		}
	}
}
