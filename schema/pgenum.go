package schema

import (
	"slices"
	"strings"
)

// PgEnum is an enum type.
type PgEnum struct {
	PgBase
	ID      Key // KindEnum
	Labels  []string
	Renamed []PgSetting // from hints: a label and what it was called before
}

// Key names the type.
func (e *PgEnum) Key() Key { return e.ID }

// Fields are the type's attributes.
func (e *PgEnum) Fields() []Field {
	texts := make([]string, len(e.Labels))
	for i, l := range e.Labels {
		texts[i] = LiteralPg(l)
	}
	return append([]Field{{Name: "values", Value: strings.Join(texts, ", ")}}, e.fields()...)
}

// Clone copies the type.
func (e *PgEnum) Clone() PgObject {
	o := *e
	o.Uses, o.Labels = slices.Clone(e.Uses), slices.Clone(e.Labels)
	return &o
}
