package postgres

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// volatile reports whether a default can differ from row to row: it calls a function of
// the server that does, or one that nobody here knows.
func volatile(e pgmodel.Expr) bool {
	text := e.Strict
	for i := strings.IndexByte(text, '('); i >= 0; i = next(text, i) {
		start := i
		for start > 0 && (wordByte(text[start-1]) || text[start-1] == '.' || text[start-1] == '"') {
			start--
		}
		name := strings.TrimPrefix(text[start:i], "pg_catalog.")
		if start == i || strings.HasSuffix(text[:start], "::") || inString(text[:start]) { // a parenthesis, or the modifier of a type
			continue
		}
		if strings.ContainsAny(name, `."`) || pgmodel.Volatile(name) {
			return true
		}
	}
	return false
}

// next is the index of the next parenthesis behind i, or -1.
func next(text string, i int) int {
	j := strings.IndexByte(text[i+1:], '(')
	if j < 0 {
		return -1
	}
	return i + 1 + j
}

// inString reports whether a text ends inside of a string.
func inString(text string) bool { return strings.Count(text, "'")%2 == 1 }
