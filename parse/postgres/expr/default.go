package expr

// The DEFAULT clause of a column or a domain takes what gram.y calls b_expr, which has no
// AND, OR, NOT, IN, LIKE, IS, COLLATE and AT TIME ZONE outside of parentheses, since a NOT
// NULL, a COLLATE or another clause of the definition may follow it. The text of such a
// default is printed in parentheses, as the author had to write it.

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// CanonicalDefault is Canonical for what a DEFAULT clause holds: the text to be printed can
// stand in the definition of a column.
func CanonicalDefault(n *pg.Node, ns Names, sc Scope) (pgmodel.Expr, []schema.Key) {
	e, uses := Canonical(n, ns, sc)
	if n != nil && needsParentheses(n) {
		e.SQL = "(" + e.SQL + ")"
	}
	return e, uses
}

// needsParentheses reports whether an expression, printed without parentheses around it, is
// more than b_expr allows.
func needsParentheses(n *pg.Node) bool {
	w := writer{mode: modeSQL}
	switch e := n.GetAExpr(); e.GetKind() {
	case pg.A_Expr_Kind_AEXPR_OP, pg.A_Expr_Kind_AEXPR_DISTINCT, pg.A_Expr_Kind_AEXPR_NOT_DISTINCT:
		return e.Lexpr != nil && needsParentheses(e.Lexpr) || e.Rexpr != nil && needsParentheses(e.Rexpr)
	}
	if x := n.GetXmlExpr(); x.GetOp() == pg.XmlExprOp_IS_DOCUMENT {
		return needsParentheses(x.Args[0])
	}
	p := w.precedence(n)
	return p < precSubscript && p != precUnary
}
