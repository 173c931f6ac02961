package postgres

// Routines as statements name them: with types of arguments in DROP and ALTER, without them in
// CREATE TRIGGER and the like. Types of arguments have no modifiers, as the server forgets these
// (sql-createfunction.html).

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// routineNamed is the routine of a signature. Of a procedure all arguments can be
// written, OUT ones too (sql-dropprocedure.html).
func (l *loader) routineNamed(o *pg.ObjectWithArgs, kinds ...schema.Kind) (schema.Key, error) {
	s, n := expr.SplitName(expr.NameList(o.Objname))
	wanted := n + "(" + strings.Join(l.argumentTypes(o.Objargs), ", ") + ")"
	for _, in := range (&resolver{l: l, path: l.path}).schemas(s) {
		var found []schema.Key
		for _, k := range l.functions[name{in, n}] {
			if len(kinds) > 0 && !slices.Contains(kinds, k.Kind) {
				continue
			}
			if k.Name == wanted && !o.ArgsUnspecified {
				return k, nil
			}
			if o.ArgsUnspecified || l.hasArguments(k, o) {
				found = append(found, k)
			}
		}
		if len(found) == 1 {
			return found[0], nil
		}
		if len(found) > 1 {
			return schema.Key{}, l.st.ErrorAt(0, "there are %d functions %s: write the argument types", len(found), dotted(in, n))
		}
	}
	return schema.Key{}, l.missingf(0, "function %s does not exist", dotted(s, n)+strings.TrimPrefix(wanted, n))
}

// hasArguments reports whether a procedure has exactly the arguments written, OUT ones
// included.
func (l *loader) hasArguments(k schema.Key, o *pg.ObjectWithArgs) bool {
	f, ok := l.out.Get(k).(*pgmodel.Function)
	if !ok || k.Kind != schema.KindProcedure {
		return false
	}
	types := l.argumentTypes(o.Objargs)
	if len(o.Objfuncargs) > len(types) {
		types = nil
		for _, a := range o.Objfuncargs {
			t, _ := argumentType(a.GetFunctionParameter().GetArgType(), l.names())
			types = append(types, t)
		}
	}
	if len(types) != len(f.Args) {
		return false
	}
	for i, a := range f.Args {
		if a.Type != types[i] {
			return false
		}
	}
	return true
}

// ambiguousProcedures marks the procedures whose types name another one as well: ALTER, DROP and
// GRANT try the types of what callers give and those of all arguments (LookupFuncWithArgs,
// parse_func.c).
func (l *loader) ambiguousProcedures() {
	for _, keys := range l.functions {
		if len(keys) < 2 {
			continue
		}
		for _, k := range keys {
			if f, ok := l.out.Get(k).(*pgmodel.Function); ok && k.Kind == schema.KindProcedure {
				l.markNamed(keys, f)
			}
		}
	}
}

// markNamed marks the procedure among keys that all arguments of another one name.
func (l *loader) markNamed(keys []schema.Key, by *pgmodel.Function) {
	types := make([]string, len(by.Args))
	for i, a := range by.Args {
		types[i] = a.Type
	}
	k := by.ID
	k.Name = k.Name[:strings.LastIndexByte(k.Name, '(')] + "(" + strings.Join(types, ", ") + ")"
	if k == by.ID || !slices.Contains(keys, k) {
		return
	}
	if f, ok := l.mutable(k).(*pgmodel.Function); ok {
		f.Ambiguous = true
	}
}

func (l *loader) argumentTypes(nodes []*pg.Node) []string {
	types := make([]string, len(nodes))
	for i, a := range nodes {
		types[i], _ = argumentType(a.GetTypeName(), l.names())
	}
	return types
}

// argumentType is a type without its modifiers, which functions forget
// (sql-createfunction.html).
func argumentType(t *pg.TypeName, ns expr.Names) (string, []schema.Key) {
	text, uses := expr.TypeName(t, ns)
	return withoutModifier(text), uses
}

func withoutModifier(typ string) string {
	base, mod, found := cutType(typ)
	for found && insideQuotes(typ, mod) {
		return typ
	}
	switch {
	case base == "bpchar", base == "bpchar[]":
		return "character" + strings.TrimPrefix(base, "bpchar")
	case base == "interval" || strings.HasPrefix(base, "interval "):
		if strings.HasSuffix(base, "[]") {
			return "interval[]"
		}
		return "interval"
	}
	return base
}

// insideQuotes reports whether the parentheses of a type stand in a quoted name.
func insideQuotes(typ, mod string) bool {
	return strings.Count(typ[:strings.Index(typ, mod)], `"`)%2 == 1
}

// callee is a function without its argument types, qualified where it is not of
// pg_catalog. The base needs the overload with these arguments, or all of them
// where none has exactly these.
func (l *loader) callee(words []string, args string, b *pgmodel.Shared) (string, error) {
	s, n := expr.SplitName(words)
	in, keys, ok := l.names().Function(s, n)
	if !ok && !l.mayBeBrought("function", s, n) {
		return "", l.missingf(l.st.LocateQualified(s, n), "function %s does not exist", dotted(s, n))
	}
	if !ok {
		in = s
	}
	useOverload(b, keys, n+"("+args+")")
	return dotted(in, n), nil
}

func useOverload(b *pgmodel.Shared, keys []schema.Key, wanted string) {
	for _, k := range keys {
		if k.Name == wanted {
			b.Use(k)
			return
		}
	}
	b.Use(keys...)
}

// calleeWithArgs is a function with its argument types, qualified where it is not
// of pg_catalog.
func (l *loader) calleeWithArgs(o *pg.ObjectWithArgs, b *pgmodel.Shared) (string, error) {
	s, n := expr.SplitName(expr.NameList(o.Objname))
	in, keys, ok := l.names().Function(s, n)
	if !ok && !l.mayBeBrought("function", s, n) {
		return "", l.missingf(l.st.LocateQualified(s, n), "function %s does not exist", dotted(s, n))
	}
	if !ok {
		in = s
	}
	args := "(" + strings.Join(l.argumentTypes(o.Objargs), ", ") + ")"
	if o.ArgsUnspecified {
		if len(keys) != 1 {
			return "", l.st.ErrorAt(0, "write the argument types of function %s", dotted(s, n))
		}
		args = strings.TrimPrefix(keys[0].Name, n)
	}
	useOverload(b, keys, n+args)
	return dotted(in, n) + args, nil
}

// functionNamed is a function without its argument types, qualified where it is not
// of pg_catalog. Of several with that name the one with the arguments is needed.
func functionNamed(words []string, args string, ns expr.Names, base *pgmodel.Shared) string {
	s, n := expr.SplitName(words)
	in, keys, ok := ns.Function(s, n)
	if !ok {
		in = s
	}
	for _, k := range keys {
		if len(keys) == 1 || k.Name == n+"("+args+")" {
			base.Use(k)
		}
	}
	return dotted(in, n)
}
