package expr

// Walks over syntax trees: over every message of one, or over an expression without entering its
// subqueries.

import (
	pg "github.com/pganalyze/pg_query_go/v5"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// WalkExpr visits an expression and what is in it, from the outside in; visit reports
// whether to go on below. Subqueries are not entered.
func WalkExpr(n *pg.Node, visit func(*pg.Node) bool) {
	if n.GetNode() == nil || !visit(n) {
		return
	}
	for _, inner := range childNodes(n) {
		WalkExpr(inner, visit)
	}
}

// childNodes returns the direct parts of an expression.
func childNodes(n *pg.Node) []*pg.Node {
	switch e := n.Node.(type) {
	case *pg.Node_AExpr:
		return []*pg.Node{e.AExpr.Lexpr, e.AExpr.Rexpr}
	case *pg.Node_BoolExpr:
		return e.BoolExpr.Args
	case *pg.Node_TypeCast:
		return []*pg.Node{e.TypeCast.Arg}
	case *pg.Node_FuncCall:
		return append(append([]*pg.Node{e.FuncCall.AggFilter}, e.FuncCall.Args...), e.FuncCall.AggOrder...)
	case *pg.Node_NullTest:
		return []*pg.Node{e.NullTest.Arg}
	case *pg.Node_BooleanTest:
		return []*pg.Node{e.BooleanTest.Arg}
	case *pg.Node_CaseExpr:
		return append([]*pg.Node{e.CaseExpr.Arg, e.CaseExpr.Defresult}, e.CaseExpr.Args...)
	case *pg.Node_CaseWhen:
		return []*pg.Node{e.CaseWhen.Expr, e.CaseWhen.Result}
	case *pg.Node_CoalesceExpr:
		return e.CoalesceExpr.Args
	case *pg.Node_MinMaxExpr:
		return e.MinMaxExpr.Args
	case *pg.Node_RowExpr:
		return e.RowExpr.Args
	case *pg.Node_AArrayExpr:
		return e.AArrayExpr.Elements
	case *pg.Node_List:
		return e.List.Items
	case *pg.Node_AIndirection:
		return append([]*pg.Node{e.AIndirection.Arg}, e.AIndirection.Indirection...)
	case *pg.Node_AIndices:
		return []*pg.Node{e.AIndices.Lidx, e.AIndices.Uidx}
	case *pg.Node_CollateClause:
		return []*pg.Node{e.CollateClause.Arg}
	case *pg.Node_NamedArgExpr:
		return []*pg.Node{e.NamedArgExpr.Arg}
	case *pg.Node_SortBy:
		return []*pg.Node{e.SortBy.Node}
	case *pg.Node_ResTarget:
		return []*pg.Node{e.ResTarget.Val}
	case *pg.Node_XmlExpr:
		return append(append([]*pg.Node{}, e.XmlExpr.Args...), e.XmlExpr.NamedArgs...)
	}
	return nil
}

// Walk visits a message and all messages in it.
func Walk(m protoreflect.Message, visit func(protoreflect.Message)) {
	if !m.IsValid() {
		return
	}
	visit(m)
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case f.Kind() != protoreflect.MessageKind:
		case f.IsList():
			for i := range v.List().Len() {
				Walk(v.List().Get(i).Message(), visit)
			}
		default:
			Walk(v.Message(), visit)
		}
		return true
	})
}
