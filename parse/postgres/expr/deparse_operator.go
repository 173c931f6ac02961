package expr

// Operators and the constructs that the grammar turns into the same node, with the
// parentheses that precedence needs.

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// operatorPrecedence is how tightly an operator written without OPERATOR() binds.
func operatorPrecedence(op string) precedence {
	switch op {
	case "<", ">", "=", "<=", ">=", "<>":
		return precCompare
	case "+", "-":
		return precAdd
	case "*", "/", "%":
		return precMul
	case "^":
		return precPow
	}
	return precOp
}

// operationPrecedence is that of an operation as operatorSign writes it: what an author has as
// OPERATOR(pg_catalog.+) is written +, and = of another schema through OPERATOR().
func (w *writer) operationPrecedence(e *pg.A_Expr) precedence {
	if w.spelledOut(e) != nil {
		return precPrimary
	}
	switch e.Kind {
	case pg.A_Expr_Kind_AEXPR_OP:
		in, op := w.operatorIn(e)
		if in != "" && w.mode != modeLoose {
			return precOp
		}
		if e.Lexpr == nil && (op == "+" || op == "-") {
			return precUnary
		}
		return operatorPrecedence(op)
	case pg.A_Expr_Kind_AEXPR_OP_ANY, pg.A_Expr_Kind_AEXPR_OP_ALL:
		return precCompare
	case pg.A_Expr_Kind_AEXPR_DISTINCT, pg.A_Expr_Kind_AEXPR_NOT_DISTINCT:
		return precIs
	case pg.A_Expr_Kind_AEXPR_NULLIF:
		return precPrimary
	}
	return precLike
}

// operation writes operators and what the grammar makes of the same node.
func (w *writer) operation(e *pg.A_Expr) {
	if n := w.spelledOut(e); n != nil {
		w.put("(")
		w.expr(n, precLowest)
		w.put(")")
		return
	}
	switch e.Kind {
	case pg.A_Expr_Kind_AEXPR_OP:
		w.operator(e)
	case pg.A_Expr_Kind_AEXPR_OP_ANY, pg.A_Expr_Kind_AEXPR_OP_ALL:
		w.expr(e.Lexpr, precOp)
		w.put(" ")
		w.operatorSign(e)
		w.put(pick(e.Kind == pg.A_Expr_Kind_AEXPR_OP_ANY, " ANY (", " ALL ("))
		w.expr(e.Rexpr, precLowest)
		w.put(")")
	case pg.A_Expr_Kind_AEXPR_DISTINCT:
		w.infix(e, " IS DISTINCT FROM ", precOp)
	case pg.A_Expr_Kind_AEXPR_NOT_DISTINCT:
		w.infix(e, " IS NOT DISTINCT FROM ", precOp)
	case pg.A_Expr_Kind_AEXPR_NULLIF:
		w.put("NULLIF(")
		w.list([]*pg.Node{e.Lexpr, e.Rexpr})
		w.put(")")
	case pg.A_Expr_Kind_AEXPR_IN:
		w.infix(e, pick(operatorName(e.Name) == "<>", " NOT IN ", " IN "), precOp)
	case pg.A_Expr_Kind_AEXPR_LIKE, pg.A_Expr_Kind_AEXPR_ILIKE, pg.A_Expr_Kind_AEXPR_SIMILAR:
		w.like(e)
	default:
		w.between(e)
	}
}

func (w *writer) infix(e *pg.A_Expr, sign string, operand precedence) {
	w.expr(e.Lexpr, operand)
	w.put(sign)
	w.expr(e.Rexpr, operand)
}

// operator writes a prefix or infix operator.
func (w *writer) operator(e *pg.A_Expr) {
	p := w.operationPrecedence(e)
	if e.Lexpr == nil {
		w.operatorSign(e)
		if p != precUnary {
			w.put(" ")
		}
		w.expr(e.Rexpr, p+1)
		return
	}
	left := p
	if p == precCompare { // comparisons do not associate
		left++
	}
	w.expr(e.Lexpr, left)
	w.put(" ")
	w.operatorSign(e)
	w.put(" ")
	w.expr(e.Rexpr, p+1)
}

