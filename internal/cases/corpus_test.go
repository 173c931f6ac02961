package cases

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

func readFile(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// create makes a database of modules that our own engine lacks too: the shell
// of Debian has FTS3 and FTS4.
func create(t *testing.T, path, ddl string) {
	t.Helper()
	err := dbtest.Create(path, ddl)
	if err == nil {
		return
	}
	if !strings.Contains(err.Error(), "no such module") {
		t.Fatalf("%v\n%s", err, ddl)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if got := dbtest.Shell(t, path, ddl, true); got.Code != 0 {
		t.Fatalf("%s\n%s", got, ddl)
	}
}

// TestCorpusSchemas plans real schemas against their own file and loads what
// inspect prints of them.
func TestCorpusSchemas(t *testing.T) {
	for _, e := range dbtest.Corpus(t, "sqlite", "schema") {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			ddl := readFile(t, e.Path)
			c := &testCase{fromDB: filepath.Join(t.TempDir(), "app.db")}
			create(t, c.fromDB, ddl)
			empty := fill(t, c.fromDB)
			t.Logf("tables without rows: %v", empty)
			c.from = state(t, c.fromDB, dbtest.AnyOrder)
			c.archive = archive(ddl)
			dir := c.workspace(t)
			c.planAgain(t, dir)
			c.inspect(t, dir)
		})
	}
}

// inspect loads the printed DDL into an empty database and compares.
func (c *testCase) inspect(t *testing.T, dir string) {
	t.Helper()
	got := schemadiff(t, dir, "inspect", "--db", "app.db")
	if got.Code != exitDone {
		t.Fatalf("inspect: %s", got)
	}
	reloaded := filepath.Join(dir, "reloaded.db")
	create(t, reloaded, got.Out)
	if wrong := schemaDiff(c.from.Schema, state(t, reloaded, dbtest.AnyOrder).Schema); wrong != nil {
		t.Errorf("inspect lost something: %s", strings.Join(wrong, "\n"))
	}
}

// TestCorpusPairs takes real databases with rows from one state of their
// history to a later one.
func TestCorpusPairs(t *testing.T) {
	for _, e := range dbtest.Corpus(t, "sqlite", "pair") {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			ddl := readFile(t, filepath.Join(e.Path, "new.sql"))
			c := &testCase{archive: archive(ddl), fromDB: dbtest.File(t, readFile(t, filepath.Join(e.Path, "old.sql")))}
			if empty := fill(t, c.fromDB); len(empty) > 0 {
				t.Errorf("no row fits into %v", empty)
			}
			c.to = state(t, dbtest.File(t, ddl), dbtest.AnyOrder).Schema
			c.makeFit(t)
			c.from = state(t, c.fromDB, dbtest.AnyOrder)
			c.apply(t, nil)
			c.apply(t, []string{"--target", "3.40"})
		})
	}
}

// makeFit empties the tables whose rows the desired schema cannot hold: some
// histories add a NOT NULL column without a default, or a reference to rows
// that a migration inserted. That apply refuses them is seen on the way.
func (c *testCase) makeFit(t *testing.T) {
	t.Helper()
	names := slices.Compact(c.blockedTables(t))
	if len(names) == 0 {
		return
	}
	t.Logf("the rows of %v are in the way and go, with what refers to them", names)
	db := dbtest.Open(t, c.fromDB)
	for _, name := range names {
		exec(t, db, "DELETE FROM "+dbtest.QuoteName(name))
	}
	for {
		orphans := column(t, db, `SELECT DISTINCT "table" FROM pragma_foreign_key_check`)
		if len(orphans) == 0 {
			return
		}
		for _, name := range orphans {
			exec(t, db, "DELETE FROM "+dbtest.QuoteName(name)+" WHERE rowid IN (SELECT rowid FROM pragma_foreign_key_check WHERE \"table\" = '"+strings.ReplaceAll(name, "'", "''")+"')")
		}
	}
}

// blockedTables are what the blocking findings are about that no --allow lifts.
func (c *testCase) blockedTables(t *testing.T) []string {
	t.Helper()
	dir := c.workspace(t)
	got := schemadiff(t, dir, c.command("plan", "--format", "json", "--allow", "all")...)
	var plan struct {
		Findings []struct {
			Blocks bool
			Allow  string
			Object struct{ Table, Name string }
		}
	}
	if err := json.Unmarshal([]byte(got.Out), &plan); err != nil {
		t.Fatalf("plan: %v\n%s", err, got)
	}
	var names []string
	for _, f := range plan.Findings {
		if f.Blocks && f.Allow == "" {
			names = append(names, cmp.Or(f.Object.Table, f.Object.Name))
		}
	}
	if len(names) > 0 {
		got := schemadiff(t, dir, c.command("apply", "--yes", "--allow", "all")...)
		if got.Code != exitRefused {
			t.Errorf("apply must be refused for %v: %s", names, got)
		}
	}
	return names
}

// TestCorpusAdopt takes real schemas over as a baseline, which must be what they are.
func TestCorpusAdopt(t *testing.T) {
	for _, e := range dbtest.Corpus(t, "sqlite", "schema") {
		t.Run(e.Name, func(t *testing.T) {
			dir := t.TempDir()
			db := filepath.Join(dir, "app.db")
			if got := dbtest.Shell(t, db, readFile(t, e.Path), true); got.Code != 0 {
				t.Fatal(got)
			}
			// What only the application can read cannot be in a migration.
			exclude := "event_search,user_directory_search"
			for _, args := range [][]string{{"adopt"}, {"status", "--exit-code"}, {"migrate"}} {
				if got := dbtest.Run(t, dir, "", os.Getenv(dbtest.BinaryEnv), append(args, "--db", "sqlite:"+db, "--exclude", exclude)...); got.Code != 0 {
					t.Fatalf("%q: %s", args, got)
				}
			}
		})
	}
}
