package pgmodel

// Schemas. The schema public exists in every database, so it is an object only where it is not as
// a new database has it.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Schema is a schema. The one called public is there in every database: it is an
// object only where its comment, owner or privileges are not those it begins with.
type Schema struct {
	Shared
	Implicit bool // files put objects into it and do not create it: it is taken as the database has it
}

// Key names the schema.
func (s *Schema) Key() schema.Key { return schema.Key{Kind: schema.KindSchema, Name: s.Name} }

// Fields are the schema's attributes.
func (s *Schema) Fields() []schema.Field { return s.fields() }

// Clone copies the schema.
func (s *Schema) Clone() schema.Object {
	o := *s
	o.Uses = slices.Clone(s.Uses)
	return &o
}

// IsInitialPublic reports whether it is the schema public as every database begins with it.
func (s *Schema) IsInitialPublic() bool {
	return s.Name == "public" && s.Comment == "" && s.Access().Owner == "" && len(s.Access().Grants) == 0
}
