package pgmodel

// A transform is named by its type and the language; both of its functions are optional, and are
// named with argument types.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Transform adapts a type to a procedural language.
type Transform struct {
	Shared
	ID       schema.Key // KindTransform, named "FOR type LANGUAGE language"
	Type     string
	Language string
	FromSQL  string // functions with their argument types, qualified where they are not of pg_catalog
	ToSQL    string
}

// TransformKey is the key of the transform of a type for a language, which has no name of its own.
func TransformKey(typ, language string) schema.Key {
	return schema.Key{Kind: schema.KindTransform, Name: "FOR " + typ + " LANGUAGE " + Quote(language)}
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
