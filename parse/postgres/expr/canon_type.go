package expr

// Types of expressions are inferred here as far as names alone determine them. An unknown
// type is "", and nothing is concluded from it.

import (
	"cmp"
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/value"
	"github.com/schemadiff/schemadiff/schema"
)

// unknownType is that of string constants and NULL before something gives them one.
const unknownType = "unknown"

// infer returns the type of an expression as far as names alone determine it;
// "" where they do not.
func (w *writer) infer(n *pg.Node) string {
	switch e := n.GetNode().(type) {
	case *pg.Node_AConst:
		return constantType(e.AConst)
	case *pg.Node_ColumnRef:
		return w.columnTypeOf(e.ColumnRef)
	case *pg.Node_TypeCast:
		typ, _ := TypeName(e.TypeCast.TypeName, w.ns)
		return typ
	case nil, *pg.Node_BoolExpr, *pg.Node_NullTest, *pg.Node_BooleanTest, *pg.Node_JsonIsPredicate:
		return pick(n.GetNode() == nil, "", "boolean")
	case *pg.Node_AExpr, *pg.Node_FuncCall, *pg.Node_CoalesceExpr, *pg.Node_MinMaxExpr, *pg.Node_CaseExpr, *pg.Node_AArrayExpr:
		return w.inferOnce(n)
	}
	return w.inferDeep(n)
}

// inferOnce is the type of what can be deep: each place above asks for it.
func (w *writer) inferOnce(n *pg.Node) string {
	if t, ok := w.types[n]; ok || !w.spend(1) {
		return t
	}
	t := w.inferDeep(n)
	if w.types == nil {
		w.types = map[*pg.Node]string{}
	}
	w.types[n] = t
	return t
}

func (w *writer) inferDeep(n *pg.Node) string {
	switch e := n.GetNode().(type) {
	case *pg.Node_AExpr:
		return w.operationType(e.AExpr)
	case *pg.Node_FuncCall:
		return w.callType(e.FuncCall)
	case *pg.Node_CoalesceExpr:
		return w.commonType(e.CoalesceExpr.Args)
	case *pg.Node_MinMaxExpr:
		return w.commonType(e.MinMaxExpr.Args)
	case *pg.Node_CaseExpr:
		results := []*pg.Node{}
		for _, a := range e.CaseExpr.Args {
			results = append(results, a.GetCaseWhen().Result)
		}
		if e.CaseExpr.Defresult != nil {
			results = append(results, e.CaseExpr.Defresult)
		}
		return w.commonType(results)
	case *pg.Node_SubLink:
		return w.subLinkType(e.SubLink)
	case *pg.Node_AArrayExpr:
		if t := w.commonType(e.AArrayExpr.Elements); t != "" && !strings.HasSuffix(t, "[]") {
			return WithoutModifier(t) + "[]"
		}
	case *pg.Node_CollateClause:
		return w.infer(e.CollateClause.Arg)
	case *pg.Node_ParamRef:
		return w.argumentType(int(e.ParamRef.Number) - 1)
	case *pg.Node_SqlvalueFunction:
		return valueFunctionType(e.SqlvalueFunction)
	case *pg.Node_AIndirection:
		return w.indirectionType(e.AIndirection)
	case *pg.Node_JsonObjectConstructor, *pg.Node_JsonArrayConstructor, *pg.Node_JsonObjectAgg, *pg.Node_JsonArrayAgg:
		return jsonConstructorType(w.ns, w.infer, n)
	}
	return ""
}

func constantType(c *pg.A_Const) string {
	switch {
	case c.GetIval() != nil:
		return "integer"
	case c.GetFval() != nil:
		return wholeType(c.GetFval().Fval)
	case c.GetBoolval() != nil:
		return "boolean"
	case c.GetBsval() != nil:
		return `"bit"`
	}
	return unknownType
}

