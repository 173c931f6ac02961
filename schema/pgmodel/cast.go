package pgmodel

// A cast is named by its two types, and a conversion by its own name; both call a function. How
// a function is named, with its argument types or without, follows what CREATE CAST and CREATE
// CONVERSION need to find it again.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Cast is a cast between two types.
type Cast struct {
	Shared
	ID       schema.Key // KindCast, named "(source AS target)"
	Source   string     // canonical
	Target   string
	Function string // with its argument types, qualified where it is not of pg_catalog; "inout" or "binary" for a cast without
	Context  string // "assignment", "implicit" or "" for explicit
}

// Key names the cast.
func (c *Cast) Key() schema.Key { return c.ID }

// Fields are the cast's attributes.
func (c *Cast) Fields() []schema.Field {
	return append([]schema.Field{{Name: "function", Value: c.Function}, {Name: "context", Value: c.Context}}, c.fields()...)
}

// Clone copies the cast.
func (c *Cast) Clone() schema.Object {
	o := *c
	o.Uses = slices.Clone(c.Uses)
	return &o
}

// Conversion is a conversion between two encodings.
type Conversion struct {
	Shared
	ID       schema.Key // KindConversion
	From, To string     // encodings as pg_encoding_to_char spells them
	Function string     // qualified where it is not of pg_catalog
	Default  bool
}

// Key names the conversion.
func (c *Conversion) Key() schema.Key { return c.ID }

// Fields are the conversion's attributes.
func (c *Conversion) Fields() []schema.Field {
	return append([]schema.Field{{Name: "from", Value: c.From}, {Name: "to", Value: c.To}, {Name: "function", Value: c.Function},
		{Name: "default", Value: schema.Flag(c.Default)}}, c.fields()...)
}

// Clone copies the conversion.
func (c *Conversion) Clone() schema.Object {
	o := *c
	o.Uses = slices.Clone(c.Uses)
	return &o
}