// spelledOut is IN, LIKE or BETWEEN with the operators that it stands for where these are not of
// pg_catalog: the keyword means what the search_path finds. It is nil for all others.
func (w *writer) spelledOut(e *pg.A_Expr) *pg.Node {
	if w.mode != modeSQL || w.canon == nil {
		return nil
	}
	sign, op := e.Name, operatorName(e.Name)
	switch e.Kind {
	case pg.A_Expr_Kind_AEXPR_LIKE, pg.A_Expr_Kind_AEXPR_ILIKE, pg.A_Expr_Kind_AEXPR_IN:
	case pg.A_Expr_Kind_AEXPR_BETWEEN, pg.A_Expr_Kind_AEXPR_NOT_BETWEEN, pg.A_Expr_Kind_AEXPR_BETWEEN_SYM, pg.A_Expr_Kind_AEXPR_NOT_BETWEEN_SYM:
		op = "<="
	default:
		return nil
	}
	if in, _, ok := w.ns.Operator("", op); !ok || in == "" { // as nearly always
		return nil
	}
	if op != operatorName(e.Name) {
		sign = operationNode(pg.A_Expr_Kind_AEXPR_OP, op, nil, nil).GetAExpr().Name
	}
	probe := &pg.A_Expr{Kind: e.Kind, Name: sign, Lexpr: e.Lexpr, Rexpr: e.Rexpr}
	if bounds := e.Rexpr.GetList().GetItems(); e.Kind != pg.A_Expr_Kind_AEXPR_IN && len(bounds) > 0 {
		probe.Kind, probe.Rexpr = pg.A_Expr_Kind_AEXPR_OP, bounds[0]
	}
	if in, _ := w.operatorIn(probe); in == "" {
		return nil
	}
	return w.normalOperation(nil, e)
}

// operatorSign writes the operator itself, through OPERATOR() where it is not one
// of pg_catalog.
func (w *writer) operatorSign(e *pg.A_Expr) {
	w.checkOperator(e)
	in, op := w.operatorIn(e)
	in = w.memberNow(string(schema.KindOperator), in, op)
	if in == "" || w.mode == modeLoose {
		w.put(op)
		return
	}
	w.put("OPERATOR(")
	w.word(in)
	w.put("." + op + ")")
}

// like writes LIKE, ILIKE and SIMILAR TO with their ESCAPE.
func (w *writer) like(e *pg.A_Expr) {
	word := " LIKE "
	switch e.Kind {
	case pg.A_Expr_Kind_AEXPR_ILIKE:
		word = " ILIKE "
	case pg.A_Expr_Kind_AEXPR_SIMILAR:
		word = " SIMILAR TO "
	}
	if strings.HasPrefix(operatorName(e.Name), "!") {
		word = " NOT" + word
	}
	w.expr(e.Lexpr, precOp)
	w.put(word)
	pattern := e.Rexpr
	call := pattern.GetFuncCall()
	if call == nil || len(call.Args) == 0 || !isCatalogCall(call, "like_escape") && !isCatalogCall(call, "similar_to_escape") {
		w.expr(pattern, precOp)
		return
	}
	w.expr(call.Args[0], precOp)
	if len(call.Args) > 1 {
		w.put(" ESCAPE ")
		w.expr(call.Args[1], precOp)
	}
}

// isCatalogCall reports whether a call was made by the grammar for a function.
func isCatalogCall(call *pg.FuncCall, function string) bool {
	return len(call.Funcname) == 2 && call.Funcname[0].GetString_().GetSval() == "pg_catalog" && operatorName(call.Funcname) == function
}

