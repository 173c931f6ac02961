package schema

// Keys name objects across both sides of a comparison and in everything that is printed.
// Positions say where a file defines one.

import "fmt"

// Key identifies one object. It is comparable, so it is used as a map key.
// Names are folded as the dialect folds them. Table is set only for what is
// part of a table: indexes and triggers have names of their own.
type Key struct {
	Kind                Kind
	Schema, Table, Name string
}

// IsPart reports whether the object is part of a table. Its Table alone does not
// decide that: the name of a table may be empty.
func (k Key) IsPart() bool {
	if k.Kind == KindTrigger { // PostgreSQL's have their names for themselves on each table
		return k.Table != ""
	}
	return k.Kind.IsPart()
}

// HasNoCase reports whether letters of both cases are the same in the names of the key: it has
// no schema, and its kind is one of SQLite's.
func (k Key) HasNoCase() bool { return k.Schema == "" && k.Kind.Has(InSQLite) }

// String reads "table users" or "column public.users.email".
func (k Key) String() string { return fmt.Sprintf("%s %s", k.Kind, k.Object()) }

// Object is the name without the kind, as --allow and reviewers spell it:
// "users.email".
func (k Key) Object() string {
	name := k.Name
	if k.IsPart() {
		name = k.Table
		if k.Kind != KindPrimary {
			name += "." + k.Name
		}
	}
	if k.Schema != "" {
		name = k.Schema + "." + name
	}
	return name
}

// Pos is a place in a DDL file; lines and columns count from 1, columns in
// characters. The zero Pos means the object came from a database.
type Pos struct {
	File      string
	Line, Col int
}

// IsZero reports whether there is no position.
func (p Pos) IsZero() bool { return p.Line == 0 }

// String reads "schema.sql:12:7", or "" for the zero Pos.
func (p Pos) String() string {
	if p.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}
