package expr

// Several spellings of one expression, such as IN and = ANY or BETWEEN and two
// comparisons, have one normal form. It is made here.

import (
	"slices"
	"strconv"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// normal is an expression in the form that all of its spellings have in common, at
// its top; what is below follows when it is written.
//
// It ends because every rewriting either replaces a form that none gives back (IN,
// BETWEEN, LIKE, rows, a name with pg_catalog before it), or takes a cast to text or to
// the type below a domain off what is no constant, or gives a constant or a number a
// type that it does not have, which none takes off.
func (w *writer) normal(n *pg.Node) *pg.Node {
	for {
		next := n
		switch e := n.Node.(type) {
		case *pg.Node_AExpr:
			next = w.normalOperation(n, e.AExpr)
		case *pg.Node_TypeCast:
			next = w.normalCast(n, e.TypeCast)
		case *pg.Node_AConst:
			next = normalConstant(n, e.AConst)
		case *pg.Node_CaseExpr:
			next = w.normalCase(n, e.CaseExpr)
		case *pg.Node_AIndirection:
			next = w.normalField(n, e.AIndirection)
		case *pg.Node_CoalesceExpr:
			if args, changed := w.commonArguments(e.CoalesceExpr.Args); changed {
				return &pg.Node{Node: &pg.Node_CoalesceExpr{CoalesceExpr: &pg.CoalesceExpr{Args: args}}}
			}
		case *pg.Node_AArrayExpr:
			if args, changed := w.commonArguments(e.AArrayExpr.Elements); changed {
				return &pg.Node{Node: &pg.Node_AArrayExpr{AArrayExpr: &pg.A_ArrayExpr{Elements: args}}}
			}
		case *pg.Node_MinMaxExpr:
			if args, changed := w.commonArguments(e.MinMaxExpr.Args); changed {
				return &pg.Node{Node: &pg.Node_MinMaxExpr{MinMaxExpr: &pg.MinMaxExpr{Op: e.MinMaxExpr.Op, Args: args}}}
			}
		case *pg.Node_JsonArrayQueryConstructor:
			next = normalJSONQuery(e.JsonArrayQueryConstructor)
		case *pg.Node_BoolExpr:
			if len(e.BoolExpr.Args) == 1 && e.BoolExpr.Boolop != pg.BoolExprType_NOT_EXPR {
				next = e.BoolExpr.Args[0]
			}
		}
		if next == n || !w.spend(1) {
			return n
		}
		n = next
	}
}

// normalConstant writes bits, and a number that has no fraction and is beyond 32 bits,
// as the server does: as text with its type (make_const in parse_node.c).
func normalConstant(n *pg.Node, c *pg.A_Const) *pg.Node {
	if b := c.GetBsval(); b != nil {
		return CastNode(StringNode(binaryDigits(b.Bsval)), `"bit"`)
	}
	if c.GetFval() == nil {
		return n
	}
	plain := plainNumber(c.GetFval().Fval)
	if !isDigits(strings.TrimPrefix(plain, "-")) {
		return n
	}
	if typ := wholeType(c.GetFval().Fval); typ != "integer" {
		return CastNode(StringNode(plain), typ)
	}
	v, _ := strconv.ParseInt(plain, 10, 32)
	return intNode(int32(v))
}

func (w *writer) normalOperation(n *pg.Node, e *pg.A_Expr) *pg.Node {
	switch e.Kind {
	case pg.A_Expr_Kind_AEXPR_IN:
		return w.normalIn(e)
	case pg.A_Expr_Kind_AEXPR_LIKE, pg.A_Expr_Kind_AEXPR_ILIKE, pg.A_Expr_Kind_AEXPR_SIMILAR:
		return operationNode(pg.A_Expr_Kind_AEXPR_OP, operatorName(e.Name), e.Lexpr, e.Rexpr)
	case pg.A_Expr_Kind_AEXPR_BETWEEN, pg.A_Expr_Kind_AEXPR_NOT_BETWEEN, pg.A_Expr_Kind_AEXPR_BETWEEN_SYM, pg.A_Expr_Kind_AEXPR_NOT_BETWEEN_SYM:
		return normalBetween(e)
	case pg.A_Expr_Kind_AEXPR_NOT_DISTINCT:
		if m := distinctFromNull(e, pg.NullTestType_IS_NULL); m != nil {
			return m
		}
		distinct := &pg.A_Expr{Kind: pg.A_Expr_Kind_AEXPR_DISTINCT, Name: e.Name, Lexpr: e.Lexpr, Rexpr: e.Rexpr}
		return boolNodeOf(pg.BoolExprType_NOT_EXPR, &pg.Node{Node: &pg.Node_AExpr{AExpr: distinct}})
	case pg.A_Expr_Kind_AEXPR_DISTINCT:
		if m := distinctFromNull(e, pg.NullTestType_IS_NOT_NULL); m != nil {
			return m
		}
		if m := w.normalRows(n, e, pg.BoolExprType_OR_EXPR); m != n {
			return m
		}
		return w.matched(n, e)
	case pg.A_Expr_Kind_AEXPR_OP:
		return w.normalOperator(n, e)
	case pg.A_Expr_Kind_AEXPR_OP_ANY, pg.A_Expr_Kind_AEXPR_OP_ALL:
		return w.normalAny(n, e)
	case pg.A_Expr_Kind_AEXPR_NULLIF:
		return w.matched(n, e)
	}
	return n
}

// distinctFromNull is IS [NOT] DISTINCT FROM NULL, which is stored as IS [NOT] NULL; nil for
// other values.
func distinctFromNull(e *pg.A_Expr, kind pg.NullTestType) *pg.Node {
	arg := e.Lexpr
	switch {
	case e.Rexpr.GetAConst().GetIsnull():
	case e.Lexpr.GetAConst().GetIsnull():
		arg = e.Rexpr
	default:
		return nil
	}
	return &pg.Node{Node: &pg.Node_NullTest{NullTest: &pg.NullTest{Arg: arg, Nulltesttype: kind}}}
}

// normalOperator takes pg_catalog off an operator's name, rows apart, and gives
// constants the type of the other side.
func (w *writer) normalOperator(n *pg.Node, e *pg.A_Expr) *pg.Node {
	if len(e.Name) > 1 && e.Name[0].GetString_().GetSval() == "pg_catalog" {
		return operationNode(e.Kind, operatorName(e.Name), e.Lexpr, e.Rexpr)
	}
	switch operatorName(e.Name) {
	case "=":
		if m := w.normalRows(n, e, pg.BoolExprType_AND_EXPR); m != n {
			return m
		}
	case "<>":
		if m := w.normalRows(n, e, pg.BoolExprType_OR_EXPR); m != n {
			return m
		}
	}
	if e.Lexpr.GetRowExpr() != nil {
		return w.matchedRows(n, e)
	}
	return w.matched(n, e)
}

// normalRows compares two rows field by field, as the server does.
func (w *writer) normalRows(n *pg.Node, e *pg.A_Expr, op pg.BoolExprType) *pg.Node {
	l, r := e.Lexpr.GetRowExpr(), e.Rexpr.GetRowExpr()
	if l == nil || r == nil || len(l.Args) != len(r.Args) || len(l.Args) == 0 {
		return n
	}
	terms := make([]*pg.Node, len(l.Args))
	for i := range l.Args {
		terms[i] = operationNode(e.Kind, operatorName(e.Name), l.Args[i], r.Args[i])
	}
	return boolNodeOf(op, terms...)
}

// normalIn is "= ANY (ARRAY[…])" for the values of IN that name no column, and
// comparisons for the others (transformAExprIn in parse_expr.c).
func (w *writer) normalIn(e *pg.A_Expr) *pg.Node {
	op, kind, logic := "=", pg.A_Expr_Kind_AEXPR_OP_ANY, pg.BoolExprType_OR_EXPR
	if operatorName(e.Name) == "<>" {
		op, kind, logic = "<>", pg.A_Expr_Kind_AEXPR_OP_ALL, pg.BoolExprType_AND_EXPR
	}
	var plain, other []*pg.Node
	items := e.Rexpr.GetList().GetItems()
	for _, n := range items {
		if namesColumn(n) || n.GetRowExpr() != nil {
			other = append(other, n)
		} else {
			plain = append(plain, n)
		}
	}
	var terms []*pg.Node
	if len(plain) > 1 {
		array := &pg.A_ArrayExpr{Elements: w.commonElements(e.Lexpr, plain)}
		terms = append(terms, operationNode(kind, op, e.Lexpr, &pg.Node{Node: &pg.Node_AArrayExpr{AArrayExpr: array}}))
	} else {
		other = items
	}
	for _, n := range other {
		terms = append(terms, operationNode(pg.A_Expr_Kind_AEXPR_OP, op, e.Lexpr, n))
	}
	return boolNodeOf(logic, terms...)
}

// namesColumn reports whether an expression has a column in it.
func namesColumn(n *pg.Node) bool {
	switch e := n.GetNode().(type) {
	case nil, *pg.Node_AConst, *pg.Node_ParamRef, *pg.Node_SqlvalueFunction:
		return false
	case *pg.Node_TypeCast:
		return namesColumn(e.TypeCast.Arg)
	case *pg.Node_FuncCall:
		return slices.ContainsFunc(e.FuncCall.Args, namesColumn)
	case *pg.Node_AExpr:
		return namesColumn(e.AExpr.Lexpr) || namesColumn(e.AExpr.Rexpr)
	case *pg.Node_AArrayExpr:
		return slices.ContainsFunc(e.AArrayExpr.Elements, namesColumn)
	case *pg.Node_CollateClause:
		return namesColumn(e.CollateClause.Arg)
	case *pg.Node_SubLink:
		return false
	}
	return true
}

func normalBetween(e *pg.A_Expr) *pg.Node {
	bounds := e.Rexpr.GetList().GetItems()
	inside := func(low, high *pg.Node) *pg.Node {
		return boolNodeOf(pg.BoolExprType_AND_EXPR, operationNode(pg.A_Expr_Kind_AEXPR_OP, ">=", e.Lexpr, low),
			operationNode(pg.A_Expr_Kind_AEXPR_OP, "<=", e.Lexpr, high))
	}
	outside := func(low, high *pg.Node) *pg.Node {
		return boolNodeOf(pg.BoolExprType_OR_EXPR, operationNode(pg.A_Expr_Kind_AEXPR_OP, "<", e.Lexpr, low),
			operationNode(pg.A_Expr_Kind_AEXPR_OP, ">", e.Lexpr, high))
	}
	switch e.Kind {
	case pg.A_Expr_Kind_AEXPR_BETWEEN:
		return inside(bounds[0], bounds[1])
	case pg.A_Expr_Kind_AEXPR_NOT_BETWEEN:
		return outside(bounds[0], bounds[1])
	case pg.A_Expr_Kind_AEXPR_BETWEEN_SYM:
		return boolNodeOf(pg.BoolExprType_OR_EXPR, inside(bounds[0], bounds[1]), inside(bounds[1], bounds[0]))
	}
	return boolNodeOf(pg.BoolExprType_AND_EXPR, outside(bounds[0], bounds[1]), outside(bounds[1], bounds[0]))
}

// normalCast takes casts off in the loose text, and makes constants canonical.
func (w *writer) normalCast(n *pg.Node, c *pg.TypeCast) *pg.Node {
	typ, _ := TypeName(c.TypeName, w.ns)
	if m := w.normalTyped(c, typ); m != nil {
		return m
	}
	if w.mode == modeLoose || w.isOwnRow(c.Arg, typ) || numberRank(typ) > 0 && w.infer(c.Arg) == typ {
		return c.Arg
	}
	if inner := c.Arg.GetTypeCast(); inner != nil && w.isBaseOf(inner) {
		return CastNode(inner.Arg, typ)
	}
	return n
}

// isBaseOf reports whether a cast makes of a domain's value one of the type below it,
// which every other cast of it does first.
func (w *writer) isBaseOf(c *pg.TypeCast) bool {
	from := w.infer(c.Arg)
	to, _ := TypeName(c.TypeName, w.ns)
	return strings.Contains(from, ".") && from != to && w.below(from) == to
}

// isOwnRow reports whether a value is a whole row of the relation whose type it is cast
// to, as the server writes some.
func (w *writer) isOwnRow(n *pg.Node, typ string) bool {
	ref := n.GetColumnRef()
	if ref == nil || len(ref.Fields) != 2 || !isStarRef(ref) {
		return false
	}
	alias := ref.Fields[0].GetString_().GetSval()
	e, _ := w.entryNamed("", alias)
	if e == nil && w.sc.Rows {
		e = w.rowEntry(alias)
	}
	return e != nil && e.key != (schema.Key{}) && typ == pgmodel.Qualified(e.key.Schema, e.key.Name)
}

// normalTyped is a cast constant or array as the server stores it; nil for what it
// stores as it stands.
func (w *writer) normalTyped(c *pg.TypeCast, typ string) *pg.Node {
	arg := c.Arg
	if v := arg.GetAConst(); v != nil {
		if v.GetBoolval() != nil && typ == "boolean" || numberRank(typ) > 0 && constantType(v) == typ {
			return arg
		}
		if v.GetBsval() != nil && WithoutModifier(typ) == `"bit"` {
			return CastNode(StringNode(binaryDigits(v.GetBsval().Bsval)), typ)
		}
		if v.GetSval() == nil {
			return nil
		}
		if text, ok := w.namedConstant(v.GetSval().Sval, typ); ok {
			return respelled(v.GetSval().Sval, text, typ)
		}
		if w.isDomain(typ) { // the constant is of the type below
			return CastNode(CastNode(arg, w.below(typ)), typ)
		}
		return typedConstant(v.GetSval().Sval, typ)
	}
	if inner := arg.GetTypeCast(); inner != nil && inner.Arg.GetAConst().GetSval() != nil {
		if from, _ := TypeName(inner.TypeName, w.ns); from == typ || from != "interval" && from == WithoutModifier(typ) || from == "character varying" && typ == "text" || from == "text" && typ == "character varying" {
			return CastNode(inner.Arg, typ)
		}
	}
	element, array := strings.CutSuffix(typ, "[]")
	if a := arg.GetAArrayExpr(); array && a != nil && len(a.Elements) > 0 {
		return castElements(a, element)
	}
	return nil
}

// castElements gives the cast of an array to its elements.
func castElements(a *pg.A_ArrayExpr, element string) *pg.Node {
	list := make([]*pg.Node, len(a.Elements))
	for i, n := range a.Elements {
		if inner := n.GetAArrayExpr(); inner != nil {
			list[i] = castElements(inner, element)
			continue
		}
		list[i] = CastNode(n, element)
	}
	return &pg.Node{Node: &pg.Node_AArrayExpr{AArrayExpr: &pg.A_ArrayExpr{Elements: list}}}
}

// normalCase leaves out ELSE NULL and gives constants the type of the other results.
func (w *writer) normalCase(n *pg.Node, e *pg.CaseExpr) *pg.Node {
	results := make([]*pg.Node, 0, len(e.Args)+1)
	for _, a := range e.Args {
		if r := a.GetCaseWhen().Result; !IsNull(r) {
			results = append(results, r)
		}
	}
	if e.Defresult != nil && !IsNull(e.Defresult) {
		results = append(results, e.Defresult)
	}
	typ := w.commonType(results)
	next := &pg.CaseExpr{Arg: e.Arg, Args: slices.Clone(e.Args), Defresult: e.Defresult}
	if w.isNullOf(e.Defresult, typ) || w.mode == modeLoose && e.Defresult != nil && IsNull(e.Defresult) {
		next.Defresult = nil
	}
	for i, a := range e.Args {
		when := a.GetCaseWhen()
		expression, m := when.Expr, w.plainNull(w.coerced(when.Result, typ), typ)
		if e.Arg != nil {
			expression = w.side(expression, "=", asInet(w.below(w.infer(e.Arg))), true)
		}
		if m != when.Result || expression != when.Expr {
			next.Args[i] = &pg.Node{Node: &pg.Node_CaseWhen{CaseWhen: &pg.CaseWhen{Expr: expression, Result: m}}}
		}
	}
	if next.Defresult != nil {
		next.Defresult = w.coerced(next.Defresult, typ)
	}
	if next.Defresult == e.Defresult && slices.Equal(next.Args, e.Args) {
		return n
	}
	return &pg.Node{Node: &pg.Node_CaseExpr{CaseExpr: next}}
}

// plainNull takes the cast off a NULL that has that type anyway.
func (w *writer) plainNull(n *pg.Node, typ string) *pg.Node {
	if n.GetTypeCast() != nil && w.isNullOf(n, typ) {
		return n.GetTypeCast().Arg
	}
	return n
}

// isNullOf reports whether a result is NULL, of the type that it has anyway.
func (w *writer) isNullOf(n *pg.Node, typ string) bool {
	if c := n.GetTypeCast(); c != nil && c.Arg.GetAConst().GetIsnull() {
		text, _ := TypeName(c.TypeName, w.ns)
		return text == typ
	}
	return n.GetAConst().GetIsnull()
}

// commonArguments gives the constants of COALESCE and its like the type of the others.
// A NULL loses its type unless it gives the others theirs.
func (w *writer) commonArguments(list []*pg.Node) ([]*pg.Node, bool) {
	typ := w.commonType(list)
	typed, plain := make([]*pg.Node, len(list)), make([]*pg.Node, len(list))
	for i, a := range list {
		typed[i] = w.coerced(a, typ)
		plain[i] = w.plainNull(typed[i], typ)
	}
	if w.commonType(plain) != typ {
		plain = typed
	}
	return plain, !slices.Equal(plain, list)
}
