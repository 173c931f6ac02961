package pgcases

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// entry is a line of the corpus's index.
type entry struct{ dbtest.Entry }

// eachEntry runs a test on every entry and server; what the version cannot
// load at all is skipped, and said.
func eachEntry(t *testing.T, kind string, do func(t *testing.T, p *dbtest.PG, e entry)) {
	t.Helper()
	if testing.Short() {
		t.Skip("the corpus takes minutes")
	}
	entries := dbtest.Corpus(t, "postgres", kind)
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		for _, line := range entries {
			e := entry{line}
			t.Run(e.Name, func(t *testing.T) {
				t.Parallel()
				do(t, p, e)
			})
		}
	})
}

// load makes a database that holds a file of the corpus; versions that do not
// know its syntax skip it.
func (e entry) load(t *testing.T, p *dbtest.PG, path string) string {
	t.Helper()
	url, err := e.tryLoad(t, p, path)
	if err != nil {
		t.Skipf("PostgreSQL %d does not load it: %v", p.Major, err)
	}
	return url
}

// reload is load for what was printed from a database.
func (e entry) reload(t *testing.T, p *dbtest.PG, path string) string {
	t.Helper()
	url, err := e.tryLoad(t, p, path)
	if err != nil {
		t.Fatalf("PostgreSQL %d does not load what was printed: %v", p.Major, err)
	}
	return url
}

// tryLoad prepares as little as will do, since dumps create their own schemas
// and extensions.
func (e entry) tryLoad(t *testing.T, p *dbtest.PG, path string) (string, error) {
	t.Helper()
	withoutSchemas := slices.DeleteFunc(slices.Clone(e.Before), func(b string) bool { return strings.HasPrefix(b, "schema:") })
	settings := slices.DeleteFunc(slices.Clone(withoutSchemas), func(b string) bool { return !strings.Contains(b, ":") })
	var first error
	for _, before := range [][]string{settings, withoutSchemas, e.Before} {
		url := p.Database(t)
		err := dbtest.PSQL(url, prepare(before))
		if err == nil {
			err = dbtest.PSQLFile(url, path)
		}
		if err == nil {
			return url, nil
		}
		if first == nil {
			first = err
		}
	}
	return "", first
}

// prepare is the script for what an entry needs.
func prepare(before []string) string {
	var sql strings.Builder
	for _, b := range before {
		kind, value, _ := strings.Cut(b, ":")
		name, setting, _ := strings.Cut(value, "=")
		switch kind {
		case "role":
			fmt.Fprintf(&sql, "SELECT 'CREATE ROLE %s' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%s')\n\\gexec\n", dbtest.QuoteName(value), value)
		case "schema":
			fmt.Fprintf(&sql, "CREATE SCHEMA IF NOT EXISTS %s;\n", dbtest.QuoteName(value))
		case "path":
			fmt.Fprintf(&sql, "SELECT format('ALTER DATABASE %%I SET search_path = %s', current_database())\n\\gexec\n", strings.ReplaceAll(value, "+", ", "))
		case "guc":
			fmt.Fprintf(&sql, "SELECT format('ALTER DATABASE %%I SET %s = %%L', current_database(), '%s')\n\\gexec\n", name, setting)
		default:
			fmt.Fprintf(&sql, "CREATE EXTENSION IF NOT EXISTS %s;\n", dbtest.QuoteName(kind))
		}
	}
	return sql.String()
}

// TestCorpusSchemas plans real schemas against their own file, and loads what
// inspect prints of them.
func TestCorpusSchemas(t *testing.T) {
	eachEntry(t, "schema", func(t *testing.T, p *dbtest.PG, e entry) {
		url, dir := e.load(t, p, e.Path), t.TempDir()
		got := schemadiff(t, dir, "plan", "--db", url, "--schema", e.Path, "--exit-code", "--format", "sql", "--schemas", "*")
		if got.Code != exitDone {
			t.Errorf("plan of its own file: %s", cut(got.String()))
		}
		got = schemadiff(t, dir, "inspect", "--db", url, "--schemas", "*")
		if got.Code != exitDone {
			t.Fatalf("inspect: %s", cut(got.String()))
		}
		printed := write(t, filepath.Join(dir, "inspect.sql"), got.Out)
		want := reloaded(t, p, e, url, dir)
		if wrong := dbtest.DumpDiff(want, dumpOf(t, p, e.reload(t, p, printed))); wrong != nil {
			t.Errorf("inspect lost something:\n%s", cut(strings.Join(wrong, "\n")))
		}
	})
}

// reloaded is the dump of a database that loaded a dump: what the server
// prints of an expression is not always what it prints of that print.
func reloaded(t *testing.T, p *dbtest.PG, e entry, url, dir string) []string {
	t.Helper()
	dump, err := dbtest.DumpText(url)
	if err != nil {
		return dumpOf(t, p, url) // a server that is newer than pg_dump
	}
	return dumpOf(t, p, e.reload(t, p, write(t, filepath.Join(dir, "dump.sql"), dump)))
}

// TestCorpusPairs takes real databases from one state of their history to a
// later one.
func TestCorpusPairs(t *testing.T) {
	eachEntry(t, "pair", func(t *testing.T, p *dbtest.PG, e entry) {
		file, dir := filepath.Join(e.Path, "new.sql"), t.TempDir()
		want := dumpOf(t, p, e.load(t, p, file))
		url := e.load(t, p, filepath.Join(e.Path, "old.sql"))
		got := schemadiff(t, dir, "apply", "--db", url, "--schema", file, "--schemas", "*", "--yes", "--allow", "all")
		if got.Code != exitDone {
			t.Errorf("apply: %s", cut(got.String()))
		}
		if wrong := dbtest.DumpDiff(want, dumpOf(t, p, url)); wrong != nil {
			t.Fatalf("not what a fresh load of the new schema is:\n%s", cut(strings.Join(wrong, "\n")))
		}
		got = schemadiff(t, dir, "plan", "--db", url, "--schema", file, "--exit-code", "--format", "sql", "--schemas", "*")
		if got.Code != exitDone {
			t.Errorf("second plan: %s", cut(got.String()))
		}
	})
}

func dumpOf(t *testing.T, p *dbtest.PG, url string) []string {
	t.Helper()
	list, err := p.Dump(url, dbtest.DumpOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func write(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// cut keeps what a failure prints readable.
func cut(text string) string {
	const limit = 6000
	if len(text) <= limit {
		return text
	}
	return text[:limit] + "\n..."
}

// TestCorpusAdopt takes real databases over as a baseline, which must be what they are,
// and which an empty database must be after it.
func TestCorpusAdopt(t *testing.T) {
	eachEntry(t, "schema", func(t *testing.T, p *dbtest.PG, e entry) {
		url, dir := e.load(t, p, e.Path), t.TempDir()
		for _, args := range [][]string{{"adopt"}, {"status", "--exit-code"}, {"migrate"}} {
			if got := schemadiff(t, dir, append(args, "--db", url)...); got.Code != 0 {
				t.Fatalf("%q: %s", args, got)
			}
		}
		fresh := p.Database(t)
		if got := schemadiff(t, dir, "migrate", "--db", fresh); got.Code != 0 {
			t.Fatalf("the baseline on an empty database: %s", got)
		}
		if got := schemadiff(t, dir, "status", "--db", fresh, "--exit-code"); got.Code != 0 {
			t.Errorf("status after the baseline: %s", got)
		}
	})
}
