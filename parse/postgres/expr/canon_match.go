package expr

// The server adds casts to the sides of an operator when it resolves it. This file gives
// both sides the types they would get, so that written and stored forms are equal: of rows, and of
// operands of subqueries, field by field (make_row_comparison_op in parse_expr.c).

import (
	"slices"
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// matched gives the sides of an operator the types that it takes them as, and takes
// off the cast that makes text of varchar, which every operator on it has. It returns
// n itself where there is nothing to do.
func (w *writer) matched(n *pg.Node, e *pg.A_Expr) *pg.Node {
	if e.Lexpr == nil || e.Rexpr == nil {
		return n
	}
	lt, rt := asInet(w.below(w.infer(e.Lexpr))), asInet(w.below(w.infer(e.Rexpr)))
	op := operatorName(e.Name)
	if in, _ := w.operatorIn(e); in != "" {
		return w.matchedUsers(n, e, lt, rt)
	}
	l, r := w.side(e.Lexpr, op, rt, false), w.side(e.Rexpr, op, lt, true)
	if strings.Contains(lt, ".") || strings.Contains(rt, ".") {
		if f, chosen := w.form(e); chosen {
			l, r = w.chosenSide(e.Lexpr, l, lt, f.Args[0]), w.chosenSide(e.Rexpr, r, rt, f.Args[1])
		}
	}
	switch { // without the cast to text, the two would be compared as character(n)
	case l != e.Lexpr && w.isPaddedBeside(l, r):
		l = e.Lexpr
	case r != e.Rexpr && w.isPaddedBeside(r, l):
		r = e.Rexpr
	}
	l, r = w.promoted(l, lt, numberOperand(op, lt, rt)), w.promoted(r, rt, numberOperand(op, rt, lt))
	l, r = w.inetSide(l), w.inetSide(r)
	if l == e.Lexpr && r == e.Rexpr {
		return n
	}
	return sameOperation(e, l, r)
}

// chosenSide is a side of an operator of pg_catalog that takes values of an extension's type by a
// cast: a constant has the operator's type at once.
func (w *writer) chosenSide(written, n *pg.Node, own, typ string) *pg.Node {
	if written.GetAConst().GetSval() != nil && !isPolymorphic(typ) {
		return w.typed(written, typ)
	}
	return w.implied(n, own, typ)
}

// asInet is a type as operators take it: there are none of cidr.
func asInet(typ string) string { return pick(typ == "cidr", "inet", typ) }

// inetSide is a side of an operator with the cast from cidr.
func (w *writer) inetSide(n *pg.Node) *pg.Node {
	if w.mode == modeStrict && w.below(w.infer(n)) == "cidr" {
		return CastNode(n, "inet")
	}
	return n
}

// isPaddedBeside reports whether a value is of character(n) and the one beside it of varchar.
func (w *writer) isPaddedBeside(n, other *pg.Node) bool {
	return w.below(w.infer(n)) == "bpchar" && w.below(w.infer(other)) == "character varying"
}

// matchedUsers gives the sides of an operator of the user's, or of an extension, the types that it
// takes; where it is not known which operator it is, a string constant the type of the other
// side, as the server tries first.
func (w *writer) matchedUsers(n *pg.Node, e *pg.A_Expr, lt, rt string) *pg.Node {
	l, r := e.Lexpr, e.Rexpr
	if f, chosen := w.form(e); chosen {
		l, r = w.taken(l, lt, f.Args[0]), w.taken(r, rt, f.Args[1])
	} else {
		switch op := operatorName(e.Name); {
		case isTextOperator(op), op == "%", op == "<->", op == "@>", op == "<@", op == "&&":
		default:
			return n
		}
		if l.GetAConst().GetSval() != nil {
			l = w.typed(l, rt)
		}
		if r.GetAConst().GetSval() != nil {
			r = w.typed(r, lt)
		}
	}
	if l == e.Lexpr && r == e.Rexpr {
		return n
	}
	return sameOperation(e, l, r)
}

// taken is a side of an operator, of type own, with the cast that the operator's type
// makes of it.
func (w *writer) taken(n *pg.Node, own, typ string) *pg.Node {
	switch {
	case isPolymorphic(typ):
		return n
	case n.GetAConst().GetSval() != nil:
		return w.typed(n, typ)
	case typ == "text" && own == "text":
		return w.withoutTextCast(n)
	}
	return w.promoted(w.implied(n, own, typ), own, typ)
}

// implied adds the cast of an extension's type that is made unasked.
func (w *writer) implied(n *pg.Node, own, typ string) *pg.Node {
	if w.mode != modeStrict || typ == "" || own == typ || own == unknownType || !w.castsTo(own, typ) {
		return n
	}
	return CastNode(n, typ)
}

// side is one side of an operator whose other side has a known type.
func (w *writer) side(n *pg.Node, op, other string, right bool) *pg.Node {
	if n.GetTypeCast() != nil {
		return w.withoutImplied(n, op, other)
	}
	switch c := n.GetAConst(); {
	case c.GetIsnull() && isNumeric(other) && w.mode == modeStrict:
		return CastNode(n, constantSide(op, other, right))
	case c.GetSval() == nil:
		return n
	}
	return w.typed(n, constantSide(op, other, right))
}

// withoutImplied takes off a cast that the operator makes by itself: of varchar and
// character(n) to text, and of a domain to the type below it. Casts of numbers stay:
// promoted adds missing ones.
func (w *writer) withoutImplied(n *pg.Node, op, other string) *pg.Node {
	c := n.GetTypeCast()
	if isConstant(c.Arg) {
		return n
	}
	if isTextOperator(op) && (isText(other) || other == unknownType || other == "name") {
		if m := w.withoutTextCast(n); m != n {
			return m
		}
	}
	to, _ := TypeName(c.TypeName, w.ns)
	from := w.infer(c.Arg)
	own := w.below(from)
	switch {
	case strings.Contains(from, ".") && own == to:
		return c.Arg
	case to == "text" && own == "bpchar" && isText(other) && isTextOperator(op):
		return c.Arg
	case to == "bpchar" && own == "character varying" && other == "bpchar" && isComparison(op):
		return c.Arg
	}
	return n
}

// constantSide is the type that an operator gives to a string constant; "" where
// that is not certain.
func constantSide(op, other string, right bool) string {
	switch {
	case other == unknownType && isTextOperator(op):
		return "text"
	case op == "||" && other != "":
		return joinedType(other)
	case other == "" || other == unknownType:
		return ""
	case isComparison(op), isTextOperator(op):
		if isText(other) || other == "bpchar" && !isComparison(op) {
			return "text"
		}
		return other
	case numberRank(other) > 0 && (op == "+" || op == "-" || op == "*" || op == "/" || op == "%"):
		return other
	case other == "money" && op == "*":
		return "double precision"
	case other == "money" && (op == "+" || op == "-" || op == "/"):
		return other
	case numberRank(other) > 0 && op == "^":
		return numberOperand(op, other, other)
	case !right:
	case op == "->" || op == "->>" || op == "?":
		if other == "json" || other == "jsonb" {
			return "text"
		}
	case op == "#>" || op == "#>>" || op == "?|" || op == "?&" || op == "#-":
		if other == "json" || other == "jsonb" {
			return "text[]"
		}
	case isNetworkOperator(op) && (other == "inet" || other == "cidr"):
		return "inet"
	case op == "@>" || op == "<@" || op == "&&":
		if other == "jsonb" || strings.HasSuffix(other, "[]") {
			return other
		}
	case (op == "@?" || op == "@@") && other == "jsonb":
		return "jsonpath"
	case op == "@@" && other == "tsvector":
		return "tsquery"
	case op == "-" && other == "jsonb":
		return "text"
	case op == "+":
		if strings.HasPrefix(other, "timestamp") {
			return "interval"
		}
	}
	if _, both := builtinOperatorOf(op, other, other); both {
		return other // the first that the server tries (oper_exact in parse_oper.c)
	}
	return ""
}

// builtinOperatorOf is the operator of pg_catalog between two types; false where none takes them as
// they are.
func builtinOperatorOf(op, left, right string) (Form, bool) {
	for _, f := range builtinOperators()[op] {
		if f.Args[0] == left && f.Args[1] == right {
			return f, true
		}
	}
	return Form{}, false
}

// joinedType returns the type that || gives a string constant.
func joinedType(other string) string {
	if strings.HasSuffix(other, "[]") {
		return other
	}
	if _, own := builtinOperatorOf("||", other, other); own && !isText(other) {
		return other
	}
	return "text"
}

func isNetworkOperator(op string) bool {
	return op == "<<" || op == "<<=" || op == ">>" || op == ">>=" || op == "&&"
}

func isComparison(op string) bool {
	switch op {
	case "=", "<>", "<", ">", "<=", ">=":
		return true
	}
	return false
}

// isTextOperator reports whether an operator on varchar is one on text.
func isTextOperator(op string) bool {
	switch op {
	case "=", "<>", "<", ">", "<=", ">=", "~~", "!~~", "~~*", "!~~*", "~", "!~", "~*", "!~*", "||", "^@":
		return true
	}
	return false
}

// withoutTextCast takes a cast to text off what is varchar.
func (w *writer) withoutTextCast(n *pg.Node) *pg.Node {
	c := n.GetTypeCast()
	if c == nil || c.Arg.GetAConst() != nil {
		return n
	}
	if typ, _ := TypeName(c.TypeName, w.ns); typ != "text" {
		return n
	}
	if t := w.below(w.infer(c.Arg)); t == "character varying" || t == "text" {
		return c.Arg
	}
	return n
}

// normalAny is an operator over an array: constants in one take the type text, and
// the left side loses a cast as with other operators.
func (w *writer) normalAny(n *pg.Node, e *pg.A_Expr) *pg.Node {
	if in, _ := w.operatorIn(e); in != "" {
		return n
	}
	l, r := e.Lexpr, e.Rexpr
	if isTextOperator(operatorName(e.Name)) {
		l = w.withoutTextCast(l)
	}
	if a := r.GetAArrayExpr(); a != nil {
		r = w.textElements(r, a)
	} else if r.GetAConst().GetSval() != nil {
		if t := w.below(w.infer(l)); t != "" && t != unknownType {
			if isText(t) {
				t = "text"
			}
			r = CastNode(r, t+"[]")
		}
	}
	if l.GetAConst().GetSval() != nil {
		l = w.typed(l, constantSide(operatorName(e.Name), elementType(w.infer(r)), true))
	}
	l, r = w.promotedAny(operatorName(e.Name), l, r)
	l = w.inetSide(l)
	if a := r.GetAArrayExpr(); a != nil && w.mode == modeStrict && w.infer(r) == "cidr[]" {
		elements, _ := w.commonArguments(a.Elements)
		r = castElements(&pg.A_ArrayExpr{Elements: elements}, "inet")
	} else if w.mode == modeStrict && w.infer(r) == "cidr[]" {
		r = CastNode(r, "inet[]")
	}
	if l == e.Lexpr && r == e.Rexpr {
		return n
	}
	return sameOperation(e, l, r)
}

// promotedAny are a number and an array of numbers as the operator takes them. The
// elements get their common type first, and are then cast one by one.
func (w *writer) promotedAny(op string, l, r *pg.Node) (*pg.Node, *pg.Node) {
	own, other := w.below(w.infer(l)), WithoutModifier(elementType(w.infer(r)))
	if typ := numberOperand(op, other, own); typ != "" && typ != other && w.mode == modeStrict {
		r = CastNode(r, typ+"[]")
		if a := r.GetTypeCast().Arg.GetAArrayExpr(); a != nil {
			elements, _ := w.commonArguments(a.Elements)
			r = castElements(&pg.A_ArrayExpr{Elements: elements}, typ)
		}
	}
	return w.promoted(l, own, numberOperand(op, own, other)), r
}

// textElements makes text of an array's constants if it has nothing else, as varchar
// does in such a place.
func (w *writer) textElements(n *pg.Node, a *pg.A_ArrayExpr) *pg.Node {
	list := make([]*pg.Node, len(a.Elements))
	changed := false
	for i, element := range a.Elements {
		list[i] = element
		switch c := element.GetTypeCast(); {
		case element.GetAConst().GetSval() != nil:
			list[i], changed = CastNode(element, "text"), true
		case c != nil && c.Arg.GetAConst().GetSval() != nil:
			if typ, _ := TypeName(c.TypeName, w.ns); typ == "character varying" {
				list[i], changed = CastNode(c.Arg, "text"), true
			} else if typ != "text" {
				return n
			}
		default:
			return n
		}
	}
	if !changed {
		return n
	}
	return &pg.Node{Node: &pg.Node_AArrayExpr{AArrayExpr: &pg.A_ArrayExpr{Elements: list}}}
}

// tested returns the operand a subquery is compared with, without the casts to text that every
// comparison of varchar has, and with the ones that the operator makes unasked.
func (w *writer) tested(e *pg.SubLink) *pg.Node {
	if w.mode == modeSQL {
		return e.Testexpr
	}
	columns := w.columnsOf(e.Subselect.GetSelectStmt(), w.q).list
	row := e.Testexpr.GetRowExpr()
	if row == nil {
		return w.testedValue(e.Testexpr, e.OperName, columns, 0)
	}
	args := make([]*pg.Node, len(row.Args))
	for i, a := range row.Args {
		args[i] = w.testedValue(a, e.OperName, columns, i)
	}
	return &pg.Node{Node: &pg.Node_RowExpr{RowExpr: &pg.RowExpr{Args: args, RowFormat: row.RowFormat}}}
}

// testedValue is one value of the operand, beside the i-th column of the subquery.
func (w *writer) testedValue(n *pg.Node, operator []*pg.Node, columns []Column, i int) *pg.Node {
	if n = w.withoutTextCast(n); i >= len(columns) || columns[i].Type == "" || w.mode != modeStrict {
		return n
	}
	in, op := "", "="
	if len(operator) > 0 {
		in, op = SplitName(NameList(operator))
	}
	raw := WithoutModifier(w.infer(n))
	own, other := asInet(w.below(raw)), asInet(w.below(columns[i].Type))
	if f, chosen := w.choose(w.forms(in, op), []string{own, other}); chosen && !isPolymorphic(f.Args[0]) {
		switch typ := f.Args[0]; {
		case isUnknown(n):
			return w.typed(n, typ)
		case isString(own) && isString(typ) && own != typ && !(isText(own) && isText(typ)):
			return CastNode(n, typ)
		}
		n = w.implied(n, own, f.Args[0])
	}
	if raw != own && !isText(own) && w.isDomain(raw) {
		n = CastNode(n, own)
	}
	return w.inetSide(w.promoted(n, own, numberOperand(op, own, other)))
}

// matchedRows gives the fields of two rows that are ordered, or of a row beside a subquery, the types
// that the operator takes each two as.
func (w *writer) matchedRows(n *pg.Node, e *pg.A_Expr) *pg.Node {
	l, r := e.Lexpr.GetRowExpr(), e.Rexpr.GetRowExpr()
	if l == nil || r != nil && len(l.Args) != len(r.Args) {
		return n
	}
	left, right := slices.Clone(l.Args), slices.Clone(r.GetArgs())
	var columns []Column
	if s := e.Rexpr.GetSubLink(); s != nil {
		columns = w.columnsOf(s.Subselect.GetSelectStmt(), w.q).list
	}
	for i := range left {
		if r == nil {
			left[i] = w.testedValue(left[i], e.Name, columns, i)
			continue
		}
		pair := operationNode(pg.A_Expr_Kind_AEXPR_OP, operatorName(e.Name), left[i], right[i])
		if m := w.matched(pair, pair.GetAExpr()).GetAExpr(); m != nil {
			left[i], right[i] = m.Lexpr, m.Rexpr
		}
	}
	if slices.Equal(left, l.Args) && slices.Equal(right, r.GetArgs()) {
		return n
	}
	row := func(e *pg.RowExpr, args []*pg.Node) *pg.Node {
		return &pg.Node{Node: &pg.Node_RowExpr{RowExpr: &pg.RowExpr{Args: args, RowFormat: e.RowFormat}}}
	}
	if r == nil {
		return sameOperation(e, row(l, left), e.Rexpr)
	}
	return sameOperation(e, row(l, left), row(r, right))
}