func (w *writer) between(e *pg.A_Expr) {
	word := " BETWEEN "
	switch e.Kind {
	case pg.A_Expr_Kind_AEXPR_NOT_BETWEEN:
		word = " NOT BETWEEN "
	case pg.A_Expr_Kind_AEXPR_BETWEEN_SYM:
		word = " BETWEEN SYMMETRIC "
	case pg.A_Expr_Kind_AEXPR_NOT_BETWEEN_SYM:
		word = " NOT BETWEEN SYMMETRIC "
	}
	w.expr(e.Lexpr, precOp)
	w.put(word)
	bounds := e.Rexpr.GetList().GetItems()
	w.bExpr(bounds[0])
	w.put(" AND ")
	w.expr(bounds[1], precOp)
}

// bExpr writes an operand that must be a b_expr: one without AT TIME ZONE and
// COLLATE, wherever in it they stand.
func (w *writer) bExpr(n *pg.Node) {
	switch e := n.Node.(type) {
	case *pg.Node_AConst, *pg.Node_ColumnRef, *pg.Node_TypeCast:
		w.expr(n, precOp)
	case *pg.Node_FuncCall:
		w.expr(n, precUnary)
	default:
		_ = e
		w.put("(")
		w.expr(n, precLowest)
		w.put(")")
	}
}

// logic writes AND, OR and NOT.
func (w *writer) logic(e *pg.BoolExpr) {
	if e.Boolop == pg.BoolExprType_NOT_EXPR {
		w.put("NOT ")
		w.expr(e.Args[0], precOp)
		return
	}
	sign := " AND "
	if e.Boolop == pg.BoolExprType_OR_EXPR {
		sign = " OR "
	}
	first := true
	w.eachTerm(e, func(n *pg.Node) {
		if !first {
			w.put(sign)
		}
		first = false
		w.normalExpr(n, precNot)
	})
}

// eachTerm walks the terms of AND or OR: in the canonical texts normal at their top,
// with nested ones taken as their own. The grammar keeps those on the right side apart, and so
// does the text for the server (makeAndExpr, gram.y).
func (w *writer) eachTerm(e *pg.BoolExpr, visit func(*pg.Node)) {
	for _, n := range e.Args {
		if !w.spend(1) {
			return
		}
		n = w.inForm(n)
		if inner := n.GetBoolExpr(); w.mode != modeSQL && inner != nil && inner.Boolop == e.Boolop {
			w.eachTerm(inner, visit)
			continue
		}
		visit(n)
	}
}

func (w *writer) nullTest(e *pg.NullTest) {
	w.expr(e.Arg, precCompare)
	if e.Nulltesttype == pg.NullTestType_IS_NULL {
		w.put(" IS NULL")
		return
	}
	w.put(" IS NOT NULL")
}

func booleanTest(t pg.BoolTestType) string {
	switch t {
	case pg.BoolTestType_IS_TRUE:
		return " IS TRUE"
	case pg.BoolTestType_IS_NOT_TRUE:
		return " IS NOT TRUE"
	case pg.BoolTestType_IS_FALSE:
		return " IS FALSE"
	case pg.BoolTestType_IS_NOT_FALSE:
		return " IS NOT FALSE"
	case pg.BoolTestType_IS_UNKNOWN:
		return " IS UNKNOWN"
	}
	return " IS NOT UNKNOWN"
}

func subLinkPrecedence(e *pg.SubLink) precedence {
	switch e.SubLinkType {
	case pg.SubLinkType_ANY_SUBLINK:
		if len(e.OperName) == 0 {
			return precLike
		}
		return precCompare
	case pg.SubLinkType_ALL_SUBLINK:
		return precCompare
	}
	return precPrimary
}

