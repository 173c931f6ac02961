package catalog

// This file says what a kind of object must bring to be read: its queries, the struct of
// a row that writes itself as DDL, and its system catalog, from which the queries for
// members of extensions, owners and privileges are made.

import (
	"cmp"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/schema"
)

// kind is how one kind of object, or the few that one query reads, are read.
type kind struct {
	names   []schema.Kind
	phase   phase
	queries func(target) []Query
	classes []class
	finish  func(*Reader) // called when all rows of the phase are read; nil for most
}

// kinds are all kinds in the order of the table of schema/kind.go: within a phase, the text of
// a kind stands before that of the kinds after it. The files of the kinds fill the list while
// the package is initialized; nothing changes it after that.
var kinds = make([]kind, 0, 64)

// register adds a kind. It is called once for each, by a declaration in the file of the kind:
//
//	var _ = register(kind{names: []schema.Kind{schema.KindPolicy}, …})
//
// A kind that is a row of schema/kind.go and is not registered, or twice, fails a test.
func register(k kind) kind {
	i, _ := slices.BinarySearchFunc(kinds, k.names[0].Rank(), func(o kind, rank int) int { return cmp.Compare(o.names[0].Rank(), rank) })
	kinds = slices.Insert(kinds, i, k)
	return k
}

// phase is when the queries of a kind are sent.
type phase int

const (
	namesPhase       phase = iota // what files may name beyond what they define
	definitionsPhase              // what has much text: types, tables and what belongs to them
	indexesPhase                  // which the server is slow to print
	restPhase                     // what names relations, and facts about objects of every kind
)

// emittedAfter is, for each phase, the section up to which the text is complete after it.
var emittedAfter = [...]section{
	namesPhase:       0,
	definitionsPhase: sectionTables,
	indexesPhase:     sectionForeignKeys, // the one after that of indexes
	restPhase:        sections,
}

// target is the server that queries are made for.
type target struct {
	version int     // major
	classes []class // of all kinds
}

// Query is one statement of the batch and what becomes of its rows. The SQL is set-based:
// it returns every object of a kind at once.
type Query struct {
	What string // for errors: "views"
	SQL  string
	read func(r *Reader, rows pgx.Rows) error
}

// row is a struct with the columns of a query's answer.
type row[T any] interface {
	*T
	fields() []any   // to scan into, in the order of the query
	write(r *Reader) // as DDL, or as a fact about the model
}

// each reads all rows of an answer into structs of one type and has each write itself.
func each[T any, R row[T]](r *Reader, rows pgx.Rows) error {
	for rows.Next() {
		row := R(new(T))
		if err := rows.Scan(row.fields()...); err != nil {
			return err
		}
		row.write(r)
	}
	return rows.Err()
}

// class is a system catalog whose rows are objects of a kind. Its columns have names that
// begin with one prefix (catalogs.html).
type class struct {
	name, prefix string
	inSchema     bool   // its objects belong to a schema
	kind         string // SQL for the kind of a member of an extension that files may name; "" where they name none
	types        string // SQL for the types that a member takes and what it gives, two expressions; "" where it has none
	owned        bool   // its objects have owners
	since        int    // version from which everybody may read the owners; 0 for all
	acl          string // SQL for what acldefault calls the kind; "" where objects have no privileges
	objects      string // condition for the rows that are objects of their own; "" for all
	planned      bool   // owners have a say in what runs when a query is planned
}

// column is a column of the catalog: "owner" is relowner of pg_class.
func (c class) column(name string) string { return c.prefix + name }

// kindLiteral is a kind as SQL.
func kindLiteral(k schema.Kind) string { return "'" + string(k) + "'" }
