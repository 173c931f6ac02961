package pgmodel

// A text search configuration maps the token types of a parser to dictionaries. The order of
// dictionaries in a mapping is the order in which they are asked.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// TSConfig is a text search configuration.
type TSConfig struct {
	Shared
	ID       schema.Key // KindTSConfig
	Parser   string     // qualified where it is not of pg_catalog
	Mappings []Mapping  // by token type
}

// Mapping is the dictionaries that a token type is looked up in, in their order.
type Mapping struct {
	Token        string
	Dictionaries []string // qualified where they are not of pg_catalog
}

// Key names the configuration.
func (t *TSConfig) Key() schema.Key { return t.ID }

// Fields are the configuration's attributes.
func (t *TSConfig) Fields() []schema.Field {
	texts := make([]string, len(t.Mappings))
	for i, m := range t.Mappings {
		texts[i] = m.Token + ": " + strings.Join(m.Dictionaries, ", ")
	}
	return append([]schema.Field{{Name: "parser", Value: t.Parser}, {Name: "mappings", Value: strings.Join(texts, "; ")}}, t.fields()...)
}

// Mapping are the dictionaries of a token type.
func (t *TSConfig) Mapping(token string) []string {
	for _, m := range t.Mappings {
		if m.Token == token {
			return m.Dictionaries
		}
	}
	return nil
}

// Clone copies the configuration.
func (t *TSConfig) Clone() schema.Object {
	o := *t
	o.Uses, o.Mappings = slices.Clone(t.Uses), slices.Clone(t.Mappings)
	for i, m := range o.Mappings {
		o.Mappings[i].Dictionaries = slices.Clone(m.Dictionaries)
	}
	return &o
}
