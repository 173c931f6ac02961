package syntax

// Expressions for the fast reader: the part of a_expr that defaults, checks and index
// expressions use. What it does not know it leaves to PostgreSQL's parser.

import (
	"strconv"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v5"
)

// expression reads a_expr of the grammar: OR, AND, NOT, IS, comparisons, IN and
// LIKE, other operators, arithmetic, in that order of binding.
func (r *fastReader) expression() *pg_query.Node {
	left := r.conjunction()
	for at := r.here(); r.eat("or"); at = r.here() {
		left = joinConditions(pg_query.BoolExprType_OR_EXPR, left, r.conjunction(), at)
	}
	return left
}

func (r *fastReader) conjunction() *pg_query.Node {
	left := r.negation()
	for at := r.here(); r.eat("and"); at = r.here() {
		left = joinConditions(pg_query.BoolExprType_AND_EXPR, left, r.negation(), at)
	}
	return left
}

// joinConditions joins two operands; a chain of one operator is one node.
func joinConditions(op pg_query.BoolExprType, left, right *pg_query.Node, at int32) *pg_query.Node {
	if b := left.GetBoolExpr(); b != nil && b.Boolop == op {
		b.Args = append(b.Args, right)
		return left
	}
	return &pg_query.Node{Node: &pg_query.Node_BoolExpr{BoolExpr: &pg_query.BoolExpr{
		Boolop: op, Args: []*pg_query.Node{left, right}, Location: at}}}
}

func (r *fastReader) negation() *pg_query.Node {
	at := r.here()
	if r.eat("not") {
		return &pg_query.Node{Node: &pg_query.Node_BoolExpr{BoolExpr: &pg_query.BoolExpr{
			Boolop: pg_query.BoolExprType_NOT_EXPR, Args: []*pg_query.Node{r.negation()}, Location: at}}}
	}
	return r.nullTest()
}

func (r *fastReader) nullTest() *pg_query.Node {
	left := r.comparison()
	at := r.here()
	kind := pg_query.NullTestType_IS_NOT_NULL
	switch {
	case r.eat("is", "null"):
		kind = pg_query.NullTestType_IS_NULL
	case r.eat("is", "not", "null"):
	default:
		return left
	}
	if r.sees("is") || r.sees("isnull") || r.sees("notnull") {
		r.fail()
	}
	return &pg_query.Node{Node: &pg_query.Node_NullTest{NullTest: &pg_query.NullTest{Arg: left, Nulltesttype: kind, Location: at}}}
}

// comparison reads a = b and a = ANY (b); it is not chained.
func (r *fastReader) comparison() *pg_query.Node {
	left := r.membership()
	op, ok := r.operator(comparisons)
	if !ok {
		return left
	}
	at := r.here()
	r.i++
	e := &pg_query.A_Expr{Kind: pg_query.A_Expr_Kind_AEXPR_OP, Lexpr: left, Location: at}
	switch {
	case r.eat("any"):
		e.Kind = pg_query.A_Expr_Kind_AEXPR_OP_ANY
		e.Rexpr = r.inParentheses()
	case r.eat("all"):
		e.Kind = pg_query.A_Expr_Kind_AEXPR_OP_ALL
		e.Rexpr = r.inParentheses()
	default:
		e.Rexpr = r.membership()
	}
	if _, again := r.operator(comparisons); again {
		r.fail()
	}
	return r.operation(e, op)
}

func (r *fastReader) inParentheses() *pg_query.Node {
	r.needSign("(")
	n := r.expression()
	r.needSign(")")
	return n
}

func (r *fastReader) operation(e *pg_query.A_Expr, op string) *pg_query.Node {
	e.Name = []*pg_query.Node{r.str(op)}
	return &pg_query.Node{Node: &pg_query.Node_AExpr{AExpr: e}}
}

