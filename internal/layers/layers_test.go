// Package layers tests that imports only point the way ARCHITECTURE.md says.
package layers

import (
	"path"
	"slices"
	"strings"
	"testing"
)

// allowed lists what each package may import of this module. "*" stands for a
// dialect, and for the same one on both sides.
var allowed = map[string][]string{
	"schema":          {},
	"parse":           {"schema"},
	"parse/*":         {"schema", "parse"},
	"introspect":      {"schema"},
	"introspect/*":    {"schema", "parse", "parse/*", "introspect"},
	"finding":         {"schema"},
	"plan":            {"schema", "finding"},
	"plan/*":          {"schema", "plan"},
	"plan/postgres":   {"schema", "plan", "plan/postgres/access"},
	"plan/*/access":   {"schema", "plan"},
	"lint":            {"schema", "finding", "plan"},
	"lint/rules":      {"schema", "plan", "lint"},
	"migrate":         {"plan", "parse", "introspect", "schema", "migrate/folder"},
	"migrate/folder":  {"internal/repo"},
	"migrate/foreign": {"schema", "migrate/folder"},
	"migrate/*":       {"plan", "plan/*", "parse", "parse/*", "introspect", "introspect/*", "schema", "migrate", "migrate/folder", "migrate/foreign"},
	"config":          {"internal/repo"},
	"source":          {"parse", "schema", "internal/repo"},
	"internal/repo":   {},
	"render":          {"schema", "parse", "plan", "lint"},
	"cmd/schemadiff":  {"internal/cli"},
	"internal/cli":    {"*", "*/*", "*/*/*"},
}

// helpers are packages that exist for tests and examples alone and may import
// anything; nothing may import them.
var helpers = []string{"internal/dbtest", "internal/statements", "examples/blog/shell"}

// owners lists which packages may import a library that ties them to one
// dialect.
var owners = map[string][]string{
	"github.com/pganalyze/pg_query_go": {"*/postgres"},
	"modernc.org/sqlite":               {"parse/sqlite", "introspect/sqlite", "migrate/sqlite", "internal/*", "examples/blog/shell"},
}

// Tests may use a database of the dialect they test, but never the parser of
// another: a checkout without it must still build and test SQLite.
var ownersOfTests = map[string][]string{
	"github.com/pganalyze/pg_query_go": {"*/postgres"},
}

func TestImports(t *testing.T) {
	for _, f := range sources(t) {
		for _, to := range f.imports {
			if inner, ours := strings.CutPrefix(to, module+"/"); ours && !f.test && !permitted(f.dir, inner) {
				t.Errorf("%s imports %s: see ARCHITECTURE.md", f.path, inner)
			}
			if !owned(f, to) {
				t.Errorf("%s imports %s, which belongs to another package", f.path, to)
			}
		}
	}
}

// Only the list of dialects turns a dialect's name into behaviour.
func TestOneListOfDialects(t *testing.T) {
	for _, f := range sources(t) {
		free := f.test || f.dir == "schema" || strings.HasSuffix(f.dir, "/sqlite") ||
			f.path == "internal/cli/dialects.go" || slices.Contains(helpers, f.dir)
		if f.namesDialect && !free {
			t.Errorf("%s uses schema.SQLite: only internal/cli/dialects.go may tell dialects apart", f.path)
		}
	}
}

// A table that says nothing of a package would let it import anything.
func TestEveryPackageHasARow(t *testing.T) {
	for _, f := range sources(t) {
		if !f.test && !slices.Contains(helpers, f.dir) && row(f.dir) == "" {
			t.Errorf("%s: package %s has no row in the table", f.path, f.dir)
		}
	}
}

func TestPermitted(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"parse/sqlite", "parse", true},
		{"introspect/sqlite", "parse/sqlite", true},
		{"introspect/sqlite", "parse/postgres", false},
		{"plan/sqlite", "parse", false},
		{"schema", "plan", false},
		{"internal/cli", "migrate/sqlite", true},
		{"cmd/schemadiff", "migrate/sqlite", false},
		{"lint/rules", "lint", true},
		{"plan", "internal/dbtest", false},
		{"cmd/schemadiff", "internal/dbtest", false},
	} {
		if got := permitted(c.from, c.to); got != c.want {
			t.Errorf("permitted(%q, %q) = %v, want %v", c.from, c.to, got, c.want)
		}
	}
}

func permitted(from, to string) bool {
	if slices.Contains(helpers, from) {
		return true
	}
	if slices.Contains(helpers, to) {
		return false
	}
	pattern := row(from)
	return slices.ContainsFunc(allowed[pattern], func(target string) bool {
		sameDialect := pattern == "internal/cli" || !strings.HasSuffix(target, "/*") || path.Base(from) == path.Base(to)
		return matches(target, to) && sameDialect
	})
}

// row is the pattern that speaks of package dir, an exact one before a "*".
func row(dir string) string {
	if _, ok := allowed[dir]; ok {
		return dir
	}
	for pattern := range allowed {
		if matches(pattern, dir) {
			return pattern
		}
	}
	return ""
}

func owned(f source, to string) bool {
	table := owners
	if f.test {
		table = ownersOfTests
	}
	for library, packages := range table {
		if to == library || strings.HasPrefix(to, library+"/") {
			return slices.ContainsFunc(packages, func(p string) bool { return matches(p, f.dir) })
		}
	}
	return true
}

func matches(pattern, dir string) bool {
	ok, err := path.Match(pattern, dir)
	return ok && err == nil
}
