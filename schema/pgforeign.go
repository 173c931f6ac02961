package schema

import (
	"slices"
)

// PgWrapper is a foreign data wrapper.
type PgWrapper struct {
	PgBase
	ID                 Key    // KindWrapper
	Handler, Validator string // qualified functions, or ""
	Options            []PgSetting
}

// Key names the wrapper.
func (w *PgWrapper) Key() Key { return w.ID }

// Fields are the wrapper's attributes.
func (w *PgWrapper) Fields() []Field {
	return append([]Field{
		{Name: "handler", Value: w.Handler}, {Name: "validator", Value: w.Validator}, {Name: "options", Value: settingsText(MaskedPg(w.Options))},
	}, w.fields()...)
}

// Clone copies the wrapper.
func (w *PgWrapper) Clone() PgObject {
	o := *w
	o.Uses, o.Options = slices.Clone(w.Uses), slices.Clone(w.Options)
	return &o
}

// PgServer is a foreign server.
type PgServer struct {
	PgBase
	ID            Key // KindServer
	Wrapper       string
	Type, Version string
	Options       []PgSetting
}

// Key names the server.
func (s *PgServer) Key() Key { return s.ID }

// Fields are the server's attributes.
func (s *PgServer) Fields() []Field {
	return append([]Field{
		{Name: "wrapper", Value: s.Wrapper}, {Name: "type", Value: s.Type}, {Name: "version", Value: s.Version},
		{Name: "options", Value: settingsText(MaskedPg(s.Options))},
	}, s.fields()...)
}

// Clone copies the server.
func (s *PgServer) Clone() PgObject {
	o := *s
	o.Uses, o.Options = slices.Clone(s.Uses), slices.Clone(s.Options)
	return &o
}

// PgUserMapping is how a role logs in to a foreign server.
type PgUserMapping struct {
	PgBase
	ID      Key    // KindUserMapping, named "role on server"
	Role    string // "" for PUBLIC
	Server  string
	Options []PgSetting
	Hidden  bool // the options of the one in the database may not be read
}

// UserMappingKey names the mapping of a role, "" for PUBLIC, on a server.
func UserMappingKey(role, server string) Key {
	who := "PUBLIC"
	if role != "" {
		who = QuotePg(role)
	}
	return Key{Kind: KindUserMapping, Name: who + " on " + QuotePg(server)}
}

// Key names the mapping.
func (m *PgUserMapping) Key() Key { return m.ID }

// Fields are the mapping's attributes.
func (m *PgUserMapping) Fields() []Field {
	options := settingsText(MaskedPg(m.Options))
	if m.Hidden {
		options = "not visible"
	}
	return append([]Field{{Name: "options", Value: options}}, m.fields()...)
}

// Clone copies the mapping.
func (m *PgUserMapping) Clone() PgObject {
	o := *m
	o.Uses, o.Options = slices.Clone(m.Uses), slices.Clone(m.Options)
	return &o
}

// MaskedPg are options with their secrets masked.
func MaskedPg(list []PgSetting) []PgSetting {
	out := slices.Clone(list)
	for i, o := range out {
		if SecretKey(o.Name) && o.Value != "" {
			out[i].Value = Mask
		}
	}
	return out
}