func (w *writer) columnTypeOf(ref *pg.ColumnRef) string {
	if isStarRef(ref) {
		return ""
	}
	words := NameList(ref.Fields)
	name := words[len(words)-1]
	if w.sc.Values && len(words) == 1 && name == "value" {
		return w.sc.ValueType
	}
	if len(words) == 1 {
		at, ok := w.lookup(name)
		if e, _ := w.entryNamed("", name); !ok && e != nil && e.scalar {
			return e.columns[0].Type
		}
		if !ok {
			return w.argumentType(slices.Index(w.sc.Params, name))
		}
		if at.entry == nil || at.index < 0 {
			return ""
		}
		return at.entry.columns[at.index].Type
	}
	schemaName, alias := SplitName(words[:len(words)-1])
	e, _ := w.entryNamed(schemaName, alias)
	if e == nil {
		e = w.rowEntry(alias)
	}
	if e != nil {
		if i := e.find(name); i >= 0 {
			return e.columns[i].Type
		}
	}
	if e == nil && schemaName == "" && alias == w.sc.TableName {
		return w.argumentType(slices.Index(w.sc.Params, name))
	}
	return ""
}

// argumentType is the type of an argument of the function whose body this is; "" where there
// is no such argument.
func (w *writer) argumentType(i int) string {
	if i < 0 || i >= len(w.sc.ArgTypes) {
		return ""
	}
	return w.sc.ArgTypes[i]
}

func isStarRef(ref *pg.ColumnRef) bool { return ref.Fields[len(ref.Fields)-1].GetAStar() != nil }

func (w *writer) operationType(e *pg.A_Expr) string {
	switch e.Kind {
	case pg.A_Expr_Kind_AEXPR_OP:
	case pg.A_Expr_Kind_AEXPR_NULLIF:
		own, other := w.infer(e.Lexpr), w.infer(e.Rexpr)
		return asInet(cmp.Or(numberOperand("=", w.below(own), w.below(other)), own))
	default:
		return "boolean"
	}
	if in, _ := w.operatorIn(e); in != "" {
		if f, chosen := w.form(e); chosen && !isPolymorphic(f.Result) {
			return f.Result
		}
		return ""
	}
	op := operatorName(e.Name)
	r := WithoutModifier(w.infer(e.Rexpr))
	if e.Lexpr == nil {
		if f, ok := builtinOperatorOf(op, "NONE", asInet(r)); ok {
			return f.Result
		}
		return r
	}
	switch op {
	case "=", "<>", "<", ">", "<=", ">=", "~~", "!~~", "~~*", "!~~*", "~", "!~", "~*", "!~*", "@>", "<@", "?", "?|", "?&", "@@", "&&", "@?":
		return "boolean"
	case "->>", "#>>":
		return "text"
	case "->", "#>", "#-":
		return w.infer(e.Lexpr)
	}
	l := WithoutModifier(w.infer(e.Lexpr))
	if typ := binaryType(op, l, r); typ != "" {
		return typ
	}
	if l == unknownType {
		l = constantSide(op, r, false)
	}
	if r == unknownType {
		r = constantSide(op, l, true)
	}
	f, _ := builtinOperatorOf(op, l, r)
	return f.Result
}

// binaryType returns the type of arithmetic and concatenation.
func binaryType(op, l, r string) string {
	or := func(typ, other string) string { return pick(typ == unknownType && numberRank(other) > 0, other, typ) }
	switch op {
	case "||":
		for _, t := range []string{l, r} {
			if t == "jsonb" || strings.HasSuffix(t, "[]") {
				return t
			}
		}
		if isText(l) || isText(r) {
			return "text"
		}
	case "^":
		return numberOperand(op, or(l, r), or(r, l))
	case "+", "-", "*", "/", "%":
		l, r = or(l, r), or(r, l)
		switch {
		case l == "money" || r == "money":
			return pick(op == "/" && r != "" && numberRank(r) == 0, "double precision", "money")
		case numberRank(l) > 0 && numberRank(r) > 0:
			return numberResult(l, r)
		}
		return timeResult(op, l, r)
	}
	return ""
}