// membership reads a IN (b, c) and a LIKE b.
func (r *fastReader) membership() *pg_query.Node {
	left := r.binary(0)
	e := &pg_query.A_Expr{Lexpr: left, Location: r.here()}
	op := ""
	switch not := r.seesNotIn(); {
	case not && r.eat("not", "in"), r.eat("in"):
		e.Kind, op = pg_query.A_Expr_Kind_AEXPR_IN, "="
		if not {
			op = "<>"
		}
		r.needSign("(")
		e.Rexpr = listNode(r.expressions())
		r.needSign(")")
	case r.eat("like"):
		e.Kind, op = pg_query.A_Expr_Kind_AEXPR_LIKE, "~~"
		e.Rexpr = r.binary(0)
		if r.sees("escape") {
			r.fail()
		}
	default:
		return left
	}
	if r.sees("in") || r.sees("like") || r.sees("ilike") || r.sees("similar") || r.sees("between") || r.sees("not") {
		r.fail()
	}
	return r.operation(e, op)
}

func (r *fastReader) seesNotIn() bool { return r.sees("not", "in") }

func (r *fastReader) expressions() (list []*pg_query.Node) {
	for {
		list = append(list, r.expression())
		if !r.eatSign(",") {
			return list
		}
	}
}

// The operators by how they bind, from the loosest.
const (
	comparisons = iota - 1
	others
	sums
	products
	powers
)

// operator is the operator that comes next, if it binds as asked for.
func (r *fastReader) operator(binding int) (string, bool) {
	if r.kind() != lexOperator {
		return "", false
	}
	found := others
	op := r.list[r.i].Text(r.text)
	switch op {
	case "=", "<", ">", "<=", ">=", "<>":
		found = comparisons
	case "!=":
		op, found = "<>", comparisons
	case "||", "->", "->>", "#>", "#>>", "@>", "<@", "&&", "~", "~*", "!~", "!~*", "~~", "!~~", "~~*":
	case "+", "-":
		found = sums
	case "*", "/", "%":
		found = products
	case "^":
		found = powers
	default:
		r.fail()
	}
	return op, found == binding && !r.bad
}

// binary reads operators that bind at least so tight, which go from left to right.
func (r *fastReader) binary(binding int) *pg_query.Node {
	if binding > powers {
		return r.unary()
	}
	left := r.binary(binding + 1)
	for {
		op, ok := r.operator(binding)
		if !ok {
			return left
		}
		at := r.here()
		r.i++
		if r.sees("any") || r.sees("all") || r.sees("some") {
			r.fail()
			return left
		}
		right := r.binary(binding + 1)
		left = r.operation(&pg_query.A_Expr{Kind: pg_query.A_Expr_Kind_AEXPR_OP, Lexpr: left, Rexpr: right, Location: at}, op)
	}
}

func (r *fastReader) unary() *pg_query.Node {
	at := r.here()
	if !r.eatSign("-") {
		return r.cast()
	}
	n := r.unary()
	c := n.GetAConst()
	if c != nil {
		c.Location = at // whatever the constant is
	}
	switch {
	case c.GetIval() != nil:
		c.GetIval().Ival = -c.GetIval().Ival
	case c.GetFval() != nil:
		c.GetFval().Fval = negatedNumber(c.GetFval().Fval)
	default:
		return r.operation(&pg_query.A_Expr{Kind: pg_query.A_Expr_Kind_AEXPR_OP, Rexpr: n, Location: at}, "-")
	}
	return n
}

func negatedNumber(number string) string {
	if s, ok := strings.CutPrefix(number, "-"); ok {
		return s
	}
	return "-" + number
}

// cast reads what stands alone, and the types it is cast to.
func (r *fastReader) cast() *pg_query.Node {
	n := r.primary()
	for {
		at := r.here()
		if !r.eatSign("::") {
			break
		}
		n = &pg_query.Node{Node: &pg_query.Node_TypeCast{TypeCast: &pg_query.TypeCast{Arg: n, TypeName: r.typeName(), Location: at}}}
	}
	if r.seesSign("[") || r.seesSign(".") || r.sees("collate") || r.sees("at") {
		r.fail()
	}
	return n
}

