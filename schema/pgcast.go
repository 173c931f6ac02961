package schema

import "slices"

// PgCast is a cast between two types.
type PgCast struct {
	PgBase
	ID       Key    // KindCast, named "(source AS target)"
	Source   string // canonical
	Target   string
	Function string // with its argument types, qualified where it is not of pg_catalog; "inout" or "binary" for a cast without
	Context  string // "assignment", "implicit" or "" for explicit
}

// Key names the cast.
func (c *PgCast) Key() Key { return c.ID }

// Fields are the cast's attributes.
func (c *PgCast) Fields() []Field {
	return append([]Field{{Name: "function", Value: c.Function}, {Name: "context", Value: c.Context}}, c.fields()...)
}

// Clone copies the cast.
func (c *PgCast) Clone() PgObject {
	o := *c
	o.Uses = slices.Clone(c.Uses)
	return &o
}

// PgConversion is a conversion between two encodings.
type PgConversion struct {
	PgBase
	ID       Key    // KindConversion
	From, To string // encodings as pg_encoding_to_char spells them
	Function string // qualified where it is not of pg_catalog
	Default  bool
}

// Key names the conversion.
func (c *PgConversion) Key() Key { return c.ID }

// Fields are the conversion's attributes.
func (c *PgConversion) Fields() []Field {
	return append([]Field{{Name: "from", Value: c.From}, {Name: "to", Value: c.To}, {Name: "function", Value: c.Function},
		{Name: "default", Value: Flag(c.Default)}}, c.fields()...)
}

// Clone copies the conversion.
func (c *PgConversion) Clone() PgObject {
	o := *c
	o.Uses = slices.Clone(c.Uses)
	return &o
}
