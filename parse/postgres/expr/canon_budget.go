package expr

// Canonical forms can grow exponentially with nested queries. The budget counts steps and
// columns, and gives up with a message before memory does.

import (
	"fmt"

	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
)

// What one expression or query may cost. Some short statements have a canonical form
// of exponential size: BETWEEN SYMMETRIC and IN repeat their left side, and a star over
// a join of a query with itself doubles its columns. Past these limits the writer
// stops, and the statement is an error: a text that was cut off never leaves here.
const (
	maxSteps   = 3_000_000 // nodes that are written or looked at; a second or two
	maxColumns = 1664      // of a query, as in the server (MaxTupleAttributeNumber)
)

// budget counts what an expression or query has cost.
type budget struct {
	steps int
	over  string // what there is too much of, once the limit is reached
}

// spend counts n steps and reports whether the work may go on.
func (b *budget) spend(n int) bool {
	if b.steps += n; b.steps > maxSteps && b.over == "" {
		b.over = fmt.Sprintf("an expression in it takes more than %s steps to compare; write its repeated parts as columns of a subquery", syntax.Grouped(maxSteps))
	}
	return b.over == ""
}

// fits reports whether a query may have n columns.
func (b *budget) fits(n int) bool {
	if n > maxColumns && b.over == "" {
		b.over = fmt.Sprintf("a query in it has more than %s columns, which is the limit of PostgreSQL", syntax.Grouped(maxColumns))
	}
	return n <= maxColumns
}

// report makes the statement an error if the limit was reached.
func (b *budget) report(ns Names) {
	if r, ok := ns.(Bounded); ok && b.over != "" {
		r.TooLarge(b.over)
	}
}
