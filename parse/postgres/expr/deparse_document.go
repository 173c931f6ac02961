package expr

// The functions of SQL/XML and SQL/JSON, which the grammar gives a syntax of their own.

import (
	pg "github.com/pganalyze/pg_query_go/v5"
)

// xmlExpr writes the functions of SQL/XML.
func (w *writer) xmlExpr(e *pg.XmlExpr) {
	switch e.Op {
	case pg.XmlExprOp_IS_DOCUMENT:
		w.expr(e.Args[0], precCompare)
		w.put(" IS DOCUMENT")
		return
	case pg.XmlExprOp_IS_XMLCONCAT:
		w.put("xmlconcat(")
		w.list(e.Args)
	case pg.XmlExprOp_IS_XMLFOREST:
		w.put("xmlforest(")
		w.aliased(e.NamedArgs)
	case pg.XmlExprOp_IS_XMLELEMENT:
		w.put("xmlelement(NAME ")
		w.word(e.Name)
		if len(e.NamedArgs) > 0 {
			w.put(", XMLATTRIBUTES(")
			w.aliased(e.NamedArgs)
			w.put(")")
		}
		w.remainingArgs(e.Args)
	case pg.XmlExprOp_IS_XMLPI:
		w.put("xmlpi(NAME ")
		w.word(e.Name)
		w.remainingArgs(e.Args)
	case pg.XmlExprOp_IS_XMLPARSE:
		w.xmlParse(e)
	case pg.XmlExprOp_IS_XMLROOT:
		w.xmlRoot(e)
	}
	w.put(")")
}

func (w *writer) remainingArgs(args []*pg.Node) {
	for _, n := range args {
		w.put(", ")
		w.expr(n, precLowest)
	}
}

// aliased writes "value AS name" with the names that the server makes up.
func (w *writer) aliased(targets []*pg.Node) {
	for i, n := range targets {
		if i > 0 {
			w.put(", ")
		}
		t := n.GetResTarget()
		w.expr(t.Val, precLowest)
		name := t.Name
		if name == "" && w.mode != modeSQL {
			name = ResultName(t.Val)
		}
		if name != "" {
			w.put(" AS ")
			w.word(name)
		}
	}
}

func (w *writer) xmlOption(o pg.XmlOptionType) {
	if o == pg.XmlOptionType_XMLOPTION_DOCUMENT {
		w.put("DOCUMENT ")
		return
	}
	w.put("CONTENT ")
}

func (w *writer) xmlParse(e *pg.XmlExpr) {
	w.put("xmlparse(")
	w.xmlOption(e.Xmloption)
	w.expr(e.Args[0], precLowest)
	if len(e.Args) > 1 {
		if c := e.Args[1].GetAConst(); c.GetBoolval().GetBoolval() {
			w.put(" PRESERVE WHITESPACE")
		} else if w.mode == modeSQL {
			w.put(" STRIP WHITESPACE")
		}
	}
}

// xmlRoot writes XMLROOT(value, VERSION …, STANDALONE …); the third argument says
// which STANDALONE (xml.h, XmlStandaloneType).
func (w *writer) xmlRoot(e *pg.XmlExpr) {
	w.put("xmlroot(")
	w.expr(e.Args[0], precLowest)
	w.put(", VERSION ")
	if e.Args[1].GetAConst().GetIsnull() {
		w.put("NO VALUE")
	} else {
		w.expr(e.Args[1], precLowest)
	}
	if len(e.Args) < 3 {
		return
	}
	switch e.Args[2].GetAConst().GetIval().GetIval() {
	case 0:
		w.put(", STANDALONE YES")
	case 1:
		w.put(", STANDALONE NO")
	case 2:
		w.put(", STANDALONE NO VALUE")
	}
}

func (w *writer) xmlSerialize(e *pg.XmlSerialize) {
	w.put("xmlserialize(")
	w.xmlOption(e.Xmloption)
	w.expr(e.Expr, precLowest)
	w.put(" AS " + w.typeText(e.TypeName))
	if e.Indent {
		w.put(" INDENT")
	}
	w.put(")")
}

