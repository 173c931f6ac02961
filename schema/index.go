package schema

// Index is an index that has a CREATE INDEX of its own.
type Index struct {
	Written
	Table  Key
	Folded string
	Unique bool
	Parts  []Part
	Where  Expr // zero for an index over all rows
}

// Key names the index.
func (i *Index) Key() Key { return Key{Kind: KindIndex, Name: i.Folded} }

// Needs is the index's table.
func (i *Index) Needs() []Key { return []Key{i.Table} }

// Fields are the index's canonical attributes.
func (i *Index) Fields() []Field {
	return []Field{
		{Name: "table", Value: i.Table.Name}, {Name: "unique", Value: Flag(i.Unique)},
		{Name: "columns", Value: partsText(i.Parts)}, {Name: "where", Value: i.Where.SQL},
	}
}
