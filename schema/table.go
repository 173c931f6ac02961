package schema

// Written is the origin of an object that keeps its own text.
type Written struct {
	Origin
	Text Text
	// Outside lists the functions and collations it uses that only the
	// application has, such as "collation icu_de".
	Outside []string
}

// Own is the origin itself, for code that handles objects of every kind.
func (w *Written) Own() *Written { return w }

// WrittenOf is the origin of an object that keeps its own text, as all of SQLite do.
func WrittenOf(o Object) *Written { return o.(interface{ Own() *Written }).Own() }

// Text is an object's own DDL, cut at its name: Head + " " + name + Tail
// recreates it under any name, comments and unusual clauses kept. For parts of
// a table only Tail is set: the definition after the name.
type Text struct{ Head, Tail string }

// Table is a base table with everything that is created and dropped with it.
type Table struct {
	Written
	Folded      string
	Columns     []*Column
	Primary     *Unique // nil without a primary key
	Uniques     []*Unique
	Checks      []*Check
	ForeignKeys []*ForeignKey
	Options     *SQLiteTable // nil without any
}

// Key names the table.
func (t *Table) Key() Key { return TableKey(t.Folded) }

// Needs lists the tables that foreign keys name.
func (t *Table) Needs() []Key {
	var keys []Key
	for _, fk := range t.ForeignKeys {
		keys = append(keys, fk.References)
	}
	return keys
}

// Fields are the table's own attributes; its parts have theirs.
func (t *Table) Fields() []Field {
	if t.Options == nil {
		return nil
	}
	return t.Options.Fields()
}

// Parts are columns in their order, then constraints.
func (t *Table) Parts() []Object {
	parts := make([]Object, 0, len(t.Columns)+len(t.Uniques)+len(t.Checks)+len(t.ForeignKeys)+1)
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
func TableOf(s *Schema, k Key) *Table {
	t, _ := s.Get(k).(*Table)
	return t
}

// TableKey is the key of the table named name, already folded.
func TableKey(name string) Key { return Key{Kind: KindTable, Name: name} }
