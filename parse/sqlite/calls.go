package sqlite

// Functions and collations that expressions use are gathered here, to find the ones that
// only the application has.

import (
	"maps"
	"slices"

	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// calls gathers the functions and collations that an object's expressions use
// and that SQLite does not have itself: only the application registers them.
type calls struct {
	builtin func(function string) bool
	found   map[string]bool
}

func (c *calls) scan(src string, tokens []token) {
	for i, t := range tokens {
		if i+1 >= len(tokens) || !t.isName() || t.kind == text {
			continue
		}
		name := Fold(t.name(src))
		if t.is(src, "collate") {
			c.collation(Fold(tokens[i+1].name(src)))
		} else if tokens[i+1].is(src, "(") && !keywordBeforeGroup(t.kind, name) && !c.builtin(name) {
			c.add("function " + name)
		}
	}
}

// keywordBeforeGroup reports whether a word stands before parentheses without
// being a function there.
func keywordBeforeGroup(k kind, folded string) bool {
	if k != word {
		return false
	}
	switch folded {
	case "like", "glob", "replace", "match", "regexp", "left", "right", "first", "last", "if":
		return false
	}
	return litemodel.Keyword(folded)
}

func (c *calls) collation(folded string) {
	switch folded {
	case "", "binary", "nocase", "rtrim":
		return
	}
	c.add("collation " + folded)
}

func (c *calls) add(what string) {
	if c.found == nil {
		c.found = map[string]bool{}
	}
	c.found[what] = true
}

// takeNames returns what was found, sorted, and forgets it.
func (c *calls) takeNames() []string {
	out := slices.Sorted(maps.Keys(c.found))
	c.found = nil
	return out
}
