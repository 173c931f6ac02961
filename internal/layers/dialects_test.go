package layers

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A package that serves every dialect must not know any: this test finds dialects by
// their names in the code of generic packages, whatever they stand in. What a package
// must know all the same is listed with the reason; comments are free.

// exempt are the packages without a dialect of their own that may name them.
var exempt = map[string]string{
	"lint/rules":         "a rule says which dialects it is for",
	"internal/cli":       "it explains both dialects to people",
	"internal/mcp":       "it explains both dialects to agents",
	"internal/engines":   "it lists the engines",
	"internal/app/setup": "it finds out which dialect a project has",
	".":                  "the API gives the dialects names for callers",
	"cmd/schemadiff":     "it starts internal/cli",
	"schema":             "it declares the dialects and is imported by all of them",
}

// known are the names of dialects that generic packages may have, by file and name.
var known = map[string]string{
	"config/keys.go:postgres":               "documents the keys that say which dialect, and what is for one alone",
	"config/keys.go:sqlite":                 "documents the keys that say which dialect, and what is for one alone",
	"config/sources.go:isSQLite":            "a secret that is a SQLite file is a database",
	"config/sources.go:postgres":            "recognizes what would be opened as a database",
	"config/sources.go:sqlite":              "recognizes what would be opened as a database",
	"config/url.go:isSQLite":                "file: means a secret in a file, unless that is a database",
	"config/url.go:sqlite":                  "file: means a secret in a file, unless that is a database",
	"internal/app/review/project.go:sqlite": "the name of a crate that runs migrations",
	"introspect/wait.go:pg_":                "names the view that lists prepared transactions, which only a server has",
	"migrate/history/drizzle.go:sqlite":     "a note about a table of drizzle, which differs by dialect",
	"source/source.go:postgres":             "recognizes a database where text is wanted",
	"source/source.go:sqlite":               "recognizes a database where text is wanted",
	"source/text.go:sqlite":                 "recognizes a database where text is wanted",
}

// name is the name of a dialect in a file: "sqlite" in a string, an identifier, or a
// constant of package schema.
type name struct {
	what     string // of the file's text: isSQLite, schema.SQLite, or the word found in a string
	line     int
	constant bool // schema.SQLite or schema.Postgres
}

func TestGenericPackagesNameNoDialect(t *testing.T) {
	used := map[string]bool{}
	for _, f := range sources(t) {
		for _, n := range badNames(f) {
			key := f.path + ":" + n.what
			if known[key] == "" {
				t.Errorf("%s:%d: %s names a dialect in a generic package", f.path, n.line, n.what)
			}
			used[key] = true
		}
	}
	for key := range known {
		if !used[key] {
			t.Errorf("%s is allowed to name a dialect and does not", key)
		}
	}
}

// Only the engines turn a dialect's name into behaviour.
func TestOneListOfDialects(t *testing.T) {
	for _, f := range sources(t) {
		for _, n := range badConstants(f) {
			t.Errorf("%s:%d uses %s: ask the language of the target instead", f.path, n.line, n.what)
		}
	}
}

// badNames are the names of dialects in a file of a generic package.
func badNames(f source) []name {
	_, free := exempt[f.dir]
	if f.test || free || isTarget(f.dir) || dialectOf(f.dir) != "" || row(f.dir) == "" {
		return nil
	}
	return f.names
}

// isTarget reports whether a package is an engine: one that only reaches databases names
// the language that they speak.
func isTarget(dir string) bool { return path.Dir(dir) == "internal/engine" }

// badConstants are the constants of dialects in a file that may not tell them apart.
func badConstants(f source) []name {
	if f.test || slices.Contains(helpers, f.dir) {
		return nil
	}
	own := dialectOf(f.dir)
	return slices.DeleteFunc(slices.Clone(f.names), func(n name) bool {
		return !n.constant || own != "" && strings.EqualFold(n.what, "schema."+own)
	})
}

// dialectWord finds a dialect in a string or in an identifier in lower case.
var dialectWord = regexp.MustCompile(`postgres|sqlite|pgmodel|litemodel|\bpg_|^"public["\.]`)

// shortName finds identifiers that abbreviate a dialect: tablePg, pgTable, introlite.
var shortName = regexp.MustCompile(`^pg[A-Z]|[a-z]Pg([A-Z]|$)|^Pg[A-Z]|[a-z]PG([A-Z]|$)`)

// identifiers has, for each identifier seen, whether it names a dialect: they repeat.
var identifiers = map[string]bool{}

func namesDialect(identifier string) bool {
	found, seen := identifiers[identifier]
	if !seen {
		found = dialectWord.MatchString(strings.ToLower(identifier)) || shortName.MatchString(identifier)
		identifiers[identifier] = found
	}
	return found
}

