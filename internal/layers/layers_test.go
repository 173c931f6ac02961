// Package layers tests that imports only point the way ARCHITECTURE.md says.
package layers

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
)

// allowed lists what each package may import of this module. "*" stands for a name of
// one dialect, and for the same dialect on both sides: "schema/*" is pgmodel for
// parse/postgres and litemodel for parse/sqlite.
var allowed = map[string][]string{
	"schema":                 {},
	"schema/*":               {"schema"},
	"parse":                  {"schema"},
	"parse/sqlite/scan":      {},
	"parse/sqlite/tree":      {"schema/*", "parse/sqlite/scan"},
	"parse/sqlite/uses":      {},
	"parse/sqlite":           {"schema", "schema/*", "parse", "parse/sqlite/scan", "parse/sqlite/tree", "parse/sqlite/uses"},
	"parse/postgres/grammar": {"parse"},
	"parse/postgres/syntax":  {"schema", "schema/*", "parse", "parse/postgres/grammar"},
	"parse/postgres/value":   {},
	"parse/postgres/expr":    {"schema", "schema/*", "parse", "parse/postgres/grammar", "parse/postgres/syntax", "parse/postgres/value"},
	"parse/postgres":         {"schema", "schema/*", "parse", "parse/postgres/grammar", "parse/postgres/syntax", "parse/postgres/value", "parse/postgres/expr"},
	"introspect":             {"schema"},
	"introspect/sqlite":      {"schema", "schema/*", "parse", "parse/*", "introspect"},
	"introspect/remote":      {"schema", "schema/*", "parse", "parse/sqlite", "introspect"},
	"introspect/postgres":    {"schema", "schema/*", "parse", "parse/*", "parse/postgres/*", "introspect", "introspect/postgres/catalog"},
	"finding":                {"schema"},
	"plan":                   {"schema", "finding"},
	"plan/sqlite":            {"schema", "schema/*", "plan"},
	"plan/postgres/access":   {"schema", "schema/*", "plan"},
	"plan/postgres/ddl":      {"schema", "schema/*"},
	"plan/postgres/locks":    {"schema", "schema/*", "plan"},
	"plan/postgres":          {"schema", "schema/*", "plan", "plan/postgres/*"},
	"lint":                   {"schema", "finding", "plan"},
	"lint/rules":             {"schema", "schema/*", "plan", "lint"}, // a rule says which dialects it is for
	"lint/compat":            {"schema", "plan", "lint"},
	"lint/*":                 {"schema", "schema/*", "lint"},
	"migrate":                {"plan", "parse", "introspect", "schema", "migrate/folder", "migrate/journal"},
	"migrate/folder":         {"internal/repo", "internal/lazyregexp"},
	"migrate/history":        {"schema", "migrate/folder"},
	"migrate/journal":        {"migrate/folder"},
	"migrate/*":              {"plan", "plan/*", "parse", "parse/*", "parse/postgres/*", "introspect", "introspect/*", "schema", "schema/*", "migrate", "migrate/folder", "migrate/history", "migrate/journal"},
	"config":                 {"internal/repo", "parse", "schema"},
	"source":                 {"parse", "schema", "internal/repo"},
	"internal/repo":          {},
	"render":                 {"schema", "parse", "plan", "lint", "render/diagram"},
	"render/diagram":         {"schema", "lint"},
	"render/*":               {"schema", "schema/*", "render"},
	"internal/engine":        {"schema", "schema/*", "introspect", "lint", "migrate", "migrate/folder", "migrate/history", "migrate/journal", "parse", "plan"},
	"internal/lazyregexp":    {},
	"internal/app/setup":     {"internal/lazyregexp", "migrate/history"},
	"internal/engine/*": {"schema", "schema/*", "introspect", "introspect/*", "lint", "lint/*", "migrate", "migrate/*", "parse", "parse/*", "parse/postgres/*",
		"plan", "plan/*", "plan/postgres/*", "internal/engine", "internal/engine/sqlite"}, // a target may speak SQLite's language
	"internal/app": {"schema", "schema/*", "introspect", "lint", "lint/rules", "migrate", "migrate/folder", "migrate/history", "migrate/journal", "parse", "plan",
		"render", "internal/app/related", "internal/engine"}, // render for the files that it writes: saved plans
	"internal/app/*":   {"schema", "introspect", "internal/repo", "internal/lazyregexp", "lint", "lint/compat", "migrate", "migrate/folder", "migrate/history", "migrate/journal", "parse", "plan", "render", "source", "internal/engine", "internal/app", "internal/app/*"},
	"internal/mcp":     {"schema"},
	"internal/lsp":     {"lint"},
	"internal/engines": {"internal/engine", "internal/engine/*"},
	".":                {"schema", "schema/*", "introspect", "lint", "lint/rules", "migrate", "migrate/folder", "parse", "plan", "internal/app", "internal/engine", "internal/engines"}, // the Go API
	"internal/cli":     {"*", "*/*", "*/*/*"},
	"cmd/schemadiff":   {"internal/cli"},

	"introspect/postgres/catalog": {"schema", "schema/*", "parse", "parse/*"},
}

