package pgmodel

// An access method is how tables or indexes are stored. Most databases have those of the server
// and of extensions alone, which are not listed here.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// AccessMethod is an access method of tables or indexes.
type AccessMethod struct {
	Shared
	ID      schema.Key // KindAccessMethod
	Type    string     // "index" or "table"
	Handler string     // qualified where it is not of pg_catalog
}

// Key names the access method.
func (m *AccessMethod) Key() schema.Key { return m.ID }

// Fields are the access method's attributes.
func (m *AccessMethod) Fields() []schema.Field {
	return append([]schema.Field{{Name: "type", Value: m.Type}, {Name: "handler", Value: m.Handler}}, m.fields()...)
}

// Clone copies the access method.
func (m *AccessMethod) Clone() schema.Object {
	o := *m
	o.Uses = slices.Clone(m.Uses)
	return &o
}
