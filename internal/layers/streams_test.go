package layers

// What a command does stands apart from its terminal: below internal/app nothing is printed and
// nothing ends the program, so that the Go API can call the same functions.

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// streams are the names that only the command line may use.
var streams = map[string][]string{
	"os":  {"Stdout", "Stderr", "Stdin", "Exit", "Args", "Getenv", "LookupEnv"},
	"fmt": {"Print", "Printf", "Println"},
	"log": {"Print", "Printf", "Println", "Fatal", "Fatalf"},
}

func TestAppPrintsNothing(t *testing.T) {
	for _, f := range sources(t) {
		if f.test || f.dir != "internal/app" && !strings.HasPrefix(f.dir, "internal/app/") && f.dir != "." {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(f.path)))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range streamsIn(t, f.path, string(text)) {
			t.Errorf("%s uses %s: results go out as values, and internal/cli prints them", f.path, name)
		}
	}
}

func TestStreamsAreFound(t *testing.T) {
	text := "package x\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nfunc f() { fmt.Fprintln(os.Stderr, \"x\"); fmt.Println(\"y\"); _ = fmt.Sprint(1) }\n"
	if got := streamsIn(t, "x.go", text); !slices.Equal(got, []string{"os.Stderr", "fmt.Println"}) {
		t.Errorf("got %q", got)
	}
}

// streamsIn are the uses of such names in a file.
func streamsIn(t *testing.T, name, text string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if pkg, ok := s.X.(*ast.Ident); ok && slices.Contains(streams[pkg.Name], s.Sel.Name) {
				out = append(out, pkg.Name+"."+s.Sel.Name)
			}
		}
		return true
	})
	return out
}
