package pgcases

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// state is what a database of a case may be in.
type state string

const (
	base state = "base"
	a    state = "a"
	b    state = "b"
)

// testCase is one file of testdata/cases/postgres on one server.
type testCase struct {
	name    string
	archive *txtar.Archive
	server  *dbtest.PG
	dumps   map[state][]string // of fresh databases
	fresh   map[state]string   // URLs of databases that nothing has changed yet
}

// eachCase runs the cases, with -short every eighth.
func eachCase(t *testing.T, do func(t *testing.T, c *testCase)) {
	t.Helper()
	everyNth(t, 8, do)
}

// everyNth runs the cases, with -short every nth.
func everyNth(t *testing.T, n int, do func(t *testing.T, c *testCase)) {
	t.Helper()
	paths, err := filepath.Glob("../../testdata/cases/postgres/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		for i, path := range paths {
			if testing.Short() && i%n != 0 {
				continue
			}
			name := strings.TrimSuffix(filepath.Base(path), ".txtar")
			t.Run(name, func(t *testing.T) {
				if why := open()[name]; why != "" {
					t.Skipf("open: %s", why)
				}
				t.Parallel()
				archive, err := txtar.ParseFile(path)
				if err != nil {
					t.Fatal(err)
				}
				c := &testCase{name: name, archive: archive, server: p, dumps: map[state][]string{}, fresh: map[state]string{}}
				c.skipOtherVersions(t)
				do(t, c)
			})
		}
	})
}

func (c *testCase) skipOtherVersions(t *testing.T) {
	t.Helper()
	if from := c.number(t, "min"); c.server.Major < from {
		t.Skipf("needs PostgreSQL %d", from)
	}
	if until := c.number(t, "max"); until != 0 && c.server.Major > until {
		t.Skipf("needs PostgreSQL %d or older", until)
	}
}

func (c *testCase) number(t *testing.T, section string) int {
	t.Helper()
	text := strings.TrimSpace(c.section(section))
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
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
	return slices.ContainsFunc(c.archive.Files, func(f txtar.File) bool { return f.Name == name })
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

func (c *testCase) states() []state {
	list := []state{base, a}
	if c.has("b.sql") {
		list = append(list, b)
	}
	return list
}

// object is the part of a state that base has not.
func (c *testCase) object(s state) string {
	if s == base {
		return ""
	}
	return c.section(string(s) + ".sql")
}

// args are the flags of every command. The whole database is compared.
func (c *testCase) args() []string {
	args := c.lines("args")
	if !slices.ContainsFunc(args, func(arg string) bool { return strings.HasPrefix(arg, "--schemas") }) {
		args = append(args, "--schemas=*")
	}
	return args
}

func (c *testCase) dumpOptions() dbtest.DumpOptions {
	args := c.section("args") + c.section("compare")
	return dbtest.DumpOptions{
		Owners: strings.Contains(args, "owners"),
		Grants: strings.Contains(args, "grants") || strings.Contains(args, "privileges"),
	}
}

// take is a fresh database in the state, which the caller changes.
func (c *testCase) take(t *testing.T, s state) string {
	t.Helper()
	if url := c.fresh[s]; url != "" {
		delete(c.fresh, s)
		return url
	}
	return c.database(t, s)
}

// database makes one in the state, with rows, and keeps the dump of it.
func (c *testCase) database(t *testing.T, s state) string {
	t.Helper()
	url := c.build(t, s)
	if c.dumps[s] == nil {
		c.dumps[s] = c.dump(t, url)
	}
	return url
}

// build makes a database in the state, with rows.
func (c *testCase) build(t *testing.T, s state) string {
	t.Helper()
	return c.server.Database(t, c.section("platform.sql"), c.section("base.sql"), c.object(s), c.section("rows.sql"), c.rowsOf(s))
}

func (c *testCase) rowsOf(s state) string {
	if s == base {
		return ""
	}
	return c.section("rows." + string(s) + ".sql")
}

func (c *testCase) dump(t *testing.T, url string) []string {
	t.Helper()
	list, err := c.server.Dump(url, c.dumpOptions())
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// folder holds the desired state in two files: the object, then what it needs. What
// platform.sql makes is in the database alone.
func (c *testCase) folder(t *testing.T, s state) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "schema"), 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"1-object.sql": c.object(s), "2-base.sql": c.section("base.sql")} {
		if err := os.WriteFile(filepath.Join(dir, "schema", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func (c *testCase) command(name, url string, more ...string) []string {
	line := append([]string{name, "--db", url, "--schema", "schema"}, c.args()...)
	return append(line, more...)
}

// open are the cases that do not hold yet, by name or name/direction, and why:
// open.txt lists them.
func open() map[string]string {
	list := map[string]string{}
	text, err := os.ReadFile("../../testdata/cases/postgres/open.txt")
	if err != nil {
		return list
	}
	for line := range strings.Lines(string(text)) {
		if name, why, ok := strings.Cut(line, ": "); ok && !strings.HasPrefix(line, "#") {
			list[name] = strings.TrimSpace(why)
		}
	}
	return list
}
