// Package litemodel is the model of a SQLite schema: tables with their parts, indexes,
// views, triggers and virtual tables, each with the text of its author, and the rules of
// SQLite's names. It does no I/O and knows nothing of statements.
package litemodel

import "github.com/schemadiff/schemadiff/schema"

// Source is the origin of an object that keeps its own text.
type Source struct {
	schema.Origin
	Text Text
	// Outside lists the functions and collations it uses that only the
	// application has, such as "collation icu_de".
	Undefined []string
}

// Own is the origin itself, for code that handles objects of every kind.
func (w *Source) Own() *Source { return w }

// SourceOf is the origin of an object that keeps its own text, as all of SQLite do.
func SourceOf(o schema.Object) *Source { return o.(interface{ Own() *Source }).Own() }

// Text is an object's own DDL, cut at its name: Head + " " + name + Tail
// recreates it under any name, comments and unusual clauses kept. For parts of
// a table only Tail is set: the definition after the name.
type Text struct{ Head, Tail string }

// Table is a base table with everything that is created and dropped with it.
type Table struct {
	Source
	Folded      string
	Columns     []*Column
	Primary     *Unique // nil without a primary key
	Uniques     []*Unique
	Checks      []*Check
	ForeignKeys []*ForeignKey
	Options     *TableOptions // nil without any
}

// Key names the table.
func (t *Table) Key() schema.Key { return TableKey(t.Folded) }

// Needs lists the tables that foreign keys name.
func (t *Table) Needs() []schema.Key {
	var keys []schema.Key
	for _, fk := range t.ForeignKeys {
		keys = append(keys, fk.References)
	}
	return keys
}

// Fields are the table's own attributes; its parts have theirs.
func (t *Table) Fields() []schema.Field {
	if t.Options == nil {
		return nil
	}
	return t.Options.Fields()
}

// Parts are columns in their order, then constraints.
func (t *Table) Parts() []schema.Object {
	return t.AppendParts(make([]schema.Object, 0, len(t.Columns)+len(t.Uniques)+len(t.Checks)+len(t.ForeignKeys)+1))
}

// AppendParts appends the parts to list, which is used again by the caller.
func (t *Table) AppendParts(parts []schema.Object) []schema.Object {
	for _, c := range t.Columns {
		parts = append(parts, c)
	}
	if t.Primary != nil {
		parts = append(parts, t.Primary)
	}
	for _, u := range t.Uniques {
		parts = append(parts, u)
	}
	for _, c := range t.Checks {
		parts = append(parts, c)
	}
	for _, fk := range t.ForeignKeys {
		parts = append(parts, fk)
	}
	return parts
}

// Column returns the column of that folded name, or nil.
func (t *Table) Column(folded string) *Column {
	for _, c := range t.Columns {
		if c.Folded == folded {
			return c
		}
	}
	return nil
}

// TableOf returns the table named k, or nil.
func TableOf(s *schema.Schema, k schema.Key) *Table {
	t, _ := s.Get(k).(*Table)
	return t
}

// TableKey is the key of the table named name, already folded.
func TableKey(name string) schema.Key { return schema.Key{Kind: schema.KindTable, Name: name} }
