package sqlite

// The cursor walks over the tokens of one accepted statement. All clause readers are built
// on it.

import (
	"fmt"
	"slices"
)

// cursor walks over the tokens of one statement that SQLite has accepted.
type cursor struct {
	src    string
	tokens []token // without comments
	i      int
}

func newCursor(src string) *cursor {
	isComment := func(t token) bool { return t.kind == comment }
	return &cursor{src: src, tokens: slices.DeleteFunc(lex(src), isComment)}
}

func (c *cursor) done() bool { return c.i >= len(c.tokens) }

// peek reports whether the next tokens are these words or operators (lower case).
func (c *cursor) peek(words ...string) bool {
	if c.i+len(words) > len(c.tokens) {
		return false
	}
	for n, w := range words {
		if !c.tokens[c.i+n].is(c.src, w) {
			return false
		}
	}
	return true
}

// accept moves over these words or operators if they come next.
func (c *cursor) accept(words ...string) bool {
	if !c.peek(words...) {
		return false
	}
	c.i += len(words)
	return true
}

// acceptAny moves past the next token if it is one of these words, and returns it.
func (c *cursor) acceptAny(words ...string) string {
	for _, w := range words {
		if c.accept(w) {
			return w
		}
	}
	return ""
}

// name moves over a name and returns its token.
func (c *cursor) name() (token, error) {
	if c.done() || !c.tokens[c.i].isName() {
		return token{}, c.unexpected("a name")
	}
	c.i++
	return c.tokens[c.i-1], nil
}

// folded moves over a name and returns it folded.
func (c *cursor) folded() (string, error) {
	t, err := c.name()
	return Fold(t.name(c.src)), err
}

// relation reads the name of a table or view, without the schema that may stand before it,
// folded.
func (c *cursor) relation() (string, error) {
	name, err := c.folded()
	if err == nil && c.accept(".") {
		return c.folded()
	}
	return name, err
}

// group moves over a parenthesised group and returns what is inside.
func (c *cursor) group() ([]token, error) {
	if !c.peek("(") {
		return nil, c.unexpected("(")
	}
	end := closing(c.src, c.tokens, c.i)
	if end == len(c.tokens) {
		return nil, c.unexpected(")")
	}
	inner := c.tokens[c.i+1 : end]
	c.i = end + 1
	return inner, nil
}

// last is the end of the token before the cursor.
func (c *cursor) last() int { return c.tokens[c.i-1].end }

func (c *cursor) unexpected(want string) error {
	if c.done() {
		return fmt.Errorf("%s expected at the end", want)
	}
	t := c.tokens[c.i]
	return fmt.Errorf("%s expected at %q, byte %d", want, t.of(c.src), t.start)
}

// list cuts tokens at the commas outside of parentheses.
func list(src string, tokens []token) [][]token {
	var out [][]token
	start, depth := 0, 0
	for i, t := range tokens {
		if t.kind != punct {
			continue
		}
		switch src[t.start] {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				out = append(out, tokens[start:i])
				start = i + 1
			}
		}
	}
	return append(out, tokens[start:])
}

// conflict reads ON CONFLICT and what it says; "abort" is the default and reads as "".
func (c *cursor) conflict() string {
	if !c.accept("on", "conflict") || c.done() {
		return ""
	}
	w := Fold(c.tokens[c.i].of(c.src))
	c.i++
	if w == "abort" {
		return ""
	}
	return w
}
