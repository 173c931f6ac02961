package pgmodel

// An expression or query is stored as its texts, one to print and two to compare, together
// with the names it uses. The resolver of parse/postgres/expr fills both while it
// knows what a name means, so that nothing later searches the text for a word. A large
// schema has hundreds of thousands of expressions, most of them constants: the names take
// one pointer, and nothing else where there are none.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Expr is an expression or a query. The zero value means there is none.
//
// Two of equal Strict text mean the same. Two of equal Loose text can: they differ
// in casts and qualifiers alone, and only the server knows whether those matter.
type Expr struct {
	SQL    string // to be printed: the author's spelling, with every name qualified
	Strict string
	Loose  string
	Names  *Names // that it uses, shared by its copies; nil for none
}

// Names are the columns, functions and relations that an expression uses. They follow from
// its text, so they are neither compared nor part of a digest.
type Names struct {
	Columns   []string     // of the relation that the expression belongs to, sorted; other relations' are in Needs
	Functions []string     // called, sorted; qualified where they are not of pg_catalog
	Relations []schema.Key // that its queries read or write, sorted
}

// IsZero reports whether there is no expression.
func (e Expr) IsZero() bool { return e.SQL == "" }

// Columns lists the columns it reads of the relation it belongs to.
func (e Expr) Columns() []string {
	if e.Names == nil {
		return nil
	}
	return e.Names.Columns
}

// Functions lists the functions it calls, qualified where they are not of pg_catalog.
func (e Expr) Functions() []string {
	if e.Names == nil {
		return nil
	}
	return e.Names.Functions
}

// Relations lists the relations that its queries read or write.
func (e Expr) Relations() []schema.Key {
	if e.Names == nil {
		return nil
	}
	return e.Names.Relations
}

// Reads reports whether it names a column of the relation it belongs to.
func (e Expr) Reads(column string) bool { return slices.Contains(e.Columns(), column) }

// Calls reports whether it calls a function, which is qualified where it is not of pg_catalog.
func (e Expr) Calls(function string) bool { return slices.Contains(e.Functions(), function) }

// field is the expression as an attribute.
func (e Expr) field(name string) schema.Field {
	return schema.Field{Name: name, Value: e.Strict, Loose: e.Loose}
}
