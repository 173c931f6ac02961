// Package tree reads one SQLite statement into what it does and what it names: acts on
// rows, references to tables and columns by byte offset, names in double quotes that are
// strings, and forms that readers of SQL stumble over.
//
// The syntax tree is that of github.com/rqlite/sql, and stays inside of this package. That
// parser does not read all of SQLite and sometimes reads it wrongly, so that the text goes
// to it masked: of the same length, with every name and value made plain (mask.go). What
// comes back is compared with the text: each name and each value must stand in the tree
// at its offset, once, and nothing else may (check.go). A statement that fails is not
// analysed, which is an error here and never a guess.
package tree

import (
	"fmt"

	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// Limits of what is parsed: deeper nesting would overflow the stack, and longer statements
// take longer than they are worth.
const (
	maxTokens  = 200_000
	maxDepth   = 1_000
	maxRetries = 16
)

// Tree is a statement that was read.
type Tree struct {
	mask    *mask
	shift   int // what its offsets are ahead of those of the text that was asked about
	acts    []Act
	sources []*source
	names   []*name
	calls   []Call
	remarks []Remark
	results *query // of a view or a query
	trigger *Trigger
}

// Parse reads a statement, without or with the semicolon that closes it.
func Parse(text string) (*Tree, error) { return parseWith(text, parser) }

// ParseExpression reads an expression over the columns of one table, such as that of a
// CHECK or of an index. Its offsets are those of the expression.
func ParseExpression(expression, table string) (*Tree, error) {
	const head = "SELECT ("
	t, err := Parse(head + expression + "\n) FROM " + quote(table))
	if err != nil {
		return nil, err
	}
	t.shift = len(head)
	return t, nil
}

func quote(name string) string { return litemodel.Quote(name) }

// parseWith reads a statement with a parser; tests have others, which read wrongly.
func parseWith(text string, parse func(string) (any, error)) (t *Tree, err error) {
	m, err := newMask(text)
	if err != nil {
		return nil, err
	}
	t = &Tree{mask: m}
	r := &reader{mask: m, tree: t, seen: make([]bool, len(m.tokens)), parse: parse}
	defer func() {
		if p := recover(); p != nil {
			t, err = nil, fmt.Errorf("syntax tree: %v", p)
		}
	}()
	r.statement()
	if err := r.check(); err != nil {
		return nil, err
	}
	return t, nil
}

// place is a token's place in the text that was asked about.
func (t *Tree) place(token int) (at, end int) {
	x := t.mask.tokens[token]
	return x.start - t.shift, x.end - t.shift
}
