package pgmodel

// A composite type is compared as one object: ALTER TYPE changes several attributes at once, and
// their order is part of the type.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Composite is a composite type of CREATE TYPE, not the row type of a table.
type Composite struct {
	Shared
	ID         schema.Key // KindComposite
	Attributes []*Column  // with name, type, collation and comment
}

// Key names the type.
func (t *Composite) Key() schema.Key { return t.ID }

// Fields are the type's attributes. Those in the SQL sense are one of them: they
// are altered together, in an order that counts.
func (t *Composite) Fields() []schema.Field {
	var list, comments []string
	for _, a := range t.Attributes {
		text := Quote(a.Name) + " " + a.Type
		if a.Collation != "" {
			text += " collate " + a.Collation
		}
		list = append(list, text)
		if a.Comment != "" {
			comments = append(comments, Quote(a.Name)+" is "+Literal(a.Comment))
		}
	}
	return append([]schema.Field{
		{Name: "attributes", Value: strings.Join(list, ", ")}, {Name: "attribute comments", Value: strings.Join(comments, "; ")},
	}, t.fields()...)
}

// Attribute returns the attribute of that name, or nil.
func (t *Composite) Attribute(name string) *Column {
	for _, a := range t.Attributes {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// Clone copies the type and its attributes.
func (t *Composite) Clone() schema.Object {
	o := *t
	o.Uses = slices.Clone(t.Uses)
	o.Attributes = cloneList(t.Attributes, func(c *Column) *Column { return c.Clone().(*Column) })
	return &o
}

// Part returns the attributes of all kinds, of an attribute.
func (t *Composite) Part(k schema.Key) *Shared {
	if a := t.Attribute(k.Name); a != nil {
		return &a.Shared
	}
	return nil
}
