package pgmodel

// What extends the server itself: procedural languages, transforms between them and types, and
// access methods. Most databases have these from extensions, which are not listed here.

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

// Transform adapts a type to a procedural language.
type Transform struct {
	Shared
	ID       schema.Key // KindTransform, named "FOR type LANGUAGE language"
	Type     string
	Language string
	FromSQL  string // functions with their argument types, qualified where they are not of pg_catalog
	ToSQL    string
}

// Key names the transform.
func (t *Transform) Key() schema.Key { return t.ID }

// Fields are the transform's attributes.
func (t *Transform) Fields() []schema.Field {
	return append([]schema.Field{{Name: "from sql", Value: t.FromSQL}, {Name: "to sql", Value: t.ToSQL}}, t.fields()...)
}

// Clone copies the transform.
func (t *Transform) Clone() schema.Object {
	o := *t
	o.Uses = slices.Clone(t.Uses)
	return &o
}

// AccessMethod is an access method of tables or indexes.
type AccessMethod struct {
	Shared
	ID      schema.Key // KindAccessMethod
	Type    string     // "index" or "table"
	Handler string     // qualified where it is not of pg_catalog
}

// Key names the access method.
func (m *AccessMethod) Key() schema.Key { return m.ID }

// Fields are the access method's attributes.
func (m *AccessMethod) Fields() []schema.Field {
	return append([]schema.Field{{Name: "type", Value: m.Type}, {Name: "handler", Value: m.Handler}}, m.fields()...)
}

// Clone copies the access method.
func (m *AccessMethod) Clone() schema.Object {
	o := *m
	o.Uses = slices.Clone(m.Uses)
	return &o
}
