package tree

// Whether a WHERE chooses rows at all. One that is true whatever the row, as people write it to calm a
// client that refuses an UPDATE without one, is as good as none. It is read from the tokens, because
// the tree holds other constants than the text; anything but constants decides by rows.

import (
	"strconv"

	"github.com/rqlite/sql"

	"github.com/schemadiff/schemadiff/parse/sqlite/scan"
)

// chooses reports whether a statement has a WHERE that rows can fail.
func (r *reader) chooses(where sql.Pos) bool {
	if !where.IsValid() {
		return false
	}
	c := condition{mask: r.mask, i: r.mask.at(r.base+where.Offset) + 1}
	value, known := c.or()
	ended := c.i >= len(r.mask.tokens) || r.mask.isAny(c.i, "returning", "order", "limit", ")", ";", "end")
	return !(known && ended && value)
}

// condition evaluates a condition of constants, token after token.
type condition struct {
	mask *mask
	i    int
}

func (c *condition) takes(words ...string) bool {
	if !c.mask.isAny(c.i, words...) {
		return false
	}
	c.i++
	return true
}

func (c *condition) or() (value, known bool) {
	value, known = c.and()
	for known && c.takes("or") {
		right, ok := c.and()
		value, known = value || right, ok
	}
	return value, known
}

func (c *condition) and() (value, known bool) {
	value, known = c.not()
	for known && c.takes("and") {
		right, ok := c.not()
		value, known = value && right, ok
	}
	return value, known
}

func (c *condition) not() (value, known bool) {
	if c.takes("not") {
		value, known = c.not()
		return !value, known
	}
	if c.takes("(") {
		value, known = c.or()
		return value, known && c.takes(")")
	}
	return c.comparison()
}

// comparison evaluates a constant, or two that are compared.
func (c *condition) comparison() (value, known bool) {
	left, known := c.constant()
	if !known {
		return false, false
	}
	equal := c.takes("=", "==")
	if !equal && !c.takes("<>", "!=") {
		number, err := strconv.ParseFloat(left, 64)
		return number != 0, err == nil
	}
	right, known := c.constant()
	return (left == right) == equal, known
}

// constant takes a number, a string, TRUE or FALSE.
func (c *condition) constant() (text string, ok bool) {
	if c.i >= len(c.mask.tokens) {
		return "", false
	}
	t := c.mask.tokens[c.i]
	c.i++
	switch {
	case t.kind == scan.Word && (t.word == "true" || t.word == "false"):
		return map[bool]string{true: "1", false: "0"}[t.word == "true"], true
	case t.kind == scan.Number, t.kind == scan.String:
		return c.mask.text[t.start:t.end], true
	}
	return "", false
}
