package expr

// The writer prints a syntax tree as SQL in one of three texts: canonical, loose, and as
// the author may read it. Precedences are those of gram.y.

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
)

// maxLevels is how deep a tree can be: protobuf reads none of half that depth.
const maxLevels = 10000

// expr writes an expression where one of at least the outer precedence can stand.
func (w *writer) expr(n *pg.Node, outer precedence) {
	if n == nil || n.Node == nil || !w.spend(1) {
		return
	}
	w.normalExpr(w.inForm(n), outer)
}

// inForm is an expression in the form in which its text is written, at its top.
func (w *writer) inForm(n *pg.Node) *pg.Node {
	if w.mode == modeSQL {
		return n
	}
	return w.normal(n)
}

// normalExpr writes an expression that is normal at its top.
func (w *writer) normalExpr(n *pg.Node, outer precedence) {
	if w.level++; w.level > maxLevels {
		panic("an expression is nested deeper than protobuf reads")
	}
	parens := w.precedence(n) < outer
	if parens {
		w.put("(")
	}
	w.node(n)
	if parens {
		w.put(")")
	}
	w.level--
}

// list writes expressions with commas between them.
func (w *writer) list(nodes []*pg.Node) {
	for i, n := range nodes {
		if i > 0 {
			w.put(", ")
		}
		w.expr(n, precLowest)
	}
}

// words writes names with commas between them.
func (w *writer) words(nodes []*pg.Node) {
	for i, n := range nodes {
		if i > 0 {
			w.put(", ")
		}
		w.word(n.GetString_().GetSval())
	}
}

// node writes an expression without parentheses around it.
func (w *writer) node(n *pg.Node) {
	switch e := n.Node.(type) {
	case *pg.Node_ColumnRef:
		w.columnRef(e.ColumnRef)
	case *pg.Node_AConst:
		w.constant(e.AConst)
	case *pg.Node_TypeCast:
		w.cast(e.TypeCast)
	case *pg.Node_FuncCall:
		w.call(e.FuncCall)
	case *pg.Node_AExpr:
		w.operation(e.AExpr)
	case *pg.Node_BoolExpr:
		w.logic(e.BoolExpr)
	case *pg.Node_NullTest:
		w.nullTest(e.NullTest)
	case *pg.Node_BooleanTest:
		w.expr(e.BooleanTest.Arg, precCompare)
		w.put(booleanTest(e.BooleanTest.Booltesttype))
	case *pg.Node_CaseExpr:
		w.caseExpr(e.CaseExpr)
	case *pg.Node_SubLink:
		w.subLink(e.SubLink)
	case *pg.Node_AArrayExpr:
		w.put("ARRAY[")
		w.list(e.AArrayExpr.Elements)
		w.put("]")
	case *pg.Node_RowExpr:
		w.row(e.RowExpr)
	case *pg.Node_CoalesceExpr:
		w.put("COALESCE(")
		w.list(e.CoalesceExpr.Args)
		w.put(")")
	case *pg.Node_MinMaxExpr:
		w.put(pick(e.MinMaxExpr.Op == pg.MinMaxOp_IS_LEAST, "LEAST(", "GREATEST("))
		w.list(e.MinMaxExpr.Args)
		w.put(")")
	case *pg.Node_AIndirection:
		w.indirection(e.AIndirection)
	case *pg.Node_CollateClause:
		w.expr(e.CollateClause.Arg, precCollate)
		w.collate(e.CollateClause.Collname)
	case *pg.Node_SqlvalueFunction:
		w.valueFunction(e.SqlvalueFunction)
	case *pg.Node_ParamRef:
		w.param(e.ParamRef)
	case *pg.Node_NamedArgExpr:
		w.word(e.NamedArgExpr.Name)
		w.put(" => ")
		w.expr(e.NamedArgExpr.Arg, precLowest)
	case *pg.Node_List:
		w.put("(")
		w.list(e.List.Items)
		w.put(")")
	default:
		w.rareNode(n)
	}
}

// rareNode writes what few expressions have.
func (w *writer) rareNode(n *pg.Node) {
	switch e := n.Node.(type) {
	case *pg.Node_GroupingFunc:
		w.put("GROUPING(")
		w.list(e.GroupingFunc.Args)
		w.put(")")
	case *pg.Node_SetToDefault:
		w.put("DEFAULT")
	case *pg.Node_CurrentOfExpr:
		w.put("CURRENT OF ")
		w.word(e.CurrentOfExpr.CursorName)
	case *pg.Node_AStar:
		w.put("*")
	case *pg.Node_XmlExpr:
		w.xmlExpr(e.XmlExpr)
	case *pg.Node_XmlSerialize:
		w.xmlSerialize(e.XmlSerialize)
	case *pg.Node_GroupingSet:
		w.groupingSet(e.GroupingSet)
	case *pg.Node_String_:
		w.word(e.String_.Sval)
	case *pg.Node_Integer, *pg.Node_Float, *pg.Node_Boolean, *pg.Node_BitString:
		w.plainValue(n)
	case *pg.Node_SelectStmt:
		w.put("(")
		w.subquery(e.SelectStmt, true)
		w.put(")")
	case *pg.Node_PartitionBoundSpec:
		w.bound(e.PartitionBoundSpec)
	case *pg.Node_SortBy:
		w.sortBy(e.SortBy)
	default:
		if !w.json(n) {
			w.unknown(n)
		}
	}
}

// unknown writes a node that is not known here as the C deparser does, the same in
// all texts.
func (w *writer) unknown(n *pg.Node) {
	target := &pg.Node{Node: &pg.Node_ResTarget{ResTarget: &pg.ResTarget{Val: n}}}
	sel := &pg.SelectStmt{TargetList: []*pg.Node{target}, LimitOption: pg.LimitOption_LIMIT_OPTION_DEFAULT, Op: pg.SetOperation_SETOP_NONE}
	tree := &pg.ParseResult{Stmts: []*pg.RawStmt{{Stmt: &pg.Node{Node: &pg.Node_SelectStmt{SelectStmt: sel}}}}}
	text, err := grammar.Deparse(tree)
	if err != nil {
		text = "SELECT " + n.String()
	}
	w.put(strings.TrimPrefix(text, "SELECT "))
}

// precedence of an expression as it is written.
func (w *writer) precedence(n *pg.Node) precedence {
	switch e := n.Node.(type) {
	case *pg.Node_BoolExpr:
		switch e.BoolExpr.Boolop {
		case pg.BoolExprType_AND_EXPR:
			return precAnd
		case pg.BoolExprType_OR_EXPR:
			return precOr
		}
		return precNot
	case *pg.Node_AExpr:
		return w.operationPrecedence(e.AExpr)
	case *pg.Node_NullTest, *pg.Node_BooleanTest, *pg.Node_JsonIsPredicate:
		return precIs
	case *pg.Node_TypeCast:
		return precCast
	case *pg.Node_CollateClause:
		return precCollate
	case *pg.Node_SubLink:
		return subLinkPrecedence(e.SubLink)
	case *pg.Node_AConst:
		if isNegative(e.AConst) {
			return precUnary
		}
	case *pg.Node_AIndirection:
		return precSubscript
	case *pg.Node_FuncCall:
		return w.callPrecedence(e.FuncCall)
	case *pg.Node_XmlExpr:
		if e.XmlExpr.Op == pg.XmlExprOp_IS_DOCUMENT {
			return precIs
		}
	}
	return precPrimary
}