func (r *fastReader) primary() *pg_query.Node {
	at := r.here()
	switch r.kind() {
	case String:
		return textConstNode(r.literal(), at)
	case lexNumber:
		return r.number()
	case lexPunct:
		return r.inParentheses()
	case Word, lexQuoted:
		return r.word()
	}
	r.fail()
	return nil
}

// number reads an integer, or what is too large or too precise for one.
func (r *fastReader) number() *pg_query.Node {
	at := r.here()
	s := r.list[r.i].Text(r.text)
	r.i++
	whole, fraction, point := strings.Cut(s, ".")
	if !digits(whole) || point && !digits(fraction) || r.kind() == lexNumber {
		r.fail()
	}
	if n, err := strconv.ParseInt(s, 10, 32); err == nil {
		return intConstNode(int32(n), at)
	}
	n, c := constNode(at)
	c.Val = &pg_query.A_Const_Fval{Fval: &pg_query.Float{Fval: s}}
	return n
}

// word reads what begins with a word: a constant, an array, a call or a column.
func (r *fastReader) word() *pg_query.Node {
	at := r.here()
	switch {
	case r.eat("true"):
		return truthNode(true, at)
	case r.eat("false"):
		return truthNode(false, at)
	case r.eat("null"):
		n, c := constNode(at)
		c.Isnull = true
		return n
	case r.eat("current_timestamp"):
		return r.valueFunction(pg_query.SQLValueFunctionOp_SVFOP_CURRENT_TIMESTAMP, at)
	case r.eat("current_date"):
		return r.valueFunction(pg_query.SQLValueFunctionOp_SVFOP_CURRENT_DATE, at)
	case r.eat("array"):
		return r.array(at)
	}
	names := r.names()
	if r.kind() == String { // a type before a literal
		r.fail()
	}
	if r.eatSign("(") {
		return r.call(names, at)
	}
	return columnRefNode(names, at)
}

func truthNode(value bool, at int32) *pg_query.Node {
	n, c := constNode(at)
	c.Val = &pg_query.A_Const_Boolval{Boolval: &pg_query.Boolean{Boolval: value}}
	return n
}

func (r *fastReader) valueFunction(op pg_query.SQLValueFunctionOp, at int32) *pg_query.Node {
	if r.seesSign("(") {
		r.fail()
	}
	return &pg_query.Node{Node: &pg_query.Node_SqlvalueFunction{SqlvalueFunction: &pg_query.SQLValueFunction{Op: op, Typmod: -1, Location: at}}}
}

func (r *fastReader) array(at int32) *pg_query.Node {
	a := &pg_query.A_ArrayExpr{Location: at}
	r.needSign("[")
	if r.seesSign("[") {
		r.fail()
	}
	if !r.seesSign("]") {
		a.Elements = r.expressions()
	}
	r.needSign("]")
	return &pg_query.Node{Node: &pg_query.Node_AArrayExpr{AArrayExpr: a}}
}

// call reads the arguments of a function.
func (r *fastReader) call(names []*pg_query.Node, at int32) *pg_query.Node {
	f := &pg_query.FuncCall{Funcname: names, Funcformat: pg_query.CoercionForm_COERCE_EXPLICIT_CALL, Location: at}
	if !r.seesSign(")") {
		f.Args = r.expressions()
	}
	r.needSign(")")
	if r.sees("over") || r.sees("filter") || r.sees("within") || r.kind() == String {
		r.fail()
	}
	return &pg_query.Node{Node: &pg_query.Node_FuncCall{FuncCall: f}}
}

func listNode(items []*pg_query.Node) *pg_query.Node {
	return &pg_query.Node{Node: &pg_query.Node_List{List: &pg_query.List{Items: items}}}
}
