package tree

// Tokens of a statement, each with the form in which the parser gets to see it.

import (
	"errors"

	"github.com/schemadiff/schemadiff/parse/sqlite/scan"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// form is the appearance of a token to the parser.
type form uint8

const (
	asIs    form = iota // keywords and operators
	asName              // a plain name of the same length
	asValue             // a plain constant of the same length
	asParam             // a parameter
	filler              // a plain name or number that stands for a keyword the parser lacks
	blank               // nothing
)

// token is one token of the text, without comments.
type token struct {
	kind       scan.Kind
	start, end int
	word       string // folded, of words without quotes
	form       form
	stand      string // another text in its place, at most as long; "" for none
	until      int    // of what stands for several tokens: their end
}

var (
	errTooLong = errors.New("syntax tree: the statement is too long")
	errTooDeep = errors.New("syntax tree: the statement is nested too deeply")
	errIllegal = errors.New("syntax tree: no token of SQLite")
)

// tokenize cuts a text and gives every token the form that it has without its context.
func tokenize(text string) ([]token, error) {
	var out []token
	for i := scan.Space(text, 0); i < len(text); i = scan.Space(text, i) {
		kind, n := scan.Next(text[i:])
		t := token{kind: kind, start: i, end: i + n, until: i + n}
		i += n
		switch kind {
		case scan.Comment:
			continue
		case scan.Illegal:
			return nil, errIllegal
		case scan.Word:
			t.word = litemodel.Fold(text[t.start:t.end])
			if !keyword(t.word) {
				t.form = asName
			}
		case scan.Quoted:
			t.form = asName
		case scan.Param:
			t.form = asParam
		case scan.Punct:
		default:
			t.form = asValue
		}
		if out = append(out, t); len(out) > maxTokens {
			return nil, errTooLong
		}
	}
	return out, nil
}

// keyword reports whether a word is one to SQLite or to the parser's CREATE TABLE.
func keyword(folded string) bool {
	return litemodel.Keyword(folded) || folded == "isnull" || folded == "notnull" || folded == "stored" || folded == "strict"
}

// fallback reports whether a keyword is a name where no keyword can stand (parse.y,
// %fallback), or a value.
func fallback(folded string) bool { return keyword(folded) && !litemodel.Reserved(folded) }

// is reports whether the i-th token is a word without quotes or an operator.
func (m *mask) is(i int, want string) bool {
	if i < 0 || i >= len(m.tokens) {
		return false
	}
	t := m.tokens[i]
	if t.kind == scan.Punct {
		return m.text[t.start:t.end] == want
	}
	return t.kind == scan.Word && t.word == want
}

// isAny reports whether the i-th token is one of these words or operators.
func (m *mask) isAny(i int, words ...string) bool {
	for _, w := range words {
		if m.is(i, w) {
			return true
		}
	}
	return false
}

// name is the name that a token spells, folded.
func (m *mask) name(i int) string { return litemodel.Fold(m.spelling(i)) }

// spelling is the name that a token spells.
func (m *mask) spelling(i int) string {
	t := m.tokens[i]
	return scan.Name(t.kind, m.text[t.start:t.end])
}

// doubleQuoted reports whether a token is a name in double quotes, which is a string
// where it names nothing.
func (m *mask) doubleQuoted(i int) bool {
	return m.tokens[i].kind == scan.Quoted && m.text[m.tokens[i].start] == '"'
}
