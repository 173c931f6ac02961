package dbtest

// This file splits SQLite's SQL into words and symbols, apart from the program's own tokenizer.

import (
	"strings"
	"unicode/utf8"
)

// Normal is text of SQLite with comments and white space unified, words and
// quoted names in lower case: equal definitions have equal text, whatever
// quotes their names wear.
func Normal(sql string) string { return strings.Join(tokens(sql), " ") }

// tokens cuts accepted SQL into normal tokens. It is no parser: text that
// SQLite would refuse gives some list too.
func tokens(sql string) []string {
	var list []string
	for sql != "" {
		tok, n := nextToken(sql)
		if tok != "" {
			list = append(list, tok)
		}
		sql = sql[n:]
	}
	return list
}

// nextToken returns the first token, or "" for space and comments, and its length.
func nextToken(sql string) (string, int) {
	switch c := sql[0]; {
	case strings.IndexByte(" \t\r\n\f", c) >= 0:
		return "", 1
	case strings.HasPrefix(sql, "--"):
		return "", untilEnd(sql, "\n")
	case strings.HasPrefix(sql, "/*"):
		return "", untilEnd(sql, "*/")
	case c == '\'':
		n := quotedLength(sql, '\'')
		return sql[:n], n
	case c == '"' || c == '`':
		n := quotedLength(sql, c)
		name := strings.ReplaceAll(unquotedName(sql[:n], c), string([]byte{c, c}), string(c))
		return strings.ToLower(name), n
	case c == '[':
		n := untilEnd(sql, "]")
		return strings.ToLower(unquotedName(sql[:n], ']')), n
	case isWord(c):
		n := wordLength(sql)
		return strings.ToLower(sql[:n]), n
	}
	_, n := utf8.DecodeRuneInString(sql)
	return sql[:n], n
}

func untilEnd(sql, end string) int {
	if i := strings.Index(sql, end); i >= 0 {
		return i + len(end)
	}
	return len(sql)
}

func quotedLength(sql string, quote byte) int {
	for i := 1; i < len(sql); i++ {
		if sql[i] != quote {
			continue
		}
		if i+1 == len(sql) || sql[i+1] != quote {
			return i + 1
		}
		i++
	}
	return len(sql)
}

// unquotedName is a quoted name without its quotes; the closing one may be missing.
func unquotedName(quoted string, end byte) string {
	return strings.TrimSuffix(quoted[1:], string(end))
}

func isWord(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func wordLength(sql string) int {
	n := 0
	for n < len(sql) && isWord(sql[n]) {
		n++
	}
	return n
}

// group returns the tokens of the balanced parentheses that list starts with.
func group(list []string) []string {
	depth := 0
	for i, tok := range list {
		switch tok {
		case "(":
			depth++
		case ")":
			depth--
		}
		if depth == 0 {
			return list[:i+1]
		}
	}
	return list
}
