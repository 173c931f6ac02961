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

// KeepPublicOwner gives the schema public of a desired schema the owner that it has in the
// database where the files name none. No plan creates public, so that the role that runs the plan
// does not become its owner, as it does for other objects without one.
func KeepPublicOwner(from, to *schema.Schema) {
	k := schema.Key{Kind: schema.KindSchema, Name: "public"}
	was, ok := from.Get(k).(*Schema)
	if !ok || was.Access().Owner == "" {
		return
	}
	now := &Schema{}
	now.Name = k.Name
	if o, ok := to.Get(k).(*Schema); ok {
		now = o.Clone().(*Schema)
	}
	if now.Access().Owner == "" {
		now.EditAccess().Owner = was.Access().Owner
		to.Put(now)
	}
}
