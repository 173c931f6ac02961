package schema

import (
	"slices"
	"strings"
)

// PgComposite is a composite type that no table stands behind.
type PgComposite struct {
	PgBase
	ID         Key         // KindComposite
	Attributes []*PgColumn // with name, type, collation and comment
}

// Key names the type.
func (t *PgComposite) Key() Key { return t.ID }

// Fields are the type's attributes. Those in the SQL sense are one of them: they
// are altered together, in an order that counts.
func (t *PgComposite) Fields() []Field {
	var list, comments []string
	for _, a := range t.Attributes {
		text := QuotePg(a.Name) + " " + a.Type
		if a.Collation != "" {
			text += " collate " + a.Collation
		}
		list = append(list, text)
		if a.Comment != "" {
			comments = append(comments, QuotePg(a.Name)+" is "+LiteralPg(a.Comment))
		}
	}
	return append([]Field{
		{Name: "attributes", Value: strings.Join(list, ", ")}, {Name: "attribute comments", Value: strings.Join(comments, "; ")},
	}, t.fields()...)
}

// Attribute returns the attribute of that name, or nil.
func (t *PgComposite) Attribute(name string) *PgColumn {
	for _, a := range t.Attributes {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// Clone copies the type and its attributes.
func (t *PgComposite) Clone() PgObject {
	o := *t
	o.Uses = slices.Clone(t.Uses)
	o.Attributes = cloned(t.Attributes, func(c *PgColumn) *PgColumn { return c.Clone().(*PgColumn) })
	return &o
}