// dialectNames are the names of dialects in a file's code, but for its imports, which the
// table of layers judges.
func dialectNames(fset *token.FileSet, f *ast.File) []name {
	var out []name
	add := func(pos token.Pos, what string, constant bool) {
		out = append(out, name{what, fset.Position(pos).Line, constant})
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == "schema" && (n.Sel.Name == "SQLite" || n.Sel.Name == "Postgres") {
				add(n.Pos(), "schema."+n.Sel.Name, true)
				return false
			}
		case *ast.Ident:
			if namesDialect(n.Name) {
				add(n.Pos(), n.Name, false)
			}
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				for _, word := range dialectWord.FindAllString(strings.ToLower(n.Value), -1) {
					add(n.Pos(), word, false)
				}
			}
		}
		return true
	})
	return out
}

// TestPlanted shows each test a violation of its kind: a test that finds nothing could be
// one that looks at nothing.
func TestPlanted(t *testing.T) {
	imports := func(file, to string) source { return planted(t, file, fmt.Sprintf("import _ %q\n", to)) }
	for _, c := range []struct {
		what string
		file source
		find func(source) int
	}{
		{"an upward import", imports("schema/x.go", module+"/plan"), countImports},
		{"an import of a command's package", imports("migrate/x.go", module+"/internal/cli"), countImports},
		{"an import across dialects", imports("plan/sqlite/x.go", module+"/schema/pgmodel"), countImports},
		{"a model in a generic package", imports("lint/x.go", module+"/schema/litemodel"), countImports},
		{"the command line's library below internal/cli", imports("migrate/x.go", "github.com/urfave/cli/v2"), countImports},
		{"a parser of another dialect", imports("parse/sqlite/x.go", "github.com/pganalyze/pg_query_go/v6"), countImports},
		{"a package without a row", planted(t, "util/x.go", ""), func(f source) int { return count(rowless(f)) }},
		{"a constant in a generic package", planted(t, "plan/x.go", "var d = schema.SQLite\n"), func(f source) int { return len(badConstants(f)) }},
		{"a constant in a generic package", planted(t, "plan/x.go", "var d = schema.Postgres\n"), func(f source) int { return len(badNames(f)) }},
		{"a constant of the other dialect", planted(t, "plan/postgres/x.go", "var d = schema.SQLite\n"), func(f source) int { return len(badConstants(f)) }},
		{"an identifier", planted(t, "lint/x.go", "func tableSQLite() {}\n"), func(f source) int { return len(badNames(f)) }},
		{"a short identifier", planted(t, "lint/x.go", "func tablePg() {}\n"), func(f source) int { return len(badNames(f)) }},
		{"an engine outside of the list of engines", imports("internal/app/x.go", module+"/internal/engine/sqlite"), countEngines},
		{"an engine of another language", imports("internal/engine/rqlite/x.go", module+"/internal/engine/postgres"), countImports},
		{"a string", planted(t, "render/x.go", "var s = \"PostgreSQL\"\n"), func(f source) int { return len(badNames(f)) }},
		{"a name of a schema", planted(t, "lint/x.go", "var s = \"public.\"\n"), func(f source) int { return len(badNames(f)) }},
		{"a name of a catalog", planted(t, "plan/x.go", "var s = \"SELECT pg_sleep(1)\"\n"), func(f source) int { return len(badNames(f)) }},
	} {
		if c.find(c.file) != 1 {
			t.Errorf("%s in %s is found %d times, want 1", c.what, c.file.path, c.find(c.file))
		}
	}
}

// What is allowed stays allowed: the tests above would pass if everything were refused.
func TestNotPlanted(t *testing.T) {
	for _, f := range []source{
		planted(t, "plan/postgres/x.go", "import _ \""+module+"/schema/pgmodel\"\nvar d = schema.Postgres\nvar s = \"pg_catalog\"\n"),
		planted(t, "lint/x.go", "// SQLite has no such thing.\nvar pages, pgp = 1, \"upgrade\"\n"),
		planted(t, "internal/engine/rqlite/x.go", "import _ \""+module+"/internal/engine/sqlite\"\nvar language = sqlite.Language{}\n"),
		planted(t, "lint/x_test.go", "import _ \""+module+"/parse/sqlite\"\nvar s = \"sqlite\"\n"),
	} {
		if countImports(f) != 0 || rowless(f) || countEngines(f) != 0 || len(badNames(f)) != 0 || len(badConstants(f)) != 0 {
			t.Errorf("%s: refused: %v %v %v", f.path, badImports(f), badNames(f), badConstants(f))
		}
	}
}

func planted(t *testing.T, file, text string) source {
	t.Helper()
	f, err := parse(file, "package x\n\n"+text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func countEngines(f source) int { return len(badEngines(f)) }

func countImports(f source) int { return len(badImports(f)) }

func count(on bool) int {
	if on {
		return 1
	}
	return 0
}
