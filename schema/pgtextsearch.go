package schema

import (
	"slices"
	"strings"
)

// PgTextSearch is a text search parser, template or dictionary.
type PgTextSearch struct {
	PgBase
	ID       Key         // KindTSParser, KindTSTemplate or KindTSDictionary
	Template string      // of a dictionary, qualified where it is not of pg_catalog
	Options  []PgSetting // functions of a parser or template, options of a dictionary
}

// Key names the object.
func (t *PgTextSearch) Key() Key { return t.ID }

// Fields are the object's attributes.
func (t *PgTextSearch) Fields() []Field {
	return append([]Field{{Name: "template", Value: t.Template}, {Name: "options", Value: settingsText(t.Options)}}, t.fields()...)
}

// Clone copies the object.
func (t *PgTextSearch) Clone() PgObject {
	o := *t
	o.Uses, o.Options = slices.Clone(t.Uses), slices.Clone(t.Options)
	return &o
}

// PgTSConfig is a text search configuration.
type PgTSConfig struct {
	PgBase
	ID       Key         // KindTSConfig
	Parser   string      // qualified where it is not of pg_catalog
	Mappings []PgMapping // by token type
}

// PgMapping is the dictionaries that a token type is looked up in, in their order.
type PgMapping struct {
	Token        string
	Dictionaries []string // qualified where they are not of pg_catalog
}

// Key names the configuration.
func (t *PgTSConfig) Key() Key { return t.ID }

// Fields are the configuration's attributes.
func (t *PgTSConfig) Fields() []Field {
	texts := make([]string, len(t.Mappings))
	for i, m := range t.Mappings {
		texts[i] = m.Token + ": " + strings.Join(m.Dictionaries, ", ")
	}
	return append([]Field{{Name: "parser", Value: t.Parser}, {Name: "mappings", Value: strings.Join(texts, "; ")}}, t.fields()...)
}

// Mapping are the dictionaries of a token type.
func (t *PgTSConfig) Mapping(token string) []string {
	for _, m := range t.Mappings {
		if m.Token == token {
			return m.Dictionaries
		}
	}
	return nil
}

// Clone copies the configuration.
func (t *PgTSConfig) Clone() PgObject {
	o := *t
	o.Uses, o.Mappings = slices.Clone(t.Uses), slices.Clone(t.Mappings)
	return &o
}
