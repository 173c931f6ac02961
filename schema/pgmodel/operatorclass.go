package pgmodel

// By an operator class an access method knows how to treat a type. It belongs to a family, from which
// the members that the class cannot be without are distributed here (xindex.html).

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// OperatorClass is an operator class. The access method is the Table of its key.
type OperatorClass struct {
	Shared
	ID      schema.Key // KindOperatorClass
	Type    string     // canonical
	Default bool
	Family  string   // qualified where it is not of pg_catalog
	Storage string   // canonical; "" for the type itself
	Members []Member // sorted
}

// Key names the class.
func (c *OperatorClass) Key() schema.Key { return c.ID }

// Fields are the class's attributes.
func (c *OperatorClass) Fields() []schema.Field {
	return append([]schema.Field{
		{Name: "type", Value: c.Type}, {Name: "default", Value: schema.Flag(c.Default)}, {Name: "family", Value: c.Family},
		{Name: "storage", Value: c.Storage}, {Name: "members", Value: membersText(c.Members)},
	}, c.fields()...)
}

// Clone copies the class.
func (c *OperatorClass) Clone() schema.Object {
	o := *c
	o.Uses, o.Members = slices.Clone(c.Uses), cloneMembers(c.Members)
	return &o
}
