package pgmodel

// A user mapping is the account of a role on a foreign server. PostgreSQL hides its options, which
// hold the password, from most roles.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// UserMapping is how a role logs in to a foreign server.
type UserMapping struct {
	Shared
	ID      schema.Key // KindUserMapping, named "role on server"
	Role    string     // "" for PUBLIC
	Server  string
	Options []Setting
	Hidden  bool // the options of the one in the database may not be read
}

// UserMappingKey names the mapping of a role, "" for PUBLIC, on a server.
func UserMappingKey(role, server string) schema.Key {
	who := "PUBLIC"
	if role != "" {
		who = Quote(role)
	}
	return schema.Key{Kind: schema.KindUserMapping, Name: who + " on " + Quote(server)}
}

// Key names the mapping.
func (m *UserMapping) Key() schema.Key { return m.ID }

// Fields are the mapping's attributes.
func (m *UserMapping) Fields() []schema.Field {
	options := settingsText(maskedOptions(m.Options))
	if m.Hidden {
		options = "not visible"
	}
	return append([]schema.Field{{Name: "options", Value: options}}, m.fields()...)
}

// Clone copies the mapping.
func (m *UserMapping) Clone() schema.Object {
	o := *m
	o.Uses, o.Options = slices.Clone(m.Uses), slices.Clone(m.Options)
	return &o
}
