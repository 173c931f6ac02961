package render

// SQL cut into tokens that a reader sees in different colours: keywords, strings, comments and the rest. It is for
// looks alone and knows no grammar. Printed statements have their keywords in upper case, and names in
// upper case have quotes.

import "strings"

// sqlClass is how a token is shown.
type sqlClass int

const (
	sqlOther sqlClass = iota
	sqlKeyword
	sqlString
	sqlComment
)

// sqlToken is a word, a string, a comment or what stands between.
type sqlToken struct {
	text  string
	class sqlClass
}

// sqlTokens cuts a statement; together they are the statement.
func sqlTokens(sql string) []sqlToken {
	var out []sqlToken
	add := func(text string, class sqlClass) {
		if n := len(out); n > 0 && out[n-1].class == class {
			out[n-1].text += text
		} else if text != "" {
			out = append(out, sqlToken{text, class})
		}
	}
	for len(sql) > 0 {
		n, class := 1, sqlOther
		switch c := sql[0]; {
		case strings.HasPrefix(sql, "--"):
			n, class = until(sql, "\n", 2), sqlComment
		case strings.HasPrefix(sql, "/*"):
			n, class = until(sql, "*/", 2), sqlComment
		case c == '\'':
			n, class = until(sql, "'", 1), sqlString
		case c == '"' || c == '`':
			n = until(sql, string(c), 1)
		case isWordByte(c):
			for n < len(sql) && isWordByte(sql[n]) {
				n++
			}
			if word := sql[:n]; n > 1 && word == strings.ToUpper(word) && c >= 'A' && c <= 'Z' {
				class = sqlKeyword
			}
		}
		add(sql[:n], class)
		sql = sql[n:]
	}
	return out
}

// until is the length of what ends with a mark, or of all.
func until(sql, mark string, from int) int {
	if i := strings.Index(sql[from:], mark); i >= 0 {
		return from + i + len(mark)
	}
	return len(sql)
}

func isWordByte(c byte) bool {
	return c == '_' || c == '$' || c >= 0x80 || '0' <= c && c <= '9' || 'A' <= c&^0x20 && c&^0x20 <= 'Z'
}
