package schema

import "slices"

// PgSchema is a schema. The one called public is there in every database: it is an
// object only where its comment, owner or privileges are not those it begins with.
type PgSchema struct {
	PgBase
	Implicit bool // files put objects into it and do not create it: it is taken as the database has it
}

// Key names the schema.
func (s *PgSchema) Key() Key { return Key{Kind: KindSchema, Name: s.Name} }

// Fields are the schema's attributes.
func (s *PgSchema) Fields() []Field { return s.fields() }

// Clone copies the schema.
func (s *PgSchema) Clone() PgObject {
	o := *s
	o.Uses = slices.Clone(s.Uses)
	return &o
}

// Plain says whether it is the schema public as every database begins with it.
func (s *PgSchema) Plain() bool {
	return s.Name == "public" && s.Comment == "" && s.Access().Owner == "" && len(s.Access().Grants) == 0
}

// PgDefaultGrants are privileges that objects get when a role makes them.
type PgDefaultGrants struct {
	PgBase
	Role       string    // who makes the objects
	In         string    // schema; "" for all
	Class      string    // "TABLES", "SEQUENCES", "FUNCTIONS", "TYPES" or "SCHEMAS"
	Privileges []PgGrant // sorted; for all schemas what differs from those without it, for one what is added
}

// Key names the privileges by role, schema and kind of object.
func (d *PgDefaultGrants) Key() Key {
	return Key{Kind: KindDefaultGrants, Schema: d.In, Name: d.Class + " of " + QuotePg(d.Role)}
}

// Fields are the privileges.
func (d *PgDefaultGrants) Fields() []Field {
	return append([]Field{{Name: "privileges", Value: grantsText(d.Privileges)}}, d.fields()...)
}

// Clone copies the privileges.
func (d *PgDefaultGrants) Clone() PgObject {
	o := *d
	o.Uses, o.Privileges = slices.Clone(d.Uses), slices.Clone(d.Privileges)
	return &o
}
