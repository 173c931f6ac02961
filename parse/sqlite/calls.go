package sqlite

// Functions and collations that only the application has are found in two steps. While the
// clauses are read, everything that may be one is gathered: most schemas have none, and
// that is the end of it. What remains is compiled in a private database in which each has
// a stub, and SQLite's authorizer lists the functions that are really called
// (functions.go).

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// calls gathers what an object's expressions may need of the application.
type calls struct {
	builtin     func(function string) bool
	found       []string // "function f" and "collation c"
	expressions []string // the texts in which functions were found
}

// read gathers what the tokens of an expression, a query or a body may need.
func (c *calls) read(src string, tokens []token) {
	called := false
	for i, t := range tokens {
		switch {
		case t.is(src, "collate") && i+1 < len(tokens):
			c.collation(Fold(tokens[i+1].name(src)))
		case mayCall(src, tokens, i) && !c.builtin(Fold(t.name(src))):
			called = true
			c.need("function " + Fold(t.name(src)))
		}
	}
	if called {
		c.expressions = append(c.expressions, src[tokens[0].start:tokens[len(tokens)-1].end])
	}
}

// mayCall reports whether the token at i may be a function that is called: what stands
// before parentheses, but for keywords and tables, and the operator REGEXP.
func mayCall(src string, tokens []token, i int) bool {
	t := tokens[i]
	if t.is(src, "regexp") {
		return true
	}
	if i+1 >= len(tokens) || t.kind != word && t.kind != quoted || !tokens[i+1].is(src, "(") {
		return false
	}
	if i > 0 && tokens[i-1].is(src, "into") {
		return false
	}
	switch name := Fold(t.name(src)); name {
	case "like", "glob", "replace", "match", "left", "right", "first", "last", "if":
		return true
	default:
		return t.kind == quoted || !litemodel.Keyword(name)
	}
}

func (c *calls) collation(folded string) {
	switch folded {
	case "", "binary", "nocase", "rtrim":
		return
	}
	c.need("collation " + folded)
}

func (c *calls) need(what string) {
	if !slices.Contains(c.found, what) {
		c.found = append(c.found, what)
	}
}

// takeNames returns what was found, sorted, and forgets it. Where functions are among it,
// their object is to be looked at again.
func (c *calls) takeNames() (names, expressions []string) {
	names, expressions = c.found, c.expressions
	c.found, c.expressions = nil, nil
	slices.Sort(names)
	return names, expressions
}
