package layers

// This file reads the Go files of the module as far as the tests of the layers look at
// them. Text that stands nowhere is read in the same way, so that each test can be shown a
// violation.

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const (
	module = "github.com/schemadiff/schemadiff"
	root   = "../.."
)

// source is what the tests need to know of one Go file of this module.
type source struct {
	path, dir string // from the module's root, with slashes
	test      bool
	imports   []string
	names     []name   // of a dialect, in its code
	contexts  []string // fields that hold one
}

// sources are the Go files of the module.
func sources(t *testing.T) []source {
	t.Helper()
	files, err := readSources()
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// readSources reads them once for all tests: it takes seconds, and many of them under the
// race detector.
var readSources = sync.OnceValues(func() ([]source, error) {
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
	return files, err
})

// notOurs reports whether a folder is no part of the module, as go itself has it.
func notOurs(folder, name string) bool {
	_, err := os.Stat(filepath.Join(folder, "go.mod"))
	return strings.HasPrefix(name, ".") || name == "testdata" || err == nil
}

func read(file string) (source, error) {
	rel, err := filepath.Rel(root, file)
	if err != nil {
		return source{}, err
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return source{}, err
	}
	return parse(filepath.ToSlash(rel), string(text))
}

// parse reads the text of a file that stands, or would stand, at a path.
func parse(file, text string) (source, error) {
	s := source{path: file, dir: path.Dir(file), test: strings.HasSuffix(file, "_test.go")}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, text, parser.SkipObjectResolution)
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
	s.names = dialectNames(fset, f)
	s.contexts = contextFields(f)
	return s, nil
}
