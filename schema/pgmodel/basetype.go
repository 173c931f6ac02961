package pgmodel

// A base type consists of functions written in C. Its options are kept as CREATE TYPE lists them;
// without any it is a shell.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// BaseType is a base type, or a shell type where it has no options.
type BaseType struct {
	Shared
	ID      schema.Key // KindBaseType
	Options []Setting  // in the order of CREATE TYPE, the defaults left out
}

// Key names the type.
func (t *BaseType) Key() schema.Key { return t.ID }

// Fields are the type's attributes.
func (t *BaseType) Fields() []schema.Field {
	return append([]schema.Field{{Name: "options", Value: settingsText(t.Options)}}, t.fields()...)
}

// Clone copies the type.
func (t *BaseType) Clone() schema.Object {
	o := *t
	o.Uses, o.Options = slices.Clone(t.Uses), slices.Clone(t.Options)
	return &o
}
