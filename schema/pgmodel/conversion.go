package pgmodel

// A conversion calls a function that is named without its argument types, for it always has the
// same ones (sql-createconversion.html).

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

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