// subLink writes a subquery in an expression.
func (w *writer) subLink(e *pg.SubLink) {
	switch e.SubLinkType {
	case pg.SubLinkType_EXISTS_SUBLINK:
		w.put("EXISTS ")
	case pg.SubLinkType_ARRAY_SUBLINK:
		w.put("ARRAY")
	case pg.SubLinkType_ANY_SUBLINK, pg.SubLinkType_ALL_SUBLINK:
		w.expr(w.tested(e), precOp)
		w.subLinkSign(e)
	}
	w.put("(")
	sel := e.Subselect.GetSelectStmt()
	hidden, flat := w.hidden, w.flat
	w.hidden, w.flat = true, true
	w.query(sel, w.q)
	w.hidden, w.flat = hidden, flat
	w.put(")")
}

func (w *writer) subLinkSign(e *pg.SubLink) {
	anyOf := e.SubLinkType == pg.SubLinkType_ANY_SUBLINK
	op := &pg.A_Expr{Kind: pg.A_Expr_Kind_AEXPR_OP_ANY, Name: e.OperName, Lexpr: e.Testexpr}
	if anyOf && len(e.OperName) == 0 || w.mode != modeSQL && anyOf && w.isPlainEquals(op) {
		w.put(" IN ")
		return
	}
	w.put(" ")
	w.operatorSign(op)
	w.put(pick(anyOf, " ANY ", " ALL "))
}

func (w *writer) isPlainEquals(e *pg.A_Expr) bool {
	in, op := w.operatorIn(e)
	return in == "" && op == "="
}

func (w *writer) caseExpr(e *pg.CaseExpr) {
	w.put("CASE")
	if e.Arg != nil {
		w.put(" ")
		w.expr(e.Arg, precLowest)
	}
	for _, n := range e.Args {
		when := n.GetCaseWhen()
		w.put(" WHEN ")
		w.expr(when.Expr, precLowest)
		w.put(" THEN ")
		w.expr(when.Result, precLowest)
	}
	if e.Defresult != nil {
		w.put(" ELSE ")
		w.expr(e.Defresult, precLowest)
	}
	w.put(" END")
}

// row writes a row; without ROW where that makes a row as well.
func (w *writer) row(e *pg.RowExpr) {
	if e.RowFormat != pg.CoercionForm_COERCE_IMPLICIT_CAST || len(e.Args) < 2 || w.mode != modeSQL {
		w.put("ROW")
	}
	w.put("(")
	w.list(e.Args)
	w.put(")")
}

// indirection writes subscripts and fields of an expression.
func (w *writer) indirection(e *pg.A_Indirection) {
	w.checkFieldOf(e)
	_, column := e.Arg.Node.(*pg.Node_ColumnRef)
	_, param := e.Arg.Node.(*pg.Node_ParamRef)
	subscript := e.Indirection[0].GetAIndices() != nil
	inner := e.Arg.GetAIndirection()
	if subscript && (column || param) {
		w.expr(e.Arg, precSubscript)
	} else if !subscript && inner != nil && inner.Arg.GetColumnRef() != nil && inner.Indirection[0].GetAIndices() != nil {
		w.indirection(inner) // (a[1]).b is a[1].b
	} else {
		w.put("(")
		w.expr(e.Arg, precLowest)
		w.put(")")
	}
	w.steps(e.Indirection)
}

// steps writes what follows a value: .field, .* and [subscript].
func (w *writer) steps(list []*pg.Node) {
	for _, n := range list {
		switch s := n.Node.(type) {
		case *pg.Node_String_:
			w.put(".")
			w.word(s.String_.Sval)
		case *pg.Node_AStar:
			w.put(".*")
		case *pg.Node_AIndices:
			w.put("[")
			w.expr(s.AIndices.Lidx, precLowest)
			if s.AIndices.IsSlice {
				w.put(":")
			}
			w.expr(s.AIndices.Uidx, precLowest)
			w.put("]")
		}
	}
}

// collate writes COLLATE with a qualified name.
func (w *writer) collate(name []*pg.Node) {
	in, collation := w.collationNow(w.collationIn(name))
	w.put(" COLLATE ")
	if in != "" && w.mode != modeLoose {
		w.put(pgmodel.Quote(in) + ".")
	}
	w.word(collation)
}
