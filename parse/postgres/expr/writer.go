package expr

// The state while one text of an expression is written, shared by the two layers of this
// package: the lower one resolves names, types and implicit casts (files canon_*), the upper
// one prints (files deparse_*) and is never called from below.

import (
	pg "github.com/pganalyze/pg_query_go/v5"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// canon is the work on one expression or query.
type canon struct {
	ns      Names
	sc      Scope
	flat    bool // all on one line
	uses    []schema.Key
	names   pgmodel.Names                    // as Expr has them
	columns map[*pg.SelectStmt]selectColumns // of the subqueries met
	types   map[*pg.Node]string              // of the operations and calls met
	budget
}

// textMode says which text of an expression is written.
type textMode int8

const (
	modeSQL    textMode = iota // the author's spelling, every name qualified
	modeStrict                 // canonical
	modeLoose                  // canonical, without casts and qualifiers
)

// writer writes one text of an expression or query.
type writer struct {
	*canon
	b      buffer
	mode   textMode
	q      *queryScope // of the innermost query
	around *queryScope // the innermost query being written
	flat   bool        // no line breaks
	hidden bool        // names of output columns do not matter here
	indent int
	level  int

	unsure      bool                        // names that mean nothing here may mean something
	unions      map[*pg.SelectStmt][]string // types that set operations give to constants
	outputTypes []string                    // of the query to be written next, if something beside it decides on them

	rename  *Renaming // what to rename on the way, in the printable text
	renamed int       // how often that was done
}

// buffer is the text written so far.
type buffer []byte

// String copies the text.
func (b buffer) String() string { return string(b) }

func (w *writer) put(s string) { w.b = append(w.b, s...) }

func (w *writer) word(name string) { w.put(pgmodel.Quote(name)) }

// newline begins a clause.
func (w *writer) newline() {
	if w.flat || w.mode != modeSQL {
		w.put(" ")
		return
	}
	w.put("\n")
	for range w.indent {
		w.put("    ")
	}
}
