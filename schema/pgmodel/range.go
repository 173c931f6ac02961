package pgmodel

// A range type comes with its multirange type, whose name the server makes up where none is given.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Range is a range type with the multirange type that comes with it.
type Range struct {
	Shared
	ID         schema.Key // KindRange
	Subtype    string     // canonical
	OpClass    string     // qualified where it is not of pg_catalog; "" for the default
	Collation  string     // qualified; "" for that of the subtype
	Canonical  string     // qualified function, or ""
	Difference string     // qualified function, or ""
	Multirange schema.Key // KindRange; its name is made up where none is given (PostgreSQL 14)
}

// Key names the type.
func (t *Range) Key() schema.Key { return t.ID }

// Fields are the type's attributes.
func (t *Range) Fields() []schema.Field {
	return append([]schema.Field{
		{Name: "subtype", Value: t.Subtype}, {Name: "operator class", Value: t.OpClass}, {Name: "collation", Value: t.Collation},
		{Name: "canonical", Value: t.Canonical}, {Name: "difference", Value: t.Difference}, {Name: "multirange", Value: dottedKey(t.Multirange)},
	}, t.fields()...)
}

// Clone copies the type.
func (t *Range) Clone() schema.Object {
	o := *t
	o.Uses = slices.Clone(t.Uses)
	return &o
}
