package expr

// IN lists over varchar, as the server prints them. It keeps an array of varchar that is cast to text
// as a whole; read again, the text that it prints of that is another expression, with a cast for each
// element (transformTypeCast, parse_expr.c). Only IN makes the expression that is stored, so a text of
// the catalog is written with IN.

import (
	pg "github.com/pganalyze/pg_query_go/v5"
)

// StoredNames is an optional interface of Names: it reports whether expressions are texts that a
// server has printed of what it stores.
type StoredNames interface{ Stored() bool }

const varchar = "character varying"

// restoredIn is the IN or NOT IN that an operation on an array of varchar has been made of, or the
// node itself.
func (w *writer) restoredIn(n *pg.Node) *pg.Node {
	e := n.GetAExpr()
	if e == nil || w.canon == nil {
		return n
	}
	op := operatorName(e.Name)
	if (e.Kind != pg.A_Expr_Kind_AEXPR_OP_ANY || op != "=") && (e.Kind != pg.A_Expr_Kind_AEXPR_OP_ALL || op != "<>") {
		return n
	}
	stored, ok := w.ns.(StoredNames)
	if !ok || !stored.Stored() {
		return n
	}
	left, list := w.castOf(e.Lexpr, "text"), w.castOf(e.Rexpr, "text[]").GetAArrayExpr()
	if left == nil || list == nil || w.below(w.infer(left)) != varchar {
		return n
	}
	var constants []*pg.Node
	for _, element := range list.Elements {
		c := w.castOf(element, varchar)
		if c.GetAConst().GetSval() == nil {
			return n
		}
		constants = append(constants, c)
	}
	if in, _ := w.operatorIn(e); in != "" || len(constants) < 2 {
		return n
	}
	in := operationNode(pg.A_Expr_Kind_AEXPR_IN, op, left, &pg.Node{Node: &pg.Node_List{List: &pg.List{Items: constants}}})
	if w.spelledOut(in.GetAExpr()) != nil {
		return n
	}
	return in
}

// castOf returns the argument of a cast to a type; nil for any other expression.
func (w *writer) castOf(n *pg.Node, typ string) *pg.Node {
	c := n.GetTypeCast()
	if c == nil {
		return nil
	}
	if to, _ := TypeName(c.TypeName, w.ns); to != typ {
		return nil
	}
	return c.Arg
}
