package litemodel

// Expressions as canonical text: one space stands between two tokens, words are folded, and a
// name has quotes only where it needs them (parse/sqlite, canonical). So what an expression
// reads can be found without a parser.

import (
	"slices"
	"strings"
)

// Expr is SQL text in canonical form: equal expressions have equal text. The
// zero Expr means there is none.
type Expr struct{ SQL string }

// Reads reports whether the expression may read the column of a folded name.
func (e Expr) Reads(column string) bool { return slices.Contains(e.Columns(), column) }

// Columns are the folded names in the expression that may be those of columns, in its order and
// with repetitions. Words of the language are among them, as most may be names too; the names of
// functions, qualifiers, types and collations are not.
func (e Expr) Columns() []string {
	var names []string
	tokens := exprTokens(e.SQL)
	for i, t := range tokens {
		if t == "as" || t == "collate" || !beginsName(t) {
			continue
		}
		if i > 0 && (tokens[i-1] == "as" || tokens[i-1] == "collate") {
			continue
		}
		if i+1 < len(tokens) && (tokens[i+1] == "(" || tokens[i+1] == ".") {
			continue
		}
		if t[0] == '"' {
			t = strings.ReplaceAll(t[1:len(t)-1], `""`, `"`)
		}
		names = append(names, t)
	}
	return names
}

// exprTokens splits canonical text. Only names and strings in quotes can hold a space.
func exprTokens(sql string) []string {
	var tokens []string
	for sql != "" {
		end := strings.IndexByte(sql, ' ')
		if quote := sql[0]; quote == '"' || quote == '\'' {
			end = quotedEnd(sql)
		}
		if end < 0 {
			end = len(sql)
		}
		tokens = append(tokens, sql[:end])
		sql = strings.TrimPrefix(sql[end:], " ")
	}
	return tokens
}

// quotedEnd is the length of the name or string in quotes at the start of s; two quotes in it
// stand for one.
func quotedEnd(s string) int {
	for i := 1; i < len(s); i++ {
		if s[i] != s[0] {
			continue
		}
		if i+1 == len(s) || s[i+1] != s[0] {
			return i + 1
		}
		i++
	}
	return len(s)
}

// beginsName reports whether a token is a word or a name in quotes, and no blob (x'…').
func beginsName(token string) bool {
	c := token[0]
	if c == '"' {
		return len(token) > 1
	}
	return (c == '_' || 'a' <= c && c <= 'z' || c >= 0x80) && !strings.Contains(token, "'")
}