// models are the packages that hold one dialect's model, by the dialect.
var models = map[string]string{"schema/pgmodel": "postgres", "schema/litemodel": "sqlite"}

// dialectOf is the dialect that a package belongs to, or "" for one that serves both.
func dialectOf(dir string) string {
	if d, ok := models[dir]; ok {
		return d
	}
	for _, part := range strings.Split(dir, "/") {
		switch part {
		case "postgres", "sqlite":
			return part
		case "remote", "rqlite": // SQLite's language over a network
			return "sqlite"
		}
	}
	return ""
}

// helpers are packages that exist for tests, examples and releases alone and may import
// anything; nothing may import them.
var helpers = []string{"internal/dbtest", "internal/statements", "internal/constants", "examples/blog/shell", "release/pack", "release/site", "docs"}

// owners lists which packages may import a library that ties them to one dialect, or to
// the command line.
var owners = map[string][]string{
	"github.com/pganalyze/pg_query_go": {"*/postgres", "parse/postgres/*"},
	"github.com/urfave/cli":            {"internal/cli"},
	"github.com/modelcontextprotocol":  {"internal/mcp"},
	"github.com/rqlite/sql":            {"parse/sqlite/tree"},
	"modernc.org/sqlite":               {"parse/sqlite", "parse/sqlite/uses", "introspect/sqlite", "migrate/sqlite", "internal/*", "examples/blog/shell"},
}

// Tests may use a database of the dialect they test, but never the parser of
// another: a checkout without it must still build and test SQLite.
var ownersOfTests = map[string][]string{
	"github.com/pganalyze/pg_query_go": {"*/postgres", "parse/postgres/*"},
	"github.com/urfave/cli":            {"internal/cli"},
}

func TestImports(t *testing.T) {
	for _, f := range sources(t) {
		for _, problem := range badImports(f) {
			t.Error(problem)
		}
	}
}

// badImports are the imports of a file that the tables do not allow.
func badImports(f source) []string {
	var out []string
	for _, to := range f.imports {
		if inner, ours := strings.CutPrefix(to, module+"/"); ours && !f.test && !permitted(f.dir, inner) {
			out = append(out, fmt.Sprintf("%s imports %s: see ARCHITECTURE.md", f.path, inner))
		}
		if !owned(f, to) {
			out = append(out, fmt.Sprintf("%s imports %s, which belongs to another package", f.path, to))
		}
	}
	return out
}

// Only the list of engines knows more than one of them.
func TestOneListOfEngines(t *testing.T) {
	for _, f := range sources(t) {
		for _, engine := range badEngines(f) {
			t.Errorf("%s imports the engine %s: only internal/engines lists engines", f.path, engine)
		}
	}
}

// badEngines are the engines that a file imports and may not: the list of engines imports
// all, and an engine the one whose language it speaks.
func badEngines(f source) []string {
	if f.test || slices.Contains(helpers, f.dir) || f.dir == "internal/engines" || isTarget(f.dir) {
		return nil
	}
	var out []string
	for _, to := range f.imports {
		if engine, ok := strings.CutPrefix(to, module+"/internal/engine/"); ok && dialectOf(f.dir) == "" {
			out = append(out, engine)
		}
	}
	return out
}

// A table that says nothing of a package would let it import anything.
func TestEveryPackageHasARow(t *testing.T) {
	for _, f := range sources(t) {
		if rowless(f) {
			t.Errorf("%s: package %s has no row in the table", f.path, f.dir)
		}
	}
}

// rowless reports whether the table lacks the package of a file.
func rowless(f source) bool {
	return !f.test && !slices.Contains(helpers, f.dir) && row(f.dir) == ""
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
		{"plan/sqlite", "schema/pgmodel", false},
		{"plan/postgres", "schema/pgmodel", true},
		{"plan/postgres", "plan/postgres/access", true},
		{"parse/postgres/syntax", "parse/postgres/expr", false},
		{"parse/postgres/expr", "parse/postgres", false},
		{"schema", "schema/pgmodel", false},
		{"schema", "plan", false},
		{"internal/engine/sqlite", "migrate/sqlite", true},
		{"internal/engine/sqlite", "migrate/postgres", false},
		{"internal/engine/postgres", "internal/engine/sqlite", false},
		{"internal/engine/rqlite", "internal/engine/sqlite", true},
		{"internal/engine", "migrate/sqlite", false},
		{"internal/cli", "migrate/sqlite", true},
		{"cmd/schemadiff", "migrate/sqlite", false},
		{"lint/rules", "lint", true},
		{"plan", "internal/dbtest", false},
		{"cmd/schemadiff", "internal/dbtest", false},
		{"internal/app/rebase", "internal/app/generate", true},
		{"internal/app/check", "internal/cli", false},
		{"internal/app/check", "internal/engines", false},
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
	mine, theirs := dialectOf(from), dialectOf(to)
	if mine != "" && theirs != "" && mine != theirs {
		return false
	}
	return slices.ContainsFunc(allowed[row(from)], func(target string) bool { return matches(target, to) })
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
