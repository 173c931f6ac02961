package pgmodel

// The labels of an enum are compared in their order, which is the order of its values. A label
// that is renamed is known only from a hint: PostgreSQL keeps no history.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Enum is an enum type.
type Enum struct {
	Shared
	ID      schema.Key // KindEnum
	Labels  []string
	Renamed []Setting // from hints: a label and what it was called before
}

// Key names the type.
func (e *Enum) Key() schema.Key { return e.ID }

// Fields are the type's attributes.
func (e *Enum) Fields() []schema.Field {
	texts := make([]string, len(e.Labels))
	for i, l := range e.Labels {
		texts[i] = Literal(l)
	}
	return append([]schema.Field{{Name: "values", Value: strings.Join(texts, ", ")}}, e.fields()...)
}

// Clone copies the type.
func (e *Enum) Clone() schema.Object {
	o := *e
	o.Uses, o.Labels, o.Renamed = slices.Clone(e.Uses), slices.Clone(e.Labels), slices.Clone(e.Renamed)
	return &o
}
