package postgres

// CREATE FUNCTION and CREATE PROCEDURE. The key of a routine holds the types of its input
// arguments; a body in standard SQL is resolved, one in a string is kept as it is written
// (sql-createfunction.html).

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// How the loader treats functions and procedures.
var _ = register(kind{
	names:   []schema.Kind{schema.KindFunction, schema.KindProcedure},
	grammar: map[pg.ObjectType]schema.Kind{pg.ObjectType_OBJECT_FUNCTION: schema.KindFunction, pg.ObjectType_OBJECT_PROCEDURE: schema.KindProcedure, pg.ObjectType_OBJECT_ROUTINE: schema.KindFunction},
	fold: func(l *loader, node *pg.Node) (bool, error) {
		switch n := node.Node.(type) {
		case *pg.Node_CreateFunctionStmt:
			return true, l.createFunction(n.CreateFunctionStmt)
		case *pg.Node_AlterFunctionStmt:
			return true, l.alterFunction(n.AlterFunctionStmt)
		}
		return false, nil
	},
	find: (*loader).functionNamed,
	setKey: func(o pgmodel.Object, k schema.Key) {
		x := o.(*pgmodel.Function)
		x.ID = k
		x.Name = expr.BareName(k.Name)
	},
	follow: func(f *follower, o pgmodel.Object) { f.routineText(o.(*pgmodel.Function)) },
	signature: func(o pgmodel.Object) string {
		x := o.(*pgmodel.Function)
		return routineName(expr.BareName(x.ID.Name), x.Args)
	},
	touches: inText,
	acts:    functionActs,
	concerns: func(node *pg.Node) []schema.Key {
		switch n := node.Node.(type) {
		case *pg.Node_CreateFunctionStmt:
			return wordsName(expr.NameList(n.CreateFunctionStmt.Funcname))
		case *pg.Node_AlterFunctionStmt:
			return wordsName(expr.NameList(n.AlterFunctionStmt.Func.GetObjname()))
		}
		return nil
	},
})

func (l *loader) createFunction(n *pg.CreateFunctionStmt) error {
	f := &pgmodel.Function{Unchecked: l.creating.bodiesUnchecked, Path: l.path}
	if err := l.arguments(f, n.Parameters); err != nil {
		return err
	}
	if err := l.returns(f, n); err != nil {
		return err
	}
	s, word := l.targetName(n.Funcname)
	kind := schema.KindFunction
	if n.IsProcedure {
		kind = schema.KindProcedure
	}
	f.ID = schema.Key{Kind: kind, Schema: s, Name: routineName(word, f.Args)}
	l.begin(&f.Shared, f.ID)
	if err := l.functionOptions(f, n.Options); err != nil {
		return err
	}
	if f.Language == "" && n.SqlBody != nil {
		f.Language = "sql"
	}
	if err := l.checkFunction(f, n); err != nil {
		return err
	}
	finishOptions(f, word)
	l.put(f)
	l.functionExpressions(f, n)
	return nil
}

// signature is a routine's name with the types of the arguments that callers give.
func routineName(word string, args []pgmodel.Arg) string {
	var types []string
	for _, a := range args {
		if a.IsInput() {
			types = append(types, a.Type)
		}
	}
	return word + "(" + strings.Join(types, ", ") + ")"
}

func (l *loader) arguments(f *pgmodel.Function, params []*pg.Node) error {
	for _, node := range params {
		p := node.GetFunctionParameter()
		if _, _, err := l.typ(p.ArgType); err != nil {
			return err
		}
		t, uses := argumentType(p.ArgType, l.names())
		f.Use(uses...)
		f.Args = append(f.Args, pgmodel.Arg{Mode: argMode(p.Mode), Name: p.Name, Type: t})
	}
	return nil
}

func argMode(m pg.FunctionParameterMode) string {
	switch m {
	case pg.FunctionParameterMode_FUNC_PARAM_OUT:
		return "out"
	case pg.FunctionParameterMode_FUNC_PARAM_INOUT:
		return "inout"
	case pg.FunctionParameterMode_FUNC_PARAM_VARIADIC:
		return "variadic"
	case pg.FunctionParameterMode_FUNC_PARAM_TABLE:
		return "table"
	}
	return "in"
}

