package litemodel

// Indexes with a CREATE INDEX of their own. An index that SQLite makes for a key
// is part of the constraint.

import "github.com/schemadiff/schemadiff/schema"

// Index is an index that has a CREATE INDEX of its own.
type Index struct {
	Source
	Table  schema.Key
	Folded string
	Unique bool
	Parts  []Part
	Where  Expr // zero for an index over all rows
}

// Key names the index.
func (i *Index) Key() schema.Key { return schema.Key{Kind: schema.KindIndex, Name: i.Folded} }

// Needs is the index's table.
func (i *Index) Needs() []schema.Key { return []schema.Key{i.Table} }

// Fields are the index's canonical attributes.
func (i *Index) Fields() []schema.Field {
	return []schema.Field{
		{Name: "table", Value: i.Table.Name}, {Name: "unique", Value: schema.Flag(i.Unique)},
		{Name: "columns", Value: partsText(i.Parts), Loose: partsText(i.Parts)}, {Name: "where", Value: i.Where.SQL, Loose: i.Where.SQL},
	}
}
