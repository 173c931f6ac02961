package schema

import "slices"

// PgRange is a range type with the multirange type that comes with it.
type PgRange struct {
	PgBase
	ID         Key    // KindRange
	Subtype    string // canonical
	OpClass    string // qualified where it is not of pg_catalog; "" for the default
	Collation  string // qualified; "" for that of the subtype
	Canonical  string // qualified function, or ""
	Difference string // qualified function, or ""
	Multirange Key    // KindRange; its name is made up where none is given (PostgreSQL 14)
}

// Key names the type.
func (t *PgRange) Key() Key { return t.ID }

// Fields are the type's attributes.
func (t *PgRange) Fields() []Field {
	return append([]Field{
		{Name: "subtype", Value: t.Subtype}, {Name: "operator class", Value: t.OpClass}, {Name: "collation", Value: t.Collation},
		{Name: "canonical", Value: t.Canonical}, {Name: "difference", Value: t.Difference}, {Name: "multirange", Value: dottedKey(t.Multirange)},
	}, t.fields()...)
}

// Clone copies the type.
func (t *PgRange) Clone() PgObject {
	o := *t
	o.Uses = slices.Clone(t.Uses)
	return &o
}

// PgBaseType is a base type, or a shell type where it has no options.
type PgBaseType struct {
	PgBase
	ID      Key         // KindBaseType
	Options []PgSetting // in the order of CREATE TYPE, the defaults left out
}

// Key names the type.
func (t *PgBaseType) Key() Key { return t.ID }

// Fields are the type's attributes.
func (t *PgBaseType) Fields() []Field {
	return append([]Field{{Name: "options", Value: settingsText(t.Options)}}, t.fields()...)
}

// Clone copies the type.
func (t *PgBaseType) Clone() PgObject {
	o := *t
	o.Uses, o.Options = slices.Clone(t.Uses), slices.Clone(t.Options)
	return &o
}