// returns returns what the function returns: as written, or as its OUT arguments imply.
func (l *loader) returns(f *pgmodel.Function, n *pg.CreateFunctionStmt) error {
	if n.IsProcedure {
		return nil
	}
	var out []string
	set := ""
	for _, a := range f.Args {
		switch a.Mode {
		case "table":
			set = "SETOF "
			out = append(out, a.Type)
		case "out", "inout":
			out = append(out, a.Type)
		}
	}
	switch {
	case n.ReturnType != nil && set == "":
		if _, _, err := l.typ(n.ReturnType); err != nil {
			return err
		}
		text, uses := argumentType(n.ReturnType, l.names())
		f.Returns = text
		f.Use(uses...)
	case len(out) == 1:
		f.Returns = set + out[0]
	case len(out) > 1:
		f.Returns = set + "record"
	default:
		return l.st.ErrorAt(0, "function %s has no RETURNS", pgmodel.Quote(expr.NameList(n.Funcname)[len(n.Funcname)-1]))
	}
	return nil
}

// checkFunction looks for what stands against the function.
func (l *loader) checkFunction(f *pgmodel.Function, n *pg.CreateFunctionStmt) error {
	if err := l.schemaExists(f.ID.Schema, 0); err != nil {
		return err
	}
	if f.Language == "" {
		return l.st.ErrorAt(0, "%s has no LANGUAGE", f.ID)
	}
	if err := l.language(f); err != nil {
		return err
	}
	if err := l.bodyExists(n.SqlBody); err != nil {
		return err
	}
	word := expr.BareName(f.ID.Name)
	for _, k := range l.functions[name{f.ID.Schema, word}] {
		if k.Name != f.ID.Name {
			continue
		}
		if !n.Replace || k.Kind != f.ID.Kind {
			return l.definedTwice(k)
		}
		old := l.out.Get(k).(*pgmodel.Function)
		f.Comment = old.Comment
		f.CopyAccess(old.Common())
	}
	return nil
}

// bodyExists asks for the relations that a body names which is no string, and
// expands the stars in it to the columns there are now.
func (l *loader) bodyExists(body *pg.Node) error {
	if body == nil {
		return nil
	}
	if err := l.relationsExist(body); err != nil {
		return err
	}
	if err := expr.ExpandStars(body, l.names()); err != nil {
		return l.missingf(0, "%v", err)
	}
	return nil
}

// functionExpressions resolves the defaults of arguments and a body that is no
// string, once all that they name is known.
func (l *loader) functionExpressions(f *pgmodel.Function, n *pg.CreateFunctionStmt) {
	ns := l.names()
	var params, types []string
	for _, a := range f.Args {
		params, types = append(params, a.Name), append(types, a.Type)
	}
	k := f.ID
	l.later(func() {
		if l.out.Get(k) != schema.Object(f) {
			return // replaced or dropped meanwhile
		}
		for i, node := range n.Parameters {
			if expression := node.GetFunctionParameter().GetDefexpr(); expression != nil {
				e, uses := argumentDefault(expression, f.Args[i].Type, ns, expr.Scope{Params: params, ArgTypes: types})
				f.Args[i].Default = e
				f.Use(without(uses, k)...)
			}
		}
		if n.SqlBody != nil {
			var uses []schema.Key
			f.Atomic, uses = atomic(n.SqlBody, ns, expr.Scope{Params: params, ArgTypes: types, TableName: expr.BareName(k.Name)})
			f.Use(without(uses, k)...)
		}
	})
}

// atomic is a body that is no string. The server writes constants that it took for
// text with that type, which it prefers for those without one
// (typeconv-func.html), so the type does not count.
func atomic(body *pg.Node, ns expr.Names, sc expr.Scope) (pgmodel.Expr, []schema.Key) {
	e, _, uses := expr.CanonicalQuery(body, ns, sc)
	bare := proto.Clone(body).(*pg.Node)
	expr.Walk(bare.ProtoReflect(), func(m protoreflect.Message) {
		if n, ok := m.Interface().(*pg.Node); ok && isTextConstant(n.GetTypeCast()) {
			n.Node = n.GetTypeCast().Arg.Node
		}
	})
	plain, _, _ := expr.CanonicalQuery(bare, ns, sc)
	e.Strict, e.Loose = plain.Strict, plain.Loose
	return e, uses
}

