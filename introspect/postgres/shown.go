package postgres

import (
	"strings"
	"unicode/utf8"

	"github.com/schemadiff/schemadiff/schema"
)

// This file shows what other sessions run without what must stay private: the
// literals and the comments of a statement, which may hold passwords and personal
// data, and secrets in the name of a program.

// mostShown is how many characters of another session's statement are shown.
const mostShown = 80

// hidden is the text the server shows to a role that may not see a statement.
const hidden = "<insufficient privilege>"

// shownStatement is the beginning of a statement on one line, its literals replaced.
// The server cuts long statements off, and backslashes mean one thing or another by a
// setting of the session: what follows an unclear literal is left out.
func shownStatement(sql string) string {
	if sql == hidden {
		return ""
	}
	var b strings.Builder
	for i := 0; i < len(sql); {
		switch c := sql[i]; {
		case c == '\'':
			end, clear := literalEnd(sql, i)
			b.WriteString("'…'")
			if !clear {
				end = len(sql)
			}
			i = end
		case c == '"':
			end := i + 1 + strings.IndexByte(sql[i+1:], '"') + 1
			if end == i+1 {
				end = len(sql)
			}
			b.WriteString(sql[i:end])
			i = end
		case c == '$' && dollarTag(sql[i:]) != "" && (i == 0 || !nameByte(sql[i-1])):
			tag := dollarTag(sql[i:])
			b.WriteString("'…'")
			if n := strings.Index(sql[i+len(tag):], tag); n >= 0 {
				i += n + 2*len(tag)
			} else {
				i = len(sql)
			}
		case strings.HasPrefix(sql[i:], "--"):
			if n := strings.IndexByte(sql[i:], '\n'); n >= 0 {
				i += n
			} else {
				i = len(sql)
			}
		case strings.HasPrefix(sql[i:], "/*"):
			i = commentEnd(sql, i)
			b.WriteByte(' ')
		default:
			b.WriteByte(c)
			i++
		}
	}
	return beginning(strings.Join(strings.Fields(strings.ToValidUTF8(b.String(), "�")), " "))
}

// literalEnd is where a literal ends that begins at i. It is not clear where a
// backslash stands before a quote.
func literalEnd(sql string, i int) (end int, clear bool) {
	for i++; i < len(sql); i++ {
		switch {
		case sql[i] == '\\' && i+1 < len(sql) && sql[i+1] == '\'':
			return len(sql), false
		case sql[i] == '\'' && i+1 < len(sql) && sql[i+1] == '\'':
			i++
		case sql[i] == '\'':
			return i + 1, true
		}
	}
	return len(sql), false
}

// commentEnd is where a comment ends, which may hold others.
func commentEnd(sql string, i int) int {
	for depth := 0; i < len(sql); {
		switch {
		case strings.HasPrefix(sql[i:], "/*"):
			depth++
			i += 2
		case strings.HasPrefix(sql[i:], "*/"):
			depth--
			i += 2
			if depth == 0 {
				return i
			}
		default:
			i++
		}
	}
	return len(sql)
}

// dollarTag is the $tag$ that a text begins with, or "".
func dollarTag(s string) string {
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == '$':
			return s[:i+1]
		case !nameByte(s[i]), i == 1 && '0' <= s[i] && s[i] <= '9':
			return ""
		}
	}
	return ""
}

func nameByte(c byte) bool {
	return c == '_' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= utf8.RuneSelf
}

// shownProgram is the name of a program, which may be a connection string.
func shownProgram(name string) string { return beginning(schema.MaskedConnection(name)) }

func beginning(text string) string {
	runes := []rune(text)
	if len(runes) > mostShown {
		return string(runes[:mostShown]) + "…"
	}
	return text
}
