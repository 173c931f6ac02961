package expr

// Words of the syntax tree: dotted names as the parser gives them, the names of operators, and
// the keywords that the grammar keeps as numbers.

import pg "github.com/pganalyze/pg_query_go/v5"

// SplitName is a dotted name as a schema, or "", and the last word.
func SplitName(words []string) (schemaName, n string) {
	if len(words) == 0 {
		return "", ""
	}
	if len(words) > 1 {
		schemaName = words[len(words)-2]
	}
	return schemaName, words[len(words)-1]
}

// NameList are the words of a dotted name.
func NameList(nodes []*pg.Node) []string {
	words := make([]string, len(nodes))
	for i, n := range nodes {
		words[i] = n.GetString_().GetSval()
	}
	return words
}

// BareName is the name of a function or operator without its argument types.
func BareName(signature string) string {
	for i := len(signature) - 1; i >= 0; i-- {
		if signature[i] == '(' {
			return signature[:i]
		}
	}
	return signature
}

// operatorName is the last word of an operator's name.
func operatorName(name []*pg.Node) string {
	if len(name) == 0 {
		return ""
	}
	return name[len(name)-1].GetString_().GetSval()
}

// pick chooses one of two words.
func pick(cond bool, yes, no string) string {
	if cond {
		return yes
	}
	return no
}

// valueFunctionName is the keyword of a function that is called without parentheses.
func valueFunctionName(op pg.SQLValueFunctionOp) string {
	switch op {
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_DATE:
		return "CURRENT_DATE"
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_TIME, pg.SQLValueFunctionOp_SVFOP_CURRENT_TIME_N:
		return "CURRENT_TIME"
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_TIMESTAMP, pg.SQLValueFunctionOp_SVFOP_CURRENT_TIMESTAMP_N:
		return "CURRENT_TIMESTAMP"
	case pg.SQLValueFunctionOp_SVFOP_LOCALTIME, pg.SQLValueFunctionOp_SVFOP_LOCALTIME_N:
		return "LOCALTIME"
	case pg.SQLValueFunctionOp_SVFOP_LOCALTIMESTAMP, pg.SQLValueFunctionOp_SVFOP_LOCALTIMESTAMP_N:
		return "LOCALTIMESTAMP"
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_ROLE:
		return "CURRENT_ROLE"
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_USER:
		return "CURRENT_USER"
	case pg.SQLValueFunctionOp_SVFOP_USER:
		return "USER"
	case pg.SQLValueFunctionOp_SVFOP_SESSION_USER:
		return "SESSION_USER"
	case pg.SQLValueFunctionOp_SVFOP_CURRENT_CATALOG:
		return "CURRENT_CATALOG"
	}
	return "CURRENT_SCHEMA"
}

// hasSyntax reports whether the author wrote the call in the SQL standard's syntax.
func hasSyntax(f *pg.FuncCall) bool {
	return f.Funcformat == pg.CoercionForm_COERCE_SQL_SYNTAX
}
