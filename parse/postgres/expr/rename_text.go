package expr

// When an object is renamed, the server changes stored expressions with it. This file does
// the same to their texts, by parsing and printing and never by search.

// RenameInSQL rewrites what names a renamed object in a printable text, whose names
// are qualified, as the server's own copy of it follows a renaming. Bare columns are
// those of the scope's table. It reports whether anything changed.
func RenameInSQL(sql string, query bool, r Renaming, ns Names, sc Scope) (string, bool) {
	n, ok := ParseText(sql, query)
	if !ok {
		return sql, false
	}
	c := canon{ns: ns, sc: sc, flat: !query}
	w := writer{canon: &c, mode: modeSQL, flat: c.flat, rename: &r}
	w.q = w.rootScope()
	w.around = w.q
	if query {
		w.statement(n)
	} else {
		w.expr(n, precLowest)
	}
	if w.renamed == 0 {
		return sql, false
	}
	if !query && isEnclosed(sql) && needsParentheses(n) { // a default keeps its own
		return "(" + w.b.String() + ")", true
	}
	return w.b.String(), true
}

// isEnclosed reports whether the parenthesis that a text begins with ends at its end.
func isEnclosed(text string) bool {
	t := newTokenReader(text)
	return len(t.list) > 0 && t.list[0].IsPunct(text, "(") && t.closing(0) == len(t.list)-1
}
