package schema

import "fmt"

// Kind says what sort of thing a Key names.
type Kind string

// The kinds of objects.
const (
	KindTable   Kind = "table"
	KindVirtual Kind = "virtual table"
	KindColumn  Kind = "column"
	KindPrimary Kind = "primary key"
	KindUnique  Kind = "unique constraint"
	KindCheck   Kind = "check constraint"
	KindForeign Kind = "foreign key"
	KindIndex   Kind = "index"
	KindView    Kind = "view"
	KindTrigger Kind = "trigger"
)

// Key identifies one object. It is comparable, so it is used as a map key.
// Names are folded as the dialect folds them. Table is set only for what is
// part of a table: indexes and triggers have names of their own.
type Key struct {
	Kind                Kind
	Schema, Table, Name string
}

// IsPart says whether the object is part of a table. Its Table alone does not
// tell: a table's name may be empty.
func (k Key) IsPart() bool {
	switch k.Kind {
	case KindColumn, KindPrimary, KindUnique, KindCheck, KindForeign:
		return true
	}
	return false
}

// String reads "table users" or "column users.email".
func (k Key) String() string {
	name := k.Name
	if k.IsPart() {
		name = k.Table
		if k.Kind != KindPrimary {
			name += "." + k.Name
		}
	}
	return fmt.Sprintf("%s %s", k.Kind, name)
}

// TableKey is the key of the table named name, already folded.
func TableKey(name string) Key { return Key{Kind: KindTable, Name: name} }

// Pos is a place in a DDL file; lines and columns count from 1, columns in
// characters. The zero Pos means the object came from a database.
type Pos struct {
	File      string
	Line, Col int
}

// IsZero says whether there is no position.
func (p Pos) IsZero() bool { return p.Line == 0 }

// String reads "schema.sql:12:7", or "" for the zero Pos.
func (p Pos) String() string {
	if p.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}
