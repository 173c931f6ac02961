package schema

import "slices"

// PgLanguage is a procedural language that no extension brings.
type PgLanguage struct {
	PgBase
	ID        Key // KindLanguage
	Trusted   bool
	Handler   string // functions, qualified where they are not of pg_catalog
	Inline    string
	Validator string
}

// Key names the language.
func (l *PgLanguage) Key() Key { return l.ID }

// Fields are the language's attributes.
func (l *PgLanguage) Fields() []Field {
	return append([]Field{{Name: "trusted", Value: Flag(l.Trusted)}, {Name: "handler", Value: l.Handler},
		{Name: "inline handler", Value: l.Inline}, {Name: "validator", Value: l.Validator}}, l.fields()...)
}

// Clone copies the language.
func (l *PgLanguage) Clone() PgObject {
	o := *l
	o.Uses = slices.Clone(l.Uses)
	return &o
}

// PgTransform adapts a type to a procedural language.
type PgTransform struct {
	PgBase
	ID       Key // KindTransform, named "FOR type LANGUAGE language"
	Type     string
	Language string
	FromSQL  string // functions with their argument types, qualified where they are not of pg_catalog
	ToSQL    string
}

// Key names the transform.
func (t *PgTransform) Key() Key { return t.ID }

// Fields are the transform's attributes.
func (t *PgTransform) Fields() []Field {
	return append([]Field{{Name: "from sql", Value: t.FromSQL}, {Name: "to sql", Value: t.ToSQL}}, t.fields()...)
}

// Clone copies the transform.
func (t *PgTransform) Clone() PgObject {
	o := *t
	o.Uses = slices.Clone(t.Uses)
	return &o
}

// PgAccessMethod is an access method of tables or indexes.
type PgAccessMethod struct {
	PgBase
	ID      Key    // KindAccessMethod
	Type    string // "index" or "table"
	Handler string // qualified where it is not of pg_catalog
}

// Key names the access method.
func (m *PgAccessMethod) Key() Key { return m.ID }

// Fields are the access method's attributes.
func (m *PgAccessMethod) Fields() []Field {
	return append([]Field{{Name: "type", Value: m.Type}, {Name: "handler", Value: m.Handler}}, m.fields()...)
}

// Clone copies the access method.
func (m *PgAccessMethod) Clone() PgObject {
	o := *m
	o.Uses = slices.Clone(m.Uses)
	return &o
}
