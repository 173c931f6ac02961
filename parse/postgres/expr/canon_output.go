package expr

// The names that the server gives to output columns without one. Views store them, and indexes
// and constraints are named after them.

import (
	"strings"

	pg "github.com/pganalyze/pg_query_go/v5"
)

// ResultName is the name that the server gives to an output column without one
// (FigureColname in parse_target.c).
func ResultName(n *pg.Node) string {
	if name, strength := figure(n); strength > 0 {
		return name
	}
	return "?column?"
}

// figure is a name and how well it fits: 0 none, 1 one to fall back on, 2 a good one.
func figure(n *pg.Node) (string, int) {
	switch e := n.GetNode().(type) {
	case *pg.Node_ColumnRef:
		return lastField(e.ColumnRef.Fields)
	case *pg.Node_AIndirection:
		if name, strength := lastField(e.AIndirection.Indirection); strength > 0 {
			return name, strength
		}
		return figure(e.AIndirection.Arg)
	case *pg.Node_FuncCall:
		if text, _, ok := carriedText(e.FuncCall); ok { // it is named after its function
			name, _, _ := strings.Cut(strings.ToLower(text), "(")
			return strings.TrimSpace(name), 2
		}
		return operatorName(e.FuncCall.Funcname), 2
	case *pg.Node_AExpr:
		if e.AExpr.Kind == pg.A_Expr_Kind_AEXPR_NULLIF {
			return "nullif", 2
		}
	case *pg.Node_TypeCast:
		if name, strength := figure(e.TypeCast.Arg); strength > 1 {
			return name, strength
		}
		if t := e.TypeCast.TypeName; t.Typemod != canonicalType {
			return operatorName(t.Names), 1
		}
	case *pg.Node_CollateClause:
		return figure(e.CollateClause.Arg)
	case *pg.Node_SubLink:
		return figureSubLink(e.SubLink)
	case *pg.Node_CaseExpr:
		if name, strength := figure(e.CaseExpr.Defresult); strength > 1 {
			return name, strength
		}
		return "case", 1
	case *pg.Node_XmlExpr:
		if e.XmlExpr.Op == pg.XmlExprOp_IS_DOCUMENT {
			return "", 0
		}
		return strings.ToLower(strings.TrimPrefix(e.XmlExpr.Op.String(), "IS_")), 2
	default:
		return figureWord(n)
	}
	return "", 0
}

// figureWord is the keyword that an expression begins with.
func figureWord(n *pg.Node) (string, int) {
	switch e := n.GetNode().(type) {
	case *pg.Node_GroupingFunc:
		return "grouping", 2
	case *pg.Node_AArrayExpr:
		return "array", 2
	case *pg.Node_RowExpr:
		return "row", 2
	case *pg.Node_CoalesceExpr:
		return "coalesce", 2
	case *pg.Node_MinMaxExpr:
		return pick(e.MinMaxExpr.Op == pg.MinMaxOp_IS_LEAST, "least", "greatest"), 2
	case *pg.Node_SqlvalueFunction:
		return strings.ToLower(valueFunctionName(e.SqlvalueFunction.Op)), 2
	case *pg.Node_XmlSerialize:
		return "xmlserialize", 2
	case *pg.Node_JsonObjectConstructor:
		return "json_object", 2
	case *pg.Node_JsonArrayConstructor, *pg.Node_JsonArrayQueryConstructor:
		return "json_array", 2
	case *pg.Node_JsonObjectAgg:
		return "json_objectagg", 2
	case *pg.Node_JsonArrayAgg:
		return "json_arrayagg", 2
	}
	return "", 0
}

func lastField(fields []*pg.Node) (string, int) {
	for i := len(fields) - 1; i >= 0; i-- {
		if s := fields[i].GetString_(); s != nil {
			return s.Sval, 2
		}
	}
	return "", 0
}

func figureSubLink(e *pg.SubLink) (string, int) {
	switch e.SubLinkType {
	case pg.SubLinkType_EXISTS_SUBLINK:
		return "exists", 2
	case pg.SubLinkType_ARRAY_SUBLINK:
		return "array", 2
	case pg.SubLinkType_EXPR_SUBLINK:
		sel := e.Subselect.GetSelectStmt()
		for sel.GetLarg() != nil {
			sel = sel.Larg
		}
		if len(sel.GetTargetList()) == 0 {
			return "column1", 2
		}
		t := sel.TargetList[0].GetResTarget()
		if t.Name != "" {
			return t.Name, 2
		}
		return figure(t.Val)
	}
	return "", 0
}
