package pgmodel

// A foreign server belongs to a wrapper. Its options can hold passwords, which are masked.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

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
