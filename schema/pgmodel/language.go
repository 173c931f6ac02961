package pgmodel

// A procedural language consists of its functions. Most databases have languages from extensions,
// which are not listed here.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Language is a procedural language that no extension brings.
type Language struct {
	Shared
	ID        schema.Key // KindLanguage
	Trusted   bool
	Handler   string // functions, qualified where they are not of pg_catalog
	Inline    string
	Validator string
}

// Key names the language.
func (l *Language) Key() schema.Key { return l.ID }

// Fields are the language's attributes.
func (l *Language) Fields() []schema.Field {
	return append([]schema.Field{{Name: "trusted", Value: schema.Flag(l.Trusted)}, {Name: "handler", Value: l.Handler},
		{Name: "inline handler", Value: l.Inline}, {Name: "validator", Value: l.Validator}}, l.fields()...)
}

// Clone copies the language.
func (l *Language) Clone() schema.Object {
	o := *l
	o.Uses = slices.Clone(l.Uses)
	return &o
}
