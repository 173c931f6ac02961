package layers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
)

// A circle of files is a set of files of one package each of which uses, perhaps by way
// of others, what every other declares: nobody can read one of them without the rest. This
// test keeps the circles from growing.

// largestCircle is how many files of a package may use one another in a circle. What is
// above is named here with its reason, in ARCHITECTURE.md too, and may only fall.
const largestCircle = 12

var circles = map[string]int{
	"migrate/sqlite": 16, // the executor of a step and the proofs that each other start
}

func TestCircles(t *testing.T) {
	if testing.Short() {
		t.Skip("loads and checks the types of every package")
	}
	pkgs, err := packages.Load(&packages.Config{Dir: root, Mode: packages.NeedName | packages.NeedFiles | packages.NeedSyntax |
		packages.NeedTypes | packages.NeedTypesInfo | packages.NeedImports}, "./...")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pkgs {
		dir := strings.TrimPrefix(p.PkgPath, module+"/")
		size := 0
		for _, c := range fileCircles(p) {
			size = max(size, len(c))
		}
		limit := largestCircle
		if known, ok := circles[dir]; ok {
			limit = known
			if size < known {
				t.Logf("%s: the largest circle has %d files now: lower its number from %d", dir, size, known)
			}
		}
		if size > limit {
			t.Errorf("%s: %d files use one another in a circle, %d may", dir, size, limit)
		}
	}
}

// fileCircles are the sets of files of a package that use one another in a circle.
func fileCircles(p *packages.Package) [][]string {
	uses := map[string][]string{}
	for _, file := range p.Syntax {
		from := filepath.Base(p.Fset.Position(file.FileStart).Filename)
		ast.Inspect(file, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			o := p.TypesInfo.Uses[id]
			if o == nil || o.Pkg() != p.Types || !declares(o) {
				return true
			}
			to := filepath.Base(p.Fset.Position(o.Pos()).Filename)
			if to != from && !slices.Contains(uses[from], to) {
				uses[from] = append(uses[from], to)
			}
			return true
		})
	}
	return components(uses)
}

// declares reports whether an object is one that a file declares for others: a function,
// a method, a type, a constant or a variable of the package, but no field.
func declares(o types.Object) bool {
	if f, ok := o.(*types.Func); ok && f.Signature().Recv() != nil {
		return true
	}
	return o.Parent() == o.Pkg().Scope()
}

// components are the strongly connected components of a graph (Tarjan, 1972).
func components(graph map[string][]string) [][]string {
	var (
		out      [][]string
		stack    []string
		number   = map[string]int{}
		lowest   = map[string]int{}
		standing = map[string]bool{}
		visit    func(string)
	)
	visit = func(v string) {
		number[v] = len(number) + 1
		lowest[v] = number[v]
		stack, standing[v] = append(stack, v), true
		for _, to := range graph[v] {
			if number[to] == 0 {
				visit(to)
				lowest[v] = min(lowest[v], lowest[to])
			} else if standing[to] {
				lowest[v] = min(lowest[v], number[to])
			}
		}
		if lowest[v] != number[v] {
			return
		}
		i := slices.Index(stack, v)
		for _, member := range stack[i:] {
			standing[member] = false
		}
		out, stack = append(out, slices.Clone(stack[i:])), stack[:i]
	}
	for v := range graph {
		if number[v] == 0 {
			visit(v)
		}
	}
	return out
}

func TestComponents(t *testing.T) {
	got := components(map[string][]string{"a": {"b"}, "b": {"c", "d"}, "c": {"a"}, "d": {"e"}, "e": nil})
	var sizes []int
	for _, c := range got {
		sizes = append(sizes, len(c))
	}
	slices.Sort(sizes)
	if !slices.Equal(sizes, []int{1, 1, 3}) {
		t.Errorf("got %v", got)
	}
}

// A circle that is planted must be found, and a use in one direction is none.
func TestPlantedCircle(t *testing.T) {
	p := typed(t, map[string]string{
		"a.go": "package x\n\nfunc A() { B() }\n",
		"b.go": "package x\n\nfunc B() { new(T).C() }\n",
		"c.go": "package x\n\ntype T struct{}\n\nfunc (*T) C() { A() }\n",
		"d.go": "package x\n\nfunc D() { A() }\n",
	})
	largest := 0
	for _, c := range fileCircles(p) {
		largest = max(largest, len(c))
	}
	if largest != 3 {
		t.Errorf("the largest circle has %d files, want 3", largest)
	}
}

// typed is a package of the given files, with its types.
func typed(t *testing.T, files map[string]string) *packages.Package {
	t.Helper()
	p := &packages.Package{Fset: token.NewFileSet(), TypesInfo: &types.Info{Uses: map[*ast.Ident]types.Object{}}}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := parser.ParseFile(p.Fset, name, files[name], 0)
		if err != nil {
			t.Fatal(err)
		}
		p.Syntax = append(p.Syntax, f)
	}
	var err error
	if p.Types, err = new(types.Config).Check("x", p.Fset, p.Syntax, p.TypesInfo); err != nil {
		t.Fatal(err)
	}
	return p
}
