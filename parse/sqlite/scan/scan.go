// Package scan cuts SQL text into SQLite's tokens, as its tokenize.c does. It keeps no
// state and never fails: what is no token is Illegal. The statements of parse/sqlite and
// the syntax trees of parse/sqlite/tree are made of the same tokens.
package scan

import "strings"

// Kind is the sort of a token.
type Kind uint8

// The kinds of tokens.
const (
	Word    Kind = iota // an unquoted name or keyword
	Quoted              // a name in "", `` or []
	String              // a string in ''
	Number              // also 0x1F and 1_000
	Blob                // x'..'
	Param               // ?1 :a @a $a
	Punct               // operators, parentheses, commas, semicolons
	Comment             // -- or /* */
	Illegal             // a character SQLite has no token for, or an unterminated quote
)

// Name is the identifier that a token spells, quotes removed.
func Name(k Kind, s string) string {
	if k != Quoted && k != String || len(s) < 2 {
		return s
	}
	inner := s[1 : len(s)-1]
	if s[0] == '[' {
		return inner
	}
	q := s[:1]
	return strings.ReplaceAll(inner, q+q, q)
}

// Space is where the next token or comment begins at or after i: white space and byte
// order marks separate tokens.
func Space(src string, i int) int {
	for i < len(src) {
		switch {
		case isSpace(src[i]):
			i++
		case strings.HasPrefix(src[i:], "\ufeff"):
			i += len("\ufeff")
		default:
			return i
		}
	}
	return i
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' && c != '\v' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isNameStart reports whether a name without quotes can begin with a byte.
func isNameStart(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c == '_' || c >= 0x80
}

// isName reports whether a name without quotes can have a byte after its first.
func isName(c byte) bool { return isNameStart(c) || isDigit(c) || c == '$' }

// Next is the kind and length of the token at the start of s, as in SQLite's tokenize.c.
func Next(s string) (Kind, int) {
	c := s[0]
	switch {
	case c == '-' && strings.HasPrefix(s, "--"):
		return Comment, until(s, "\n", 0)
	case c == '/' && strings.HasPrefix(s, "/*"):
		return Comment, until(s[2:], "*/", 2) + 2
	case (c == 'x' || c == 'X') && len(s) > 1 && s[1] == '\'':
		return blobToken(s)
	case isNameStart(c):
		return Word, run(s, 1, isName)
	case isDigit(c) || c == '.' && len(s) > 1 && isDigit(s[1]):
		return Number, numberLen(s)
	case c == '\'':
		return quote(s, '\'', String)
	case c == '"', c == '`':
		return quote(s, c, Quoted)
	case c == '[':
		if n := strings.IndexByte(s, ']'); n > 0 {
			return Quoted, n + 1
		}
		return Illegal, len(s)
	case c == '?' || (c == ':' || c == '@' || c == '#' || c == '$') && len(s) > 1 && isName(s[1]):
		return Param, run(s, 1, isName)
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

func blobToken(s string) (Kind, int) {
	n := strings.IndexByte(s[2:], '\'')
	if n < 0 {
		return Illegal, len(s)
	}
	return Blob, n + 3
}

// quote finds the end of a quoted token in which q stands doubled.
func quote(s string, q byte, k Kind) (Kind, int) {
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
	return Illegal, len(s)
}

func numberLen(s string) int {
	digits := func(c byte) bool { return isDigit(c) || c == '_' }
	if len(s) > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X') {
		return run(s, 2, isName)
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
	return run(s, n, isName) // 1abc is one bad token to SQLite, not two
}

func operator(s string) (Kind, int) {
	for _, op := range [...]string{"->>", "->", "||", "<<", ">>", "<=", ">=", "<>", "!=", "=="} {
		if strings.HasPrefix(s, op) {
			return Punct, len(op)
		}
	}
	if strings.IndexByte("-+*/%=<>|&~(),;.", s[0]) >= 0 {
		return Punct, 1
	}
	return Illegal, 1
}

// IsBareName reports whether a name is made as one without quotes is.
func IsBareName(s string) bool { return s != "" && isNameStart(s[0]) && run(s, 1, isName) == len(s) }
