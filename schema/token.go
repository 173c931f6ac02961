package schema

// What a tool that rewrites statements needs to know of their text: words, quoted names, strings and
// signs with their places, the same for every dialect. The dialects' own scanners make them; comments
// and white space are left out, so that whatever is written between two tokens keeps both.

import "strings"

// TokenKind is the sort of a token.
type TokenKind uint8

// The sorts of tokens.
const (
	WordToken   TokenKind = iota // an unquoted name or keyword
	QuotedToken                  // a quoted name
	StringToken                  // a string constant
	SignToken                    // punctuation, an operator, a number
)

// Token is one token of a text; the offsets are in bytes of the text.
type Token struct {
	Kind       TokenKind
	Start, End int
	Text       string // as it is spelled
}

// Is reports whether a token is one of some words or signs, whatever its case.
func (t Token) Is(words ...string) bool {
	if t.Kind != WordToken && t.Kind != SignToken {
		return false
	}
	for _, w := range words {
		if strings.EqualFold(t.Text, w) {
			return true
		}
	}
	return false
}

// IsName reports whether a name may be spelled so.
func (t Token) IsName() bool { return t.Kind == WordToken || t.Kind == QuotedToken }
