package expr

// The constructors of SQL/JSON as the server stores them: with the type that they return, which is
// jsonb if one of their arguments is and json else (transformJsonConstructorOutput, parse_expr.c), and
// JSON_ARRAY over a query as the aggregate over a subquery that it stands for
// (transformJsonArrayQueryConstructor).

import (
	pg "github.com/pganalyze/pg_query_go/v5"
)

// jsonType is the type that a constructor returns by RETURNING, or by the types that infer gives its
// arguments; "" if one of these is not known.
func jsonType(ns Names, infer func(*pg.Node) string, o *pg.JsonOutput, args []*pg.Node) string {
	if o != nil && o.TypeName != nil {
		typ, _ := TypeName(o.TypeName, ns)
		return typ
	}
	known := true
	for _, a := range args {
		var typ string
		switch e := a.GetNode().(type) {
		case *pg.Node_JsonKeyValue:
			typ = jsonType(ns, infer, nil, []*pg.Node{e.JsonKeyValue.Key, {Node: &pg.Node_JsonValueExpr{JsonValueExpr: e.JsonKeyValue.Value}}})
		case *pg.Node_JsonValueExpr:
			if typ = infer(e.JsonValueExpr.RawExpr); e.JsonValueExpr.Format.GetFormatType() == pg.JsonFormatType_JS_FORMAT_JSON && typ != "jsonb" {
				typ = "json"
			}
		default:
			typ = infer(a)
		}
		if typ == "jsonb" {
			return typ
		}
		known = known && typ != ""
	}
	return pick(known, "json", "")
}

// jsonConstructorType is the type of a constructor; "" for any other node, or if it is not known.
func jsonConstructorType(ns Names, infer func(*pg.Node) string, n *pg.Node) string {
	switch e := n.GetNode().(type) {
	case *pg.Node_JsonObjectConstructor:
		return jsonType(ns, infer, e.JsonObjectConstructor.Output, e.JsonObjectConstructor.Exprs)
	case *pg.Node_JsonArrayConstructor:
		return jsonType(ns, infer, e.JsonArrayConstructor.Output, e.JsonArrayConstructor.Exprs)
	case *pg.Node_JsonObjectAgg:
		return jsonType(ns, infer, e.JsonObjectAgg.Constructor.Output, pairNodes(e.JsonObjectAgg.Arg))
	case *pg.Node_JsonArrayAgg:
		return jsonType(ns, infer, e.JsonArrayAgg.Constructor.Output, valueNodes(e.JsonArrayAgg.Arg))
	}
	return ""
}

func pairNodes(p *pg.JsonKeyValue) []*pg.Node {
	return []*pg.Node{{Node: &pg.Node_JsonKeyValue{JsonKeyValue: p}}}
}

func valueNodes(v *pg.JsonValueExpr) []*pg.Node {
	return []*pg.Node{{Node: &pg.Node_JsonValueExpr{JsonValueExpr: v}}}
}

// normalJSONQuery is JSON_ARRAY over a query as the server keeps it.
func normalJSONQuery(e *pg.JsonArrayQueryConstructor) *pg.Node {
	value := &pg.JsonValueExpr{RawExpr: pg.MakeColumnRefNode([]*pg.Node{pg.MakeStrNode("q"), pg.MakeStrNode("a")}, 0), Format: e.Format}
	aggregate := &pg.JsonArrayAgg{Arg: value, AbsentOnNull: e.AbsentOnNull, Constructor: &pg.JsonAggConstructor{Output: e.Output}}
	alias := &pg.Alias{Aliasname: "q", Colnames: []*pg.Node{pg.MakeStrNode("a")}}
	from := &pg.Node{Node: &pg.Node_RangeSubselect{RangeSubselect: &pg.RangeSubselect{Subquery: e.Query, Alias: alias}}}
	target := pg.MakeResTargetNodeWithNameAndVal("json_arrayagg", &pg.Node{Node: &pg.Node_JsonArrayAgg{JsonArrayAgg: aggregate}}, 0)
	query := &pg.SelectStmt{TargetList: []*pg.Node{target}, FromClause: []*pg.Node{from}, LimitOption: pg.LimitOption_LIMIT_OPTION_DEFAULT, Op: pg.SetOperation_SETOP_NONE}
	return &pg.Node{Node: &pg.Node_SubLink{SubLink: &pg.SubLink{SubLinkType: pg.SubLinkType_EXPR_SUBLINK, Subselect: &pg.Node{Node: &pg.Node_SelectStmt{SelectStmt: query}}}}}
}
