package sqlite

// The lexer cuts SQL text into SQLite's tokens (tokenize.c), with offsets in bytes.

import (
	"github.com/schemadiff/schemadiff/parse/sqlite/scan"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// kind says what sort of token a token is.
type kind = scan.Kind

// The kinds, by the names they have here.
const (
	word    = scan.Word
	quoted  = scan.Quoted
	text    = scan.String
	number  = scan.Number
	blob    = scan.Blob
	param   = scan.Param
	punct   = scan.Punct
	comment = scan.Comment
	illegal = scan.Illegal
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
func (t token) name(src string) string { return scan.Name(t.kind, t.of(src)) }

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
	for i := scan.Space(src, 0); i < len(src); i = scan.Space(src, i) {
		k, n := scan.Next(src[i:])
		tokens = append(tokens, token{k, i, i + n})
		i += n
	}
	return tokens
}
