package layers

// Package main only starts the command line: what it would do itself could not be called
// from a test or from Go.

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// largestMain is how many lines cmd/schemadiff has at most, all files together.
const largestMain = 60

func TestMainIsThin(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "cmd/schemadiff/*.go"))
	if err != nil || len(files) == 0 {
		t.Fatal("no files of package main: ", err)
	}
	lines := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		lines += strings.Count(string(text), "\n")
		for _, problem := range mainLogic(t, string(text)) {
			t.Errorf("%s: %s", file, problem)
		}
	}
	if lines >= largestMain {
		t.Errorf("cmd/schemadiff has %d lines, and must have fewer than %d", lines, largestMain)
	}
}

// A violation of each kind must be found, and the usual main is none.
func TestPlantedMain(t *testing.T) {
	for text, want := range map[string]int{
		"package main\n\nfunc main() { os.Exit(cli.Main(os.Args)) }\n":                     0,
		"package main\n\nvar version = \"1\"\n\nfunc main() { cli.Main() }\n":              0, // set by the linker
		"package main\n\nfunc Run() {}\n\nfunc main() { cli.Main() }\n":                    2, // exported, and a function beside main
		"package main\n\ntype Options struct{}\n\nfunc main() { cli.Main() }\n":            1,
		"package main\n\nfunc main() {\n\tif len(os.Args) > 1 {\n\t\tcli.Main()\n\t}\n}\n": 1,
		"package main\n\nfunc main() {\n\ta()\n\tb()\n}\n":                                 1,
	} {
		if got := mainLogic(t, text); len(got) != want {
			t.Errorf("%d problems, want %d: %v in\n%s", len(got), want, got, text)
		}
	}
}

// mainLogic lists what a file of package main has beside a main that is one call.
func mainLogic(t *testing.T, text string) []string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "main.go", text, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			for _, name := range declaredNames(d) {
				if ast.IsExported(name) {
					out = append(out, "exports "+name)
				}
			}
		case *ast.FuncDecl:
			if ast.IsExported(d.Name.Name) {
				out = append(out, "exports "+d.Name.Name)
			}
			if d.Name.Name != "main" {
				out = append(out, "has a function "+d.Name.Name+" beside main")
			} else if !isOneCall(d.Body) {
				out = append(out, "main does more than to call internal/cli")
			}
		}
	}
	return out
}

func declaredNames(d *ast.GenDecl) []string {
	var names []string
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			names = append(names, spec.Name.Name)
		case *ast.ValueSpec:
			for _, n := range spec.Names {
				names = append(names, n.Name)
			}
		}
	}
	return names
}

func isOneCall(body *ast.BlockStmt) bool {
	if len(body.List) != 1 {
		return false
	}
	statement, ok := body.List[0].(*ast.ExprStmt)
	if !ok {
		return false
	}
	_, ok = statement.X.(*ast.CallExpr)
	return ok
}