// timeResult is the type of arithmetic with dates, times and intervals (functions-datetime.html,
// table "Date/Time Operators").
func timeResult(op, l, r string) string {
	if op == "+" && (l == "interval" || isInteger(l) || strings.HasPrefix(l, "time ")) && r != "interval" {
		l, r = r, l
	}
	switch {
	case op != "+" && op != "-":
		if l == "interval" && numberRank(r) > 0 || op == "*" && r == "interval" && numberRank(l) > 0 {
			return "interval"
		}
	case r == "interval":
		switch {
		case l == "date":
			return "timestamp without time zone"
		case l == "interval", strings.HasPrefix(l, "time"):
			return l
		}
	case l == "date" && r == "integer":
		return "date"
	case op == "+" && l == "date" && strings.HasPrefix(r, "time "):
		return "timestamp" + r[len("time"):]
	case op == "-" && l == r && l == "date":
		return "integer"
	case op == "-" && l == r && (strings.HasPrefix(l, "timestamp") || l == "time without time zone"):
		return "interval"
	}
	return ""
}

func isText(typ string) bool { return typ == "text" || typ == "character varying" }

func (w *writer) callType(f *pg.FuncCall) string {
	if text, query, ok := carriedText(f); ok && !query {
		return w.carriedType(text)
	}
	in, name := w.functionIn(f)
	if in != "" && in != "pg_catalog" {
		typ, _ := w.resultOf(in, name, f.Args)
		return typ
	}
	if len(f.Args) == 0 {
		sig, _ := argumentTypes(name, 0)
		return sig.result
	}
	switch name {
	case "min", "max":
		if len(f.Args) == 1 && f.Over == nil {
			t := WithoutModifier(w.infer(f.Args[0]))
			if t == "character varying" {
				return "text"
			}
			return t
		}
	case "abs":
		if t := w.below(w.infer(f.Args[0])); len(f.Args) == 1 && numberRank(t) > 0 {
			return t
		}
	case "sum":
		if len(f.Args) == 1 {
			return sumType(WithoutModifier(w.infer(f.Args[0])))
		}
	case "timezone":
		if len(f.Args) == 2 {
			return zonedType(WithoutModifier(w.infer(f.Args[1])))
		}
	case "avg":
		if len(f.Args) == 1 {
			return averageType(w.below(WithoutModifier(w.infer(f.Args[0]))))
		}
	case "string_agg":
		if t := w.below(WithoutModifier(w.infer(f.Args[0]))); isText(t) || t == "bpchar" || t == "bytea" {
			return pick(t == "bytea", t, "text")
		}
	case "array_agg":
		if t := WithoutModifier(w.infer(f.Args[0])); t != "" && t != unknownType && !strings.HasSuffix(t, "[]") {
			return t + "[]"
		}
		return ""
	}
	sig, _ := w.builtinCall(name, f.Args)
	switch name {
	case "lower", "upper", "substring", "substr", "btrim", "ltrim", "rtrim", "overlay":
		if t := w.below(w.infer(f.Args[0])); isText(t) || t == "bpchar" || t == unknownType {
			return "text"
		}
	}
	return sig.result
}

// resultOf returns the type and columns that a function of the model returns, where known.
func (w *writer) resultOf(in, name string, args []*pg.Node) (string, []Column) {
	more, ok := w.ns.(MoreNames)
	if !ok {
		return "", nil
	}
	_, keys, _ := w.ns.Function(in, name)
	if keys = w.overloads(keys, args); len(keys) != 1 {
		return "", nil
	}
	return more.Result(keys[0])
}

// zonedType is the type of the result of AT TIME ZONE on a value of a type.
func zonedType(t string) string {
	switch t {
	case "timestamp with time zone":
		return "timestamp without time zone"
	case "timestamp without time zone":
		return "timestamp with time zone"
	case "time without time zone", "time with time zone":
		return "time with time zone"
	}
	return ""
}

func averageType(t string) string {
	switch t {
	case "smallint", "integer", "bigint", "numeric":
		return "numeric"
	case "real", "double precision":
		return "double precision"
	case "interval":
		return t
	}
	return ""
}

func sumType(t string) string {
	switch t {
	case "smallint", "integer":
		return "bigint"
	case "bigint":
		return "numeric"
	}
	return t
}

