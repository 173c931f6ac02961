package expr

// Whether some conditions imply another is shown here, without a database. Access between
// two schemas is compared with it; what cannot be shown counts as not implied.

import (
	"fmt"
	"slices"
	"strconv"

	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/proto"

	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Whether one condition can only be true where another is, as far as the shape of both
// shows it. The canonical texts are parsed, taken apart at AND and OR, and compared part
// by part. No answer but "shown" is certain: what is not shown may hold all the same.

// maxImplied bounds the comparisons of one question: conditions that are larger are
// taken for not comparable.
const maxImplied = 20000

// Proof shows implications between conditions and queries.
type Proof struct{}

// Implies reports whether at least one of the goals is shown to be true wherever all of
// the given conditions are.
func (Proof) Implies(given, goals []pgmodel.Expr) bool {
	p := &prover{budget: maxImplied}
	conjuncts, alternatives := p.parts(given), p.parts(goals)
	return p.holds(&pg.BoolExpr{Boolop: pg.BoolExprType_AND_EXPR, Args: conjuncts}, &pg.BoolExpr{Boolop: pg.BoolExprType_OR_EXPR, Args: alternatives})
}

// ProvesNotNull reports whether a CHECK keeps every row from having NULL in a column, so that SET
// NOT NULL need not read the rows (sql-altertable.html).
func ProvesNotNull(check pgmodel.Expr, column string) bool {
	n := parseCondition(check.Strict)
	return n != nil && slices.Contains(NotNulls(n), column)
}

// NotNulls are the columns that a CHECK keeps from being NULL. It passes where its result is not
// false: of what AND joins only a test for NULL shows it, and no comparison does.
func NotNulls(check *pg.Node) []string {
	var list []string
	if b := check.GetBoolExpr(); b.GetBoolop() == pg.BoolExprType_AND_EXPR {
		for _, arg := range b.Args {
			list = append(list, NotNulls(arg)...)
		}
	}
	test := check.GetNullTest()
	if names := NameList(test.GetArg().GetColumnRef().GetFields()); len(names) > 0 && test.GetNulltesttype() == pg.NullTestType_IS_NOT_NULL {
		list = append(list, names[len(names)-1])
	}
	return list
}

// Narrows reports whether a query is shown to give no row and no column that another
// one does not.
func (Proof) Narrows(from, to pgmodel.Expr) bool {
	p := &prover{budget: maxImplied}
	f, t := parseQuery(from.Strict), parseQuery(to.Strict)
	return f != nil && t != nil && p.narrows(f, t)
}

// Relations are the relations that a function with a body in SQL names; false where its
// body cannot be read or calls what may reach others.
func (Proof) Relations(f *pgmodel.Function) ([]schema.Key, bool) {
	if !f.Atomic.IsZero() {
		called := slices.ContainsFunc(f.Uses, func(k schema.Key) bool { return k.Kind.Has(schema.HasBody) })
		return f.Uses, !called
	}
	if f.Language != "sql" {
		return nil, false
	}
	tree, err := grammar.Parse(f.Body)
	if err != nil {
		return nil, false
	}
	v := &relationsIn{known: true}
	v.message(tree.ProtoReflect())
	return v.keys, v.known
}

type prover struct{ budget int }

func (p *prover) parts(list []pgmodel.Expr) []*pg.Node {
	out := make([]*pg.Node, 0, len(list))
	for _, e := range list {
		if n := parseCondition(e.Strict); n != nil {
			out = append(out, n)
		}
	}
	return out
}

// parseCondition is the tree of a condition; nil where its text is no SQL.
func parseCondition(text string) *pg.Node {
	s := parseQuery("SELECT " + text)
	if s == nil || len(s.TargetList) != 1 {
		return nil
	}
	return s.TargetList[0].GetResTarget().GetVal()
}

func parseQuery(text string) *pg.SelectStmt {
	tree, err := grammar.Parse(text)
	if err != nil || len(tree.Stmts) != 1 {
		return nil
	}
	return tree.Stmts[0].Stmt.GetSelectStmt()
}

func (p *prover) holds(given, goal *pg.BoolExpr) bool {
	return p.implies(&pg.Node{Node: &pg.Node_BoolExpr{BoolExpr: given}}, &pg.Node{Node: &pg.Node_BoolExpr{BoolExpr: goal}})
}

// implies takes goals of AND and conditions of OR apart first: that loses nothing. Then
// one part of a condition of AND, or one of a goal of OR, must do.
func (p *prover) implies(a, b *pg.Node) bool {
	if p.budget--; p.budget < 0 {
		return false
	}
	is := func(n *pg.Node, op pg.BoolExprType) []*pg.Node {
		if e := n.GetBoolExpr(); e != nil && e.Boolop == op {
			return e.Args
		}
		return nil
	}
	all := func(list []*pg.Node, f func(*pg.Node) bool) bool {
		return !slices.ContainsFunc(list, func(n *pg.Node) bool { return !f(n) })
	}
	if goals := is(b, pg.BoolExprType_AND_EXPR); goals != nil {
		return all(goals, func(g *pg.Node) bool { return p.implies(a, g) })
	}
	if cases := is(a, pg.BoolExprType_OR_EXPR); cases != nil {
		return all(cases, func(c *pg.Node) bool { return p.implies(c, b) })
	}
	if p.splitsCases(a, b) {
		return true
	}
	if slices.ContainsFunc(is(a, pg.BoolExprType_AND_EXPR), func(c *pg.Node) bool { return p.implies(c, b) }) {
		return true
	}
	if slices.ContainsFunc(is(b, pg.BoolExprType_OR_EXPR), func(g *pg.Node) bool { return p.implies(a, g) }) {
		return true
	}
	return p.leaf(a, b)
}

// splitsCases reports whether a condition of AND has a part of OR that decides it: in
// each of its cases the goal must hold.
func (p *prover) splitsCases(a, b *pg.Node) bool {
	e := a.GetBoolExpr()
	if e == nil || e.Boolop != pg.BoolExprType_AND_EXPR {
		return false
	}
	for i, part := range e.Args {
		or := part.GetBoolExpr()
		if or == nil || or.Boolop == pg.BoolExprType_NOT_EXPR {
			continue
		}
		rest := slices.Concat(e.Args[:i], e.Args[i+1:])
		if or.Boolop == pg.BoolExprType_AND_EXPR {
			return p.holdsFlat(slices.Concat(rest, or.Args), b)
		}
		for _, c := range or.Args {
			if !p.holdsFlat(append(slices.Clone(rest), c), b) {
				return false
			}
		}
		return true
	}
	return false
}

func (p *prover) holdsFlat(given []*pg.Node, goal *pg.Node) bool {
	return p.implies(&pg.Node{Node: &pg.Node_BoolExpr{BoolExpr: &pg.BoolExpr{Boolop: pg.BoolExprType_AND_EXPR, Args: given}}}, goal)
}

// leaf compares two conditions that are not of AND or OR.
func (p *prover) leaf(a, b *pg.Node) bool {
	if constantTruth(b) == "t" || constantTruth(a) == "f" {
		return true
	}
	if a.GetBoolExpr() != nil && a.GetBoolExpr().Boolop != pg.BoolExprType_NOT_EXPR || b.GetBoolExpr() != nil && b.GetBoolExpr().Boolop != pg.BoolExprType_NOT_EXPR {
		return false
	}
	return sameTree(a, b) || amongOf(a, b) || impliesBound(a, b) || p.subquery(a.GetSubLink(), b.GetSubLink())
}

// constantTruth is "t" or "f" of a constant condition; NULL is as good as false.
func constantTruth(n *pg.Node) string {
	c := n.GetAConst()
	switch {
	case n.GetTypeCast() != nil:
		t := n.GetTypeCast()
		if s := t.Arg.GetAConst().GetSval(); s != nil && isBool(t.TypeName) {
			return map[string]string{"t": "t", "true": "t", "f": "f", "false": "f"}[s.Sval]
		}
		return constantTruth(t.Arg)
	case c == nil:
		return ""
	case c.Isnull:
		return "f"
	case c.GetBoolval() != nil && c.GetBoolval().Boolval:
		return "t"
	case c.GetBoolval() != nil:
		return "f"
	}
	return ""
}

func isBool(t *pg.TypeName) bool {
	words := NameList(t.GetNames())
	return len(words) > 0 && (words[len(words)-1] == "bool" || words[len(words)-1] == "boolean")
}

// sameTree reports whether two trees are one but for their places in the text.
func sameTree(a, b proto.Message) bool {
	return proto.Equal(withoutLocations(a), withoutLocations(b))
}

// allAmong reports whether each of a few trees is one of many, but for places. Each is
// written once, since there may be thousands.
func allAmong(few, many []*pg.Node) bool {
	known := make(map[string]bool, len(many))
	for _, n := range many {
		known[treeText(n)] = true
	}
	return !slices.ContainsFunc(few, func(n *pg.Node) bool { return !known[treeText(n)] })
}

// treeText is the same for two trees that are one but for their places in the text.
func treeText(n *pg.Node) string {
	if n == nil {
		return ""
	}
	text, err := proto.MarshalOptions{Deterministic: true}.Marshal(withoutLocations(n))
	if err != nil {
		panic(fmt.Sprintf("a syntax tree cannot be written: %v", err))
	}
	return string(text)
}

// amongOf reports whether x = c or x IN (c, …) chooses among no more values than
// x IN (…) or x = c.
func amongOf(a, b *pg.Node) bool {
	x, few, ok := constantAlternatives(a)
	y, many, ok2 := constantAlternatives(b)
	return ok && ok2 && sameTree(x, y) && allAmong(few, many)
}

// constantAlternatives returns the operand a condition compares with constants, and the constants.
func constantAlternatives(n *pg.Node) (*pg.Node, []*pg.Node, bool) {
	e := n.GetAExpr()
	if e == nil || operatorOf(e) != "=" {
		return nil, nil, false
	}
	switch e.Kind {
	case pg.A_Expr_Kind_AEXPR_OP:
		return e.Lexpr, []*pg.Node{e.Rexpr}, e.Lexpr != nil
	case pg.A_Expr_Kind_AEXPR_IN:
		return e.Lexpr, e.Rexpr.GetList().GetItems(), true
	case pg.A_Expr_Kind_AEXPR_OP_ANY:
		array := e.Rexpr
		if c := array.GetTypeCast(); c != nil {
			array = c.Arg
		}
		return e.Lexpr, array.GetAArrayExpr().GetElements(), array.GetAArrayExpr() != nil
	}
	return nil, nil, false
}

func operatorOf(e *pg.A_Expr) string {
	words := NameList(e.Name)
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}

// impliesBound compares x > c and the like with numbers: x > 5 is true only where x > 3 is.
func impliesBound(a, b *pg.Node) bool {
	x, op, c, ok := integerComparison(a)
	y, other, d, ok2 := integerComparison(b)
	if !ok || !ok2 || !sameTree(x, y) {
		return false
	}
	switch other {
	case ">":
		return op == ">" && c >= d || (op == ">=" || op == "=") && c > d
	case ">=":
		return (op == ">" || op == ">=" || op == "=") && c >= d
	case "<":
		return op == "<" && c <= d || (op == "<=" || op == "=") && c < d
	case "<=":
		return (op == "<" || op == "<=" || op == "=") && c <= d
	}
	return false
}

// integerComparison is a comparison of something with an integer.
func integerComparison(n *pg.Node) (x *pg.Node, op string, c int64, ok bool) {
	e := n.GetAExpr()
	if e == nil || e.Kind != pg.A_Expr_Kind_AEXPR_OP || e.Lexpr == nil {
		return nil, "", 0, false
	}
	if c, ok = integerConstant(e.Rexpr); ok {
		return e.Lexpr, operatorOf(e), c, true
	}
	c, ok = integerConstant(e.Lexpr)
	turned := map[string]string{">": "<", "<": ">", ">=": "<=", "<=": ">=", "=": "="}
	return e.Rexpr, turned[operatorOf(e)], c, ok
}

func integerConstant(n *pg.Node) (int64, bool) {
	number := false // a string is one only with a type that says so
	if t := n.GetTypeCast(); t != nil {
		words := NameList(t.TypeName.GetNames())
		number = len(words) > 0 && slices.Contains([]string{"int2", "int4", "int8", "smallint", "integer", "bigint"}, words[len(words)-1])
		n = t.Arg
	}
	c := n.GetAConst()
	switch {
	case c == nil || c.Isnull:
		return 0, false
	case c.GetIval() != nil:
		return int64(c.GetIval().Ival), true
	case c.GetSval() != nil && number:
		i, err := strconv.ParseInt(c.GetSval().Sval, 10, 64)
		return i, err == nil
	}
	return 0, false
}

// subquery compares EXISTS (…) and x IN (SELECT …).
func (p *prover) subquery(a, b *pg.SubLink) bool {
	if a == nil || b == nil || a.SubLinkType != b.SubLinkType || !sameTree(a.Testexpr, b.Testexpr) {
		return false
	}
	switch a.SubLinkType {
	case pg.SubLinkType_EXISTS_SUBLINK, pg.SubLinkType_ANY_SUBLINK:
	default:
		return false
	}
	from, to := b.Subselect.GetSelectStmt(), a.Subselect.GetSelectStmt()
	if from == nil || to == nil {
		return false
	}
	if a.SubLinkType == pg.SubLinkType_EXISTS_SUBLINK { // what it selects does not matter
		if callsOrQueries(from.TargetList) || callsOrQueries(to.TargetList) {
			return false
		}
		from, to = proto.Clone(from).(*pg.SelectStmt), proto.Clone(to).(*pg.SelectStmt)
		from.TargetList, to.TargetList = nil, nil
	}
	return p.narrows(from, to)
}
