package pgmodel

// Parsers, templates and dictionaries of text search have the same form: a list of options, most
// of which are functions.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// TextSearch is a text search parser, template or dictionary.
type TextSearch struct {
	Shared
	ID       schema.Key // KindTSParser, KindTSTemplate or KindTSDictionary
	Template string     // of a dictionary, qualified where it is not of pg_catalog
	Options  []Setting  // functions of a parser or template, options of a dictionary
}

// Key names the object.
func (t *TextSearch) Key() schema.Key { return t.ID }

// Fields are the object's attributes.
func (t *TextSearch) Fields() []schema.Field {
	return append([]schema.Field{{Name: "template", Value: t.Template}, {Name: "options", Value: settingsText(t.Options)}}, t.fields()...)
}

// Clone copies the object.
func (t *TextSearch) Clone() schema.Object {
	o := *t
	o.Uses, o.Options = slices.Clone(t.Uses), slices.Clone(t.Options)
	return &o
}