func (w *writer) subLinkType(e *pg.SubLink) string {
	switch e.SubLinkType {
	case pg.SubLinkType_EXPR_SUBLINK, pg.SubLinkType_ARRAY_SUBLINK:
		c := w.columnsOf(e.Subselect.GetSelectStmt(), w.q)
		if len(c.list) != 1 {
			return ""
		}
		t := c.list[0].Type
		if e.SubLinkType == pg.SubLinkType_ARRAY_SUBLINK && t != "" {
			return WithoutModifier(t) + "[]"
		}
		return t
	}
	return "boolean"
}

func valueFunctionType(f *pg.SQLValueFunction) string {
	switch valueFunctionName(f.Op) {
	case "CURRENT_DATE":
		return "date"
	case "CURRENT_TIME":
		return "time with time zone"
	case "CURRENT_TIMESTAMP":
		return "timestamp with time zone"
	case "LOCALTIME":
		return "time without time zone"
	case "LOCALTIMESTAMP":
		return "timestamp without time zone"
	}
	return "name"
}

// commonType is the type that CASE, COALESCE and ARRAY make of their parts
// (select_common_type in parse_coerce.c); "" where one is not known.
func (w *writer) commonType(list []*pg.Node) string {
	common := unknownType
	for _, n := range list {
		t := w.below(w.infer(n))
		switch {
		case t == "":
			return ""
		case t == unknownType || t == common:
		case common == unknownType:
			common = t
		case numberRank(t) > 0 && numberRank(common) > 0:
			if numberRank(t) > numberRank(common) {
				common = t
			}
		case t == "oid" && isInteger(common):
			common = t
		case common == "oid" && isInteger(t):
		case isText(t) && isText(common): // the first one: each becomes the other
		default:
			return ""
		}
	}
	if common == unknownType && len(list) > 0 {
		return "text"
	}
	return common
}

// typed is a constant with the type that its place gives it.
func (w *writer) typed(n *pg.Node, typ string) *pg.Node {
	c := n.GetAConst()
	if c == nil || typ == "" || typ == unknownType || w.mode == modeLoose && !storedOtherwise(typ) {
		return n
	}
	switch {
	case c.GetSval() != nil && w.isDomain(typ):
		return n // it gets the type below the domain
	case c.GetSval() != nil:
		return CastNode(n, typ)
	}
	return n
}

// coerced is a value with the type that its place gives it: a constant of unknown type
// or NULL has it, a number becomes one of a type that holds more.
func (w *writer) coerced(n *pg.Node, typ string) *pg.Node {
	return w.promoted(w.typed(n, typ), w.below(w.infer(n)), typ)
}

// storedOtherwise reports whether constants of a type can be stored with another text
// than the author's. Of others the loose text takes the cast off anyway.
func storedOtherwise(typ string) bool { return typ == "money" || value.IsRespelled(typ) }

// isDomain reports whether a type is a domain of the model.
func (w *writer) isDomain(typ string) bool {
	if strings.HasSuffix(typ, "[]") {
		return false
	}
	for _, k := range TypeUses(typ, w.ns) {
		if k.Kind == schema.KindDomain {
			return true
		}
	}
	return false
}

// below is a type as operators take it: without its modifier, and of a domain the
// type below it.
func (w *writer) below(typ string) string {
	typ = WithoutModifier(typ)
	more, ok := w.ns.(MoreNames)
	if !ok || !strings.Contains(typ, ".") {
		return typ
	}
	for range 10 { // domains over domains
		keys := TypeUses(typ, w.ns)
		if len(keys) == 0 || keys[0].Kind != schema.KindDomain || strings.HasSuffix(typ, "[]") {
			return typ
		}
		typ = WithoutModifier(more.Base(keys[0]))
	}
	return typ
}

// commonElements are the values of an IN list with the type that they get together
// with the left side.
func (w *writer) commonElements(left *pg.Node, items []*pg.Node) []*pg.Node {
	typ := w.commonType(append([]*pg.Node{left}, items...))
	if typ == "character varying" {
		typ = "text" // there are no operators of its own
	}
	if typ == "" {
		return items
	}
	out := make([]*pg.Node, len(items))
	for i, n := range items {
		out[i] = w.coerced(n, typ)
	}
	return out
}
