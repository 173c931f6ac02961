package sqlite

// The lexer cuts SQL text into SQLite's tokens (tokenize.c), with offsets in bytes.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// kind says what sort of token a token is.
type kind uint8

const (
	word    kind = iota // an unquoted name or keyword
	quoted              // a name in "", `` or []
	text                // a string in ''
	number              // also 0x1F and 1_000
	blob                // x'..'
	param               // ?1 :a @a $a
	punct               // operators, parentheses, commas, semicolons
	comment             // -- or /* */
	illegal             // a character SQLite has no token for, or an unterminated quote
)

// token is one token of source text. Offsets are in bytes.
type token struct {
	kind       kind
	start, end int
}

func (t token) of(src string) string { return src[t.start:t.end] }

// is reports whether the token is the given word (lower case) or operator.
func (t token) is(src, want string) bool {
	if t.kind != word && t.kind != punct {
		return false
	}
	return t.end-t.start == len(want) && equalFold(src[t.start:t.end], want)
}

// name is the identifier that the token spells, quotes removed.
func (t token) name(src string) string {
	s := t.of(src)
	if t.kind != quoted && t.kind != text || len(s) < 2 {
		return s
	}
	inner := s[1 : len(s)-1]
	if s[0] == '[' {
		return inner
	}
	q := s[:1]
	return strings.ReplaceAll(inner, q+q, q)
}

// isName reports whether the token can stand where a name must.
func (t token) isName() bool { return t.kind == word || t.kind == quoted || t.kind == text }

// Fold lower-cases ASCII letters, as SQLite does when it compares names.
func Fold(s string) string { return litemodel.Fold(s) }

func equalFold(s, lower string) bool {
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

// lex cuts src into tokens; white space and byte order marks are dropped,
// comments are kept. It never fails: what is no token is illegal.
func lex(src string) []token {
	tokens := make([]token, 0, len(src)/5+1)
	for i := 0; i < len(src); {
		if isSpace(src[i]) {
			i++
			continue
		}
		if strings.HasPrefix(src[i:], "\ufeff") {
			i += len("\ufeff")
			continue
		}
		k, n := next(src[i:])
		tokens = append(tokens, token{k, i, i + n})
		i += n
	}
	return tokens
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' && c != '\v' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isIdentStart(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c >= 0x80
}

func isIdent(c byte) bool { return isIdentStart(c) || isDigit(c) || c == '$' }

// next is the kind and length of the token at the start of s, as in SQLite's tokenize.c.
func next(s string) (kind, int) {
	c := s[0]
	switch {
	case c == '-' && strings.HasPrefix(s, "--"):
		return comment, until(s, "\n", 0)
	case c == '/' && strings.HasPrefix(s, "/*"):
		return comment, until(s[2:], "*/", 2) + 2
	case (c == 'x' || c == 'X') && len(s) > 1 && s[1] == '\'':
		return blobToken(s)
	case isIdentStart(c):
		return word, run(s, 1, isIdent)
	case isDigit(c) || c == '.' && len(s) > 1 && isDigit(s[1]):
		return number, numberLen(s)
	case c == '\'':
		return quote(s, '\'', text)
	case c == '"', c == '`':
		return quote(s, c, quoted)
	case c == '[':
		if n := strings.IndexByte(s, ']'); n > 0 {
			return quoted, n + 1
		}
		return illegal, len(s)
	case c == '?' || (c == ':' || c == '@' || c == '#' || c == '$') && len(s) > 1 && isIdent(s[1]):
		return param, run(s, 1, isIdent)
	}
	return operator(s)
}

func until(s, end string, width int) int {
	n := strings.Index(s, end)
	if n < 0 {
		return len(s)
	}
	return n + width
}

func run(s string, from int, in func(byte) bool) int {
	for from < len(s) && in(s[from]) {
		from++
	}
	return from
}

func blobToken(s string) (kind, int) {
	n := strings.IndexByte(s[2:], '\'')
	if n < 0 {
		return illegal, len(s)
	}
	return blob, n + 3
}

// quote finds the end of a quoted token in which q stands doubled.
func quote(s string, q byte, k kind) (kind, int) {
	for i := 1; i < len(s); i++ {
		if s[i] != q {
			continue
		}
		if i+1 < len(s) && s[i+1] == q {
			i++
			continue
		}
		return k, i + 1
	}
	return illegal, len(s)
}

func numberLen(s string) int {
	digits := func(c byte) bool { return isDigit(c) || c == '_' }
	if len(s) > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') {
		return run(s, 2, isIdent)
	}
	n := run(s, 0, digits)
	if n < len(s) && s[n] == '.' {
		n = run(s, n+1, digits)
	}
	if n < len(s) && (s[n] == 'e' || s[n] == 'E') {
		exp := n + 1
		if exp < len(s) && (s[exp] == '+' || s[exp] == '-') {
			exp++
		}
		if exp < len(s) && isDigit(s[exp]) {
			n = run(s, exp, digits)
		}
	}
	return run(s, n, isIdent) // 1abc is one bad token to SQLite, not two
}

func operator(s string) (kind, int) {
	for _, op := range [...]string{"->>", "->", "||", "<<", ">>", "<=", ">=", "<>", "!=", "=="} {
		if strings.HasPrefix(s, op) {
			return punct, len(op)
		}
	}
	if strings.IndexByte("-+*/%=<>|&~(),;.", s[0]) >= 0 {
		return punct, 1
	}
	return illegal, 1
}
