package sqlite

import (
	"context"
	"strings"
	"testing"
	"time"

	introspectsqlite "github.com/schemadiff/schemadiff/introspect/sqlite"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/parse"
	parsesqlite "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	plansqlite "github.com/schemadiff/schemadiff/plan/sqlite"
)

// prepared plans with the real planner from a live file to DDL.
func prepared(t *testing.T, path, target, to string) *plan.Plan {
	t.Helper()
	ctx := context.Background()
	live, err := introspectsqlite.Open(ctx, path, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer live.Close()
	from, err := live.Schema(ctx)
	if err != nil {
		t.Fatal(err)
	}
	want, err := parsesqlite.Load(ctx, []parse.Source{{Name: "to.sql", Text: to}})
	if err != nil {
		t.Fatal(err)
	}
	planner, err := plansqlite.New(target, "", false)
	if err != nil {
		t.Fatal(err)
	}
	p, err := migrate.Prepare(ctx, migrate.Job{From: from, To: want, Live: live, Planner: planner, Rehearse: Rehearse, Fold: parsesqlite.Execute})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Plans of the real planner pass the proof, and lead where they should.
func TestPlannedSteps(t *testing.T) {
	const parent = "CREATE TABLE p(id INTEGER PRIMARY KEY, v, w); "
	const child = "CREATE TABLE c(id INTEGER PRIMARY KEY, p REFERENCES p(id) ON DELETE CASCADE); "
	const rows = "INSERT INTO p VALUES (1,'007',x'00'),(5,2.5,NULL),(9,8,'w'); INSERT INTO c VALUES (1,1),(2,9),(3,NULL)"
	for name, c := range map[string]struct{ from, rows, to string }{
		"add columns":        {parent + child, rows, strings.Replace(parent, "w)", "w, x, y NOT NULL DEFAULT 1, z AS (v))", 1) + child},
		"drop a column":      {parent + child, rows, strings.Replace(parent, ", w)", ")", 1) + child},
		"type, allowed loss": {parent + child, rows, strings.Replace(parent, " v,", " v INTEGER,", 1) + child},
		"drop the child":     {parent + child, rows, parent},
		"without rowid": {"CREATE TABLE k(a TEXT PRIMARY KEY NOT NULL, b)", "INSERT INTO k VALUES ('x',1),('y',2)",
			"CREATE TABLE k(a TEXT PRIMARY KEY NOT NULL, b) WITHOUT ROWID"},
		"with rowid again": {"CREATE TABLE k(a TEXT PRIMARY KEY, b) WITHOUT ROWID", "INSERT INTO k VALUES ('x',1),('y',2)",
			"CREATE TABLE k(a TEXT PRIMARY KEY NOT NULL, b)"},
		"key becomes the rowid": {"CREATE TABLE k(a INT PRIMARY KEY, b)", "INSERT INTO k VALUES (7,1),(3,2)", "CREATE TABLE k(a INTEGER PRIMARY KEY, b)"},
		"text key becomes the rowid": {"CREATE TABLE k(a TEXT PRIMARY KEY, b)", "INSERT INTO k VALUES ('7',1),('3',2)",
			"CREATE TABLE k(a INTEGER PRIMARY KEY, b)"},
		"rowid becomes a text key": {"CREATE TABLE k(a INTEGER PRIMARY KEY, b)", "INSERT INTO k VALUES (7,1),(3,2)",
			"CREATE TABLE k(a TEXT PRIMARY KEY NOT NULL, b) WITHOUT ROWID"},
		"strict": {"CREATE TABLE k(a INTEGER PRIMARY KEY, b TEXT, c REAL)", "INSERT INTO k VALUES (7,'x',1),(3,NULL,2.5)",
			"CREATE TABLE k(a INTEGER PRIMARY KEY, b TEXT, c REAL) STRICT"},
		"autoincrement kept": {"CREATE TABLE k(a INTEGER PRIMARY KEY AUTOINCREMENT, b TEXT)", "INSERT INTO k VALUES (7,'1'),(30,NULL); DELETE FROM k WHERE a = 30",
			"CREATE TABLE k(a INTEGER PRIMARY KEY AUTOINCREMENT, b INTEGER)"},
		"rename and rebuild": {parent + child, rows, strings.Replace(strings.ReplaceAll(parent+child, "p(", "q("), "v, w);", "v DEFAULT 3, w); -- @renamed from=p\n", 1)},
		"check":              {"CREATE TABLE k(a, b)", "INSERT INTO k VALUES (1,2)", "CREATE TABLE k(a, b, CHECK (a > 0))"},
		"unique":             {"CREATE TABLE k(a, b)", "INSERT INTO k VALUES (1,2)", "CREATE TABLE k(a, b UNIQUE)"},
		"not null":           {"CREATE TABLE k(a, b)", "INSERT INTO k VALUES (1,2)", "CREATE TABLE k(a, b NOT NULL)"},
	} {
		for _, target := range []string{"3.40", "3.54.1"} {
			t.Run(name+" "+target, func(t *testing.T) {
				path := database(t, c.from, c.rows)
				p := prepared(t, path, target, c.to)
				report, err := apply1(t, path, p)
				if err != nil {
					t.Fatalf("%v\n%+v", err, p.Steps)
				}
				if len(report.Warnings) > 0 {
					t.Errorf("warnings %q", report.Warnings)
				}
				if again := prepared(t, path, target, c.to); len(again.Steps) > 0 {
					t.Errorf("a second plan has steps: %+v", again.Steps)
				}
			})
		}
	}
}
