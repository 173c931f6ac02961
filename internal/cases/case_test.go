package cases

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// testCase is one file of testdata/cases.
type testCase struct {
	path    string
	archive *txtar.Archive
	from    *dbtest.State // the database before
	fromDB  string        // path of it; copied before each use
	to      []string      // schema lines of a fresh database that ran to.sql
	toRows  dbtest.Rows
	order   dbtest.Order
	changes dbtest.Changes
}

// eachCase runs the cases that TestGoldenPlans does not rewrite at the moment.
func eachCase(t *testing.T, do func(t *testing.T, c *testCase)) {
	t.Helper()
	if *update {
		t.Skip("-update rewrites, and tests nothing")
	}
	everyCase(t, do)
}

func everyCase(t *testing.T, do func(t *testing.T, c *testCase)) {
	t.Helper()
	paths, err := filepath.Glob("../../testdata/cases/sqlite/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			t.Parallel()
			do(t, load(t, path))
		})
	}
}

func load(t *testing.T, path string) *testCase {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	c := &testCase{path: path, archive: archive}
	for _, arg := range c.args() {
		if arg == "--column-order=strict" {
			c.order = dbtest.StrictOrder
		}
	}
	c.fromDB = dbtest.File(t, c.section("from.sql")+";\n"+c.section("rows.sql"))
	c.from = state(t, c.fromDB, c.order)
	fresh := state(t, dbtest.File(t, c.section("to.sql")), c.order)
	c.to, c.toRows = fresh.Schema, fresh.Rows
	c.changes = dbtest.Changes{Renamed: c.pairs("renamed", "="), Values: c.pairs("changed", ":")}
	return c
}

func state(t *testing.T, path string, order dbtest.Order) *dbtest.State {
	t.Helper()
	s, err := dbtest.ReadState(path, order)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (c *testCase) section(name string) string {
	for _, f := range c.archive.Files {
		if f.Name == name {
			return string(f.Data)
		}
	}
	return ""
}

func (c *testCase) has(name string) bool {
	for _, f := range c.archive.Files {
		if f.Name == name {
			return true
		}
	}
	return false
}

// set replaces or adds a section in memory; save writes the file.
func (c *testCase) set(name, text string) {
	for i, f := range c.archive.Files {
		if f.Name == name {
			c.archive.Files[i].Data = []byte(text)
			return
		}
	}
	c.archive.Files = append(c.archive.Files, txtar.File{Name: name, Data: []byte(text)})
}

func (c *testCase) save(t *testing.T) {
	t.Helper()
	if err := os.WriteFile(c.path, txtar.Format(c.archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (c *testCase) lines(name string) []string {
	var list []string
	for line := range strings.Lines(c.section(name)) {
		if line = strings.TrimSpace(line); line != "" {
			list = append(list, line)
		}
	}
	return list
}

func (c *testCase) args() []string { return c.lines("args") }

// allow is what --allow gets.
func (c *testCase) allow() string {
	if list := c.lines("allow"); len(list) > 0 {
		return strings.Join(list, ",")
	}
	return "all"
}

func (c *testCase) pairs(name, separator string) map[string]string {
	pairs := map[string]string{}
	for _, line := range c.lines(name) {
		key, value, _ := strings.Cut(line, separator)
		pairs[strings.TrimSpace(key)] = strings.TrimSpace(value)
	}
	return pairs
}

// workspace makes a directory with the case's database as app.db and its
// desired schema as to.sql, so that no path of this machine gets into output.
func (c *testCase) workspace(t *testing.T) string {
	t.Helper()
	db := dbtest.Copy(t, c.fromDB)
	dir := filepath.Dir(db)
	if err := os.Rename(db, filepath.Join(dir, "app.db")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "to.sql"), []byte(c.section("to.sql")), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func database(dir string) string { return filepath.Join(dir, "app.db") }

// command is the command line of plan or apply for the case.
func (c *testCase) command(name string, more ...string) []string {
	line := append([]string{name, "--db", "app.db", "--schema", "to.sql"}, c.args()...)
	return append(line, more...)
}

// archive is a case of nothing but a desired schema.
func archive(to string) *txtar.Archive {
	return &txtar.Archive{Files: []txtar.File{{Name: "to.sql", Data: []byte(to)}}}
}
