package pgmodel

// A cast is named by its two types. Its function is named with argument types, as CREATE CAST
// needs it to find it again.

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
