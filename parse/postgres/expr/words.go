package expr

// Names as the parser gives them: lists of words, with and without a schema.

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

// IsNull reports whether an expression is NULL, perhaps under a cast.
func IsNull(n *pg.Node) bool {
	for n.GetTypeCast() != nil {
		n = n.GetTypeCast().Arg
	}
	return n.GetAConst().GetIsnull()
}
