// Package ddl holds the statements of PostgreSQL's data definition as values until they
// are printed.
//
// Objects of the model come in, statements come out: what a plan asks about or changes,
// such as the comment of an object or the clauses of ALTER TABLE, is a struct with fields,
// and SQL renders it last. The definitions that several statements share, of columns,
// constraints, indexes and sequences, are written here once. The package compares nothing
// and knows no plan.
package ddl

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Statement is one statement that is not printed yet.
type Statement interface {
	// SQL renders the statement, without a semicolon.
	SQL() string
}

// Text is a statement without a struct: only printed, never asked about.
type Text string

// SQL is the text.
func (t Text) SQL() string { return string(t) }

// Creation is CREATE of an object.
type Creation struct {
	Replaces bool   // CREATE OR REPLACE
	Object   string // all after that: the words of the kind, the name, the definition
}

// Create is CREATE of an object, described by its words, name and definition.
func Create(object string) Creation { return Creation{Object: object} }

// OrReplace is the statement that also takes the place of an object of that name.
func (c Creation) OrReplace() Creation {
	c.Replaces = true
	return c
}

// SQL renders CREATE.
func (c Creation) SQL() string {
	if c.Replaces {
		return "CREATE OR REPLACE " + c.Object
	}
	return "CREATE " + c.Object
}

// Creates reports whether a statement creates an object as a whole, so that whatever
// is said of it afterwards goes when it is dropped.
func Creates(s Statement) bool {
	switch s.(type) {
	case Creation, CreateIndex:
		return true
	}
	return false
}

// Removal is DROP of an object.
type Removal struct {
	Object string // the words of the kind and the name
}

// Drop is DROP of an object, described by the words of its kind and its name.
func Drop(object string) Removal { return Removal{object} }

// SQL renders DROP.
func (r Removal) SQL() string { return "DROP " + r.Object }

// Comment sets the comment of an object.
type Comment struct {
	Object string // the words of the kind and the name
	Text   string // "" removes the comment
}

// SQL renders COMMENT ON.
func (c Comment) SQL() string { return "COMMENT ON " + c.Object + " IS " + LiteralOrNull(c.Text) }

// IsComment reports whether a statement sets a comment.
func IsComment(s Statement) bool {
	_, ok := s.(Comment)
	return ok
}

// TableChange is ALTER TABLE with its clauses.
type TableChange struct {
	Table   schema.Key
	Only    bool // the table without its child tables
	Clauses []TableClause
}

// AlterTable is ALTER TABLE with clauses.
func AlterTable(table schema.Key, clauses ...TableClause) TableChange {
	return TableChange{Table: table, Clauses: clauses}
}

// AlterTableOnly is ALTER TABLE ONLY, which leaves child tables as they are.
func AlterTableOnly(table schema.Key, clauses ...TableClause) TableChange {
	return TableChange{Table: table, Only: true, Clauses: clauses}
}

// SQL renders ALTER TABLE.
func (t TableChange) SQL() string {
	var w strings.Builder
	w.WriteString("ALTER TABLE ")
	if t.Only {
		w.WriteString("ONLY ")
	}
	w.WriteString(Qualified(t.Table))
	for i, c := range t.Clauses {
		if i > 0 {
			w.WriteByte(',')
		}
		w.WriteString(" " + c.clause())
	}
	return w.String()
}
