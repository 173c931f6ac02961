package layers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const (
	module = "github.com/schemadiff/schemadiff"
	root   = "../.."
)

// source is what the tests need to know of one Go file of this module.
type source struct {
	path, dir    string // from the module's root, with slashes
	test         bool
	imports      []string
	namesDialect bool // schema.SQLite is used in it
}

func sources(t *testing.T) []source {
	t.Helper()
	var files []source
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && file != root && notOurs(file, d.Name()) {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(file, ".go") {
			return nil
		}
		f, err := read(file)
		files = append(files, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// notOurs says whether a folder is no part of the module, as go itself has it.
func notOurs(path, name string) bool {
	_, err := os.Stat(filepath.Join(path, "go.mod"))
	return strings.HasPrefix(name, ".") || name == "testdata" || err == nil
}

func read(file string) (source, error) {
	rel, err := filepath.Rel(root, file)
	if err != nil {
		return source{}, err
	}
	rel = filepath.ToSlash(rel)
	s := source{path: rel, dir: filepath.ToSlash(filepath.Dir(rel)), test: strings.HasSuffix(rel, "_test.go")}
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		return source{}, err
	}
	for _, im := range f.Imports {
		to, err := strconv.Unquote(im.Path.Value)
		if err != nil {
			return source{}, err
		}
		s.imports = append(s.imports, to)
	}
	s.namesDialect = namesDialect(f)
	return s, nil
}

// namesDialect says whether the file names the dialect's constant; in package
// schema it needs no qualifier.
func namesDialect(f *ast.File) bool {
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			x, isName := s.X.(*ast.Ident)
			found = found || isName && x.Name == "schema" && s.Sel.Name == "SQLite"
		}
		return !found
	})
	return found
}