// json writes the constructors of SQL/JSON; false for any other node.
func (w *writer) json(n *pg.Node) bool {
	switch e := n.Node.(type) {
	case *pg.Node_JsonIsPredicate:
		w.jsonIs(e.JsonIsPredicate)
		return true
	case *pg.Node_JsonValueExpr:
		w.jsonValue(e.JsonValueExpr)
		return true
	case *pg.Node_JsonKeyValue:
		w.jsonPair(e.JsonKeyValue)
		return true
	case *pg.Node_JsonObjectConstructor:
		o := e.JsonObjectConstructor
		w.put("JSON_OBJECT(")
		w.list(o.Exprs)
		w.jsonNulls(o.AbsentOnNull, false, len(o.Exprs) > 0)
		w.put(pick(o.Unique, " WITH UNIQUE KEYS", ""))
		w.jsonReturning(o.Output, o.Exprs...)
	case *pg.Node_JsonArrayConstructor:
		a := e.JsonArrayConstructor
		w.put("JSON_ARRAY(")
		w.list(a.Exprs)
		w.jsonNulls(a.AbsentOnNull, true, len(a.Exprs) > 0)
		w.jsonReturning(a.Output, a.Exprs...)
	case *pg.Node_JsonArrayQueryConstructor:
		w.put("JSON_ARRAY(")
		w.subquery(e.JsonArrayQueryConstructor.Query.GetSelectStmt(), true)
		w.jsonFormat(e.JsonArrayQueryConstructor.Format)
		w.jsonOutput(e.JsonArrayQueryConstructor.Output)
	case *pg.Node_JsonObjectAgg:
		w.jsonObjectAgg(e.JsonObjectAgg)
		return true
	case *pg.Node_JsonArrayAgg:
		w.jsonArrayAgg(e.JsonArrayAgg)
		return true
	default:
		return false
	}
	w.put(")")
	return true
}

func (w *writer) jsonIs(e *pg.JsonIsPredicate) {
	w.expr(e.Expr, precCompare)
	w.put(" IS JSON")
	switch e.ItemType {
	case pg.JsonValueType_JS_TYPE_OBJECT:
		w.put(" OBJECT")
	case pg.JsonValueType_JS_TYPE_ARRAY:
		w.put(" ARRAY")
	case pg.JsonValueType_JS_TYPE_SCALAR:
		w.put(" SCALAR")
	}
	w.put(pick(e.UniqueKeys, " WITH UNIQUE KEYS", ""))
}

func (w *writer) jsonValue(e *pg.JsonValueExpr) {
	w.expr(e.RawExpr, precLowest)
	w.jsonFormat(e.Format)
}

func (w *writer) jsonFormat(f *pg.JsonFormat) {
	if f == nil || f.FormatType != pg.JsonFormatType_JS_FORMAT_JSON {
		return
	}
	w.put(" FORMAT JSON")
	switch f.Encoding {
	case pg.JsonEncoding_JS_ENC_UTF8:
		w.put(" ENCODING UTF8")
	case pg.JsonEncoding_JS_ENC_UTF16:
		w.put(" ENCODING UTF16")
	case pg.JsonEncoding_JS_ENC_UTF32:
		w.put(" ENCODING UTF32")
	}
}

func (w *writer) jsonPair(p *pg.JsonKeyValue) {
	w.expr(p.Key, precPrimary)
	w.put(" : ")
	w.jsonValue(p.Value)
}

// jsonNulls writes what becomes of nulls, if it is not the default.
func (w *writer) jsonNulls(absent, absentByDefault, any bool) {
	switch {
	case !any || absent == absentByDefault:
	case absent:
		w.put(" ABSENT ON NULL")
	default:
		w.put(" NULL ON NULL")
	}
}

func (w *writer) jsonOutput(o *pg.JsonOutput) {
	if o == nil || o.TypeName == nil {
		return
	}
	w.put(" RETURNING " + w.typeText(o.TypeName))
	w.jsonFormat(o.Returning.GetFormat())
}

func (w *writer) jsonObjectAgg(e *pg.JsonObjectAgg) {
	w.put("JSON_OBJECTAGG(")
	w.jsonPair(e.Arg)
	w.jsonNulls(e.AbsentOnNull, false, true)
	w.put(pick(e.Unique, " WITH UNIQUE KEYS", ""))
	w.jsonReturning(e.Constructor.Output, pairNodes(e.Arg)...)
	w.put(")")
	w.aggregateTail(e.Constructor.AggFilter, e.Constructor.Over)
}

func (w *writer) jsonArrayAgg(e *pg.JsonArrayAgg) {
	w.put("JSON_ARRAYAGG(")
	w.jsonValue(e.Arg)
	if len(e.Constructor.AggOrder) > 0 {
		w.put(" ORDER BY ")
		w.list(e.Constructor.AggOrder)
	}
	w.jsonNulls(e.AbsentOnNull, true, true)
	w.jsonReturning(e.Constructor.Output, valueNodes(e.Arg)...)
	w.put(")")
	w.aggregateTail(e.Constructor.AggFilter, e.Constructor.Over)
}

// jsonReturning writes the type that a constructor returns. The loose form leaves out json and jsonb,
// which EXPLAIN shows.
func (w *writer) jsonReturning(o *pg.JsonOutput, args ...*pg.Node) {
	typ := jsonType(w.ns, w.infer, o, args)
	written := o != nil && o.TypeName != nil
	switch {
	case w.mode == modeSQL, written && typ != "json" && typ != "jsonb", written && o.Returning.GetFormat().GetFormatType() == pg.JsonFormatType_JS_FORMAT_JSON:
		w.jsonOutput(o)
	case w.mode == modeStrict && typ != "":
		w.put(" RETURNING " + typ)
	}
}
