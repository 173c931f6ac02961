package layers

// A context says how long one call may take. One that is stored in a struct outlives its
// call, and a reader of a method does not see which context ends it.

import (
	"go/ast"
	"go/token"
	"strconv"
	"testing"
)

// contextsAllowed are the fields that may hold a context, as "package.Type.field", each with
// its reason.
var contextsAllowed = map[string]string{}

func TestNoStoredContext(t *testing.T) {
	found := map[string]bool{}
	for _, f := range sources(t) {
		for _, field := range f.contexts {
			at := f.dir + "." + field
			found[at] = true
			if !f.test && contextsAllowed[at] == "" {
				t.Errorf("%s: %s holds a context.Context: pass it as an argument", f.path, field)
			}
		}
	}
	for at := range contextsAllowed {
		if !found[at] {
			t.Errorf("%s is allowed to hold a context and holds none: remove its line", at)
		}
	}
}

// A context in a field is found however it is written, and one in a signature is none.
func TestPlantedContext(t *testing.T) {
	for text, want := range map[string]string{
		"import \"context\"\n\ntype T struct {\n\tctx context.Context\n}\n":                                 "T.ctx",
		"import \"context\"\n\ntype T struct{ context.Context }\n":                                          "T.Context",
		"import \"context\"\n\ntype T struct{ all []context.Context }\n":                                    "T.all",
		"import c \"context\"\n\ntype T struct{ inner struct{ a, b c.Context } }\n":                         "T.a T.b",
		"import \"context\"\n\nfunc f() {\n\t_ = struct{ ctx context.Context }{}\n}\n":                      "f.ctx",
		"import \"context\"\n\ntype T struct{ do func(context.Context) error }\n":                           "",
		"import \"context\"\n\ntype T interface{ Do(ctx context.Context) }\n\nfunc f(context.Context) {}\n": "",
		"import \"example.org/context\"\n\ntype T struct{ ctx context.Context }\n":                          "",
	} {
		f, err := parse("migrate/planted.go", "package migrate\n\n"+text)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		for i, field := range f.contexts {
			if i > 0 {
				got += " "
			}
			got += field
		}
		if got != want {
			t.Errorf("found %q, want %q, in\n%s", got, want, text)
		}
	}
}

// contextFields are the fields of a file's structs that hold a context, after the name of the
// declaration that they stand in.
func contextFields(file *ast.File) []string {
	local := ""
	for _, im := range file.Imports {
		if to, err := strconv.Unquote(im.Path.Value); err == nil && to == "context" {
			if local = "context"; im.Name != nil {
				local = im.Name.Name
			}
		}
	}
	if local == "" {
		return nil
	}
	var out []string
	for _, d := range file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			out = append(out, fieldsIn(d, d.Name.Name, local)...)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				name := d.Tok.String()
				if spec, ok := spec.(*ast.TypeSpec); ok && d.Tok == token.TYPE {
					name = spec.Name.Name
				}
				out = append(out, fieldsIn(spec, name, local)...)
			}
		}
	}
	return out
}

// fieldsIn are the fields of all structs below a node that hold a context.
func fieldsIn(n ast.Node, owner, local string) []string {
	var out []string
	ast.Inspect(n, func(n ast.Node) bool {
		s, ok := n.(*ast.StructType)
		if !ok {
			return true
		}
		for _, field := range s.Fields.List {
			if !holdsContext(field.Type, local) {
				continue
			}
			for _, name := range field.Names {
				out = append(out, owner+"."+name.Name)
			}
			if len(field.Names) == 0 {
				out = append(out, owner+".Context")
			}
		}
		return true
	})
	return out
}

// holdsContext reports whether a type is made of a context: not one of its calls.
func holdsContext(e ast.Expr, local string) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncType, *ast.InterfaceType, *ast.StructType: // an inner struct is looked at by itself
			return false
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok && x.Name == local && n.Sel.Name == "Context" {
				found = true
			}
		}
		return !found
	})
	return found
}