// argumentDefault is the default of an argument. The name in a string for regclass
// and the like is that of an object.
func argumentDefault(expression *pg.Node, typ string, ns expr.Names, sc expr.Scope) (pgmodel.Expr, []schema.Key) {
	if strings.HasPrefix(typ, "reg") && expression.GetAConst().GetSval() != nil {
		return expr.Canonical(expr.CastNode(expression, typ), ns, sc)
	}
	e, uses := expr.Canonical(expression, ns, sc)
	return typedLiteral(e, expression, typ, ns), uses
}

func (l *loader) alterFunction(n *pg.AlterFunctionStmt) error {
	k, err := l.object(n.Objtype, &pg.Node{Node: &pg.Node_ObjectWithArgs{ObjectWithArgs: n.Func}})
	if err != nil {
		return err
	}
	f, ok := l.mutable(k).(*pgmodel.Function)
	if !ok {
		return l.st.ErrorAt(0, "%s cannot be altered so", k)
	}
	f.Settings, f.Transforms = slices.Clone(f.Settings), slices.Clone(f.Transforms)
	if err := l.functionOptions(f, n.Actions); err != nil {
		return err
	}
	finishOptions(f, expr.BareName(k.Name))
	return nil
}

// routineText rewrites types, defaults and a body that is no string.
func (f *follower) routineText(o *pgmodel.Function) {
	sc := expr.Scope{TableName: expr.BareName(o.ID.Name)}
	for i := range o.Args {
		f.typ(&o.Args[i].Type)
		sc.Params, sc.ArgTypes = append(sc.Params, o.Args[i].Name), append(sc.ArgTypes, o.Args[i].Type)
	}
	row, set := strings.CutPrefix(o.Returns, "SETOF ")
	f.typ(&row)
	if o.Returns = row; set {
		o.Returns = "SETOF " + row
	}
	for i := range o.Transforms {
		f.typ(&o.Transforms[i])
	}
	f.function(&o.Support)
	if f.from.Kind == schema.KindLanguage && o.Language == f.from.Name {
		o.Language = f.to.Name
	}
	for i := range o.Args {
		f.expr(&o.Args[i].Default, schema.Key{})
	}
	if o.Atomic.IsZero() {
		return
	}
	sql, changed := expr.RenameInSQL(o.Atomic.SQL, true, *f.renaming(), f.ns, sc)
	if n, ok := expr.ParseText(sql, true); changed && ok {
		o.Atomic, _ = atomic(n, f.ns, sc)
	}
}

// functionNamed is the function or procedure that a statement names: ROUTINE means either.
func (l *loader) functionNamed(t pg.ObjectType, n *pg.Node) (schema.Key, error) {
	switch t {
	case pg.ObjectType_OBJECT_FUNCTION:
		return l.routineNamed(n.GetObjectWithArgs(), schema.KindFunction)
	case pg.ObjectType_OBJECT_PROCEDURE:
		return l.routineNamed(n.GetObjectWithArgs(), schema.KindProcedure)
	}
	return l.routineNamed(n.GetObjectWithArgs())
}

func functionActs(r *actReader, node *pg.Node) bool {
	n := node.GetCreateFunctionStmt()
	if n == nil {
		return false
	}
	_, name := expr.SplitName(expr.NameList(n.Funcname))
	a := schema.Act{Verb: schema.Creates, Kind: schema.KindFunction, Name: name, IfNotExists: n.Replace, Unqualified: len(n.Funcname) < 2}
	for _, o := range n.Options {
		d := o.GetDefElem()
		switch d.GetDefname() {
		case "security":
			a.Definer = d.Arg.GetBoolean().GetBoolval()
		case "set":
			a.Pinned = a.Pinned || d.Arg.GetVariableSetStmt().GetName() == "search_path"
		}
	}
	r.add(0, a)
	return true
}
