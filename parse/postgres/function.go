package postgres

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

func (l *loader) createFunction(n *pg.CreateFunctionStmt) error {
	f := &pgmodel.Function{}
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
		f.TakeAccess(old.Common())
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

// language returns what the function is written in: one of the model or an extension's.
func (l *loader) language(f *pgmodel.Function) error {
	switch f.Language {
	case "sql", "plpgsql", "c", "internal":
		return nil
	}
	for _, kind := range []schema.Kind{schema.KindLanguage, schema.KindExtension} {
		k := schema.Key{Kind: kind, Name: f.Language}
		if l.out.Get(k) != nil {
			f.Use(k)
			return nil
		}
	}
	r := &resolver{l: l, path: l.path}
	if l.catalog || l.ordered || l.lenient || r.outside(name{"", f.Language}, schema.KindLanguage) {
		return nil
	}
	return l.missingf(l.st.Locate(f.Language), "language %s does not exist", pgmodel.Quote(f.Language))
}

// functionOptions applies the clauses of CREATE and ALTER FUNCTION.
func (l *loader) functionOptions(f *pgmodel.Function, options []*pg.Node) error {
	for _, node := range options {
		d := node.GetDefElem()
		switch d.Defname {
		case "as":
			f.Library, f.Body = definitionOf(d.Arg.GetList().GetItems())
		case "language":
			f.Language = strings.ToLower(valueText(d.Arg))
		case "transform":
			for _, t := range d.Arg.GetList().GetItems() {
				text, uses := argumentType(t.GetTypeName(), l.names())
				f.Transforms = append(f.Transforms, text)
				f.Use(uses...)
				f.Use(l.transformsOf(text, f.Language)...)
			}
		case "window":
			f.Window = d.Arg.GetBoolean().GetBoolval()
		case "volatility":
			f.Volatility = unlessDefault(valueText(d.Arg), "volatile")
		case "strict":
			f.Strict = d.Arg.GetBoolean().GetBoolval()
		case "security":
			f.SecurityDefiner = d.Arg.GetBoolean().GetBoolval()
		case "leakproof":
			f.Leakproof = d.Arg.GetBoolean().GetBoolval()
		case "parallel":
			f.Parallel = unlessDefault(strings.ToLower(valueText(d.Arg)), "unsafe")
		case "cost":
			f.Cost = valueText(d.Arg)
		case "rows":
			f.Rows = valueText(d.Arg)
		case "support":
			support, err := l.callee(defWords(d), "internal", &f.Shared)
			if err != nil {
				return err
			}
			f.Support = support
		case "set":
			l.functionSetting(f, d.Arg.GetVariableSetStmt())
		default:
			l.unsupported(d.Location, "%s of %s", strings.ToUpper(d.Defname), f.ID)
		}
	}
	return nil
}

func unlessDefault(value, usual string) string {
	if value == usual {
		return ""
	}
	return value
}

// definitionOf are the strings after AS: a body, or a library and a symbol.
func definitionOf(items []*pg.Node) (library, body string) {
	switch len(items) {
	case 1:
		return "", items[0].GetString_().GetSval()
	case 2:
		return items[0].GetString_().GetSval(), items[1].GetString_().GetSval()
	}
	return "", ""
}

// finishOptions drops defaults, and fills in what they mean (functioncmds.c).
func finishOptions(f *pgmodel.Function, word string) {
	cost := "100"
	switch f.Language {
	case "c":
		cost = "1"
		if f.Library == "" {
			f.Library, f.Body = f.Body, word
		}
	case "internal":
		cost = "1"
		if f.Body == "" {
			f.Body = word
		}
	}
	f.Cost = unlessDefault(f.Cost, cost)
	usual := "0"
	if strings.HasPrefix(f.Returns, "SETOF ") {
		usual = "1000"
	}
	f.Rows = unlessDefault(f.Rows, usual)
	slices.Sort(f.Transforms)
}

// functionExpressions resolves the defaults of arguments and a body that is no
// string, once all that they name is known.
func (l *loader) functionExpressions(f *pgmodel.Function, n *pg.CreateFunctionStmt) {
	ns := l.names()
	var params []string
	for _, a := range f.Args {
		params = append(params, a.Name)
	}
	k := f.ID
	l.later(func() {
		if l.out.Get(k) != schema.Object(f) {
			return // replaced or dropped meanwhile
		}
		for i, node := range n.Parameters {
			if expression := node.GetFunctionParameter().GetDefexpr(); expression != nil {
				e, uses := argumentDefault(expression, f.Args[i].Type, ns, expr.Scope{Params: params})
				f.Args[i].Default = e
				f.Use(without(uses, k)...)
			}
		}
		if n.SqlBody != nil {
			var uses []schema.Key
			f.Atomic, uses = atomic(n.SqlBody, ns, expr.Scope{Params: params, TableName: expr.BareName(k.Name)})
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

// isTextConstant reports whether a cast is that of a string constant to text.
func isTextConstant(c *pg.TypeCast) bool {
	t := c.GetTypeName()
	if c.GetArg().GetAConst().GetSval() == nil || len(t.GetArrayBounds()) > 0 || len(t.GetTypmods()) > 0 {
		return false
	}
	_, word := expr.SplitName(expr.NameList(t.GetNames()))
	return word == "text" || word == "varchar"
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

// functionSetting applies SET and RESET of a function.
func (l *loader) functionSetting(f *pgmodel.Function, n *pg.VariableSetStmt) {
	word := settingWord(n.Name)
	switch n.Kind {
	case pg.VariableSetKind_VAR_SET_VALUE:
		f.Settings = keepSetting(f.Settings, word, configValue(word, n.Args))
	case pg.VariableSetKind_VAR_SET_DEFAULT, pg.VariableSetKind_VAR_RESET:
		f.Settings = unset(f.Settings, word)
	case pg.VariableSetKind_VAR_RESET_ALL:
		f.Settings = nil
	case pg.VariableSetKind_VAR_SET_CURRENT:
		if word != "search_path" {
			l.unsupported(0, "SET %s FROM CURRENT", n.Name)
			return
		}
		words := make([]string, len(l.path))
		for i, s := range l.path {
			words[i] = pgmodel.Quote(s)
		}
		f.Settings = keepSetting(f.Settings, word, strings.Join(words, ", "))
	default:
		l.unsupported(0, "SET %s of a function", n.Name)
	}
}

// keepSetting puts a value after the others, or in the place of its former one, as
// the server does.
func keepSetting(list []pgmodel.Setting, word, value string) []pgmodel.Setting {
	list = slices.Clone(list)
	for i := range list {
		if list[i].Name == word {
			list[i].Value = value
			return list
		}
	}
	return append(list, pgmodel.Setting{Name: word, Value: value})
}

// settingWord is the name of a setting; those of the server do not mind their case.
func settingWord(n string) string { return strings.ToLower(n) }

// configValue is a value as pg_proc.proconfig has it (guc_funcs.c,
// flatten_set_variable_args).
func configValue(word string, args []*pg.Node) string {
	texts := make([]string, len(args))
	for i, a := range args {
		if c := a.GetTypeCast(); c != nil {
			a = c.Arg
		}
		texts[i] = valueText(a)
		if pgmodel.ListsNames(word) {
			texts[i] = pgmodel.Quote(texts[i])
		}
	}
	return strings.Join(texts, ", ")
}

func (l *loader) alterFunction(n *pg.AlterFunctionStmt) error {
	k, _, err := l.routineObject(n.Objtype, &pg.Node{Node: &pg.Node_ObjectWithArgs{ObjectWithArgs: n.Func}})
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
		sc.Params = append(sc.Params, o.Args[i].Name)
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
	sql, changed := expr.RenameInSQL(o.Atomic.SQL, true, expr.Renaming{From: f.from, To: f.to}, f.ns, sc)
	if n, ok := expr.ParseText(sql, true); changed && ok {
		o.Atomic, _ = atomic(n, f.ns, sc)
	}
}
