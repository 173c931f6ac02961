package pgmodel

// Foreign data wrappers, their servers, and the accounts that roles use there. Options can hold
// passwords, which PostgreSQL hides from most roles: they are masked before they are compared or
// shown.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Wrapper is a foreign data wrapper.
type Wrapper struct {
	Shared
	ID                 schema.Key // KindWrapper
	Handler, Validator string     // qualified functions, or ""
	Options            []Setting
}

// Key names the wrapper.
func (w *Wrapper) Key() schema.Key { return w.ID }

// Fields are the wrapper's attributes.
func (w *Wrapper) Fields() []schema.Field {
	return append([]schema.Field{
		{Name: "handler", Value: w.Handler}, {Name: "validator", Value: w.Validator}, {Name: "options", Value: settingsText(maskedOptions(w.Options))},
	}, w.fields()...)
}

// Clone copies the wrapper.
func (w *Wrapper) Clone() schema.Object {
	o := *w
	o.Uses, o.Options = slices.Clone(w.Uses), slices.Clone(w.Options)
	return &o
}

// Server is a foreign server.
type Server struct {
	Shared
	ID            schema.Key // KindServer
	Wrapper       string
	Type, Version string
	Options       []Setting
}

// Key names the server.
func (s *Server) Key() schema.Key { return s.ID }

// Fields are the server's attributes.
func (s *Server) Fields() []schema.Field {
	return append([]schema.Field{
		{Name: "wrapper", Value: s.Wrapper}, {Name: "type", Value: s.Type}, {Name: "version", Value: s.Version},
		{Name: "options", Value: settingsText(maskedOptions(s.Options))},
	}, s.fields()...)
}

// Clone copies the server.
func (s *Server) Clone() schema.Object {
	o := *s
	o.Uses, o.Options = slices.Clone(s.Uses), slices.Clone(s.Options)
	return &o
}

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

// maskedOptions are options with their secrets masked.
func maskedOptions(list []Setting) []Setting {
	out := slices.Clone(list)
	for i, o := range out {
		if schema.SecretKey(o.Name) && o.Value != "" {
			out[i].Value = schema.Mask
		}
	}
	return out
}
