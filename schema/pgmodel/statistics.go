package pgmodel

// Extended statistics over columns and expressions of a table. The order of the columns means
// nothing, so they are sorted by name.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Statistics are extended statistics.
type Statistics struct {
	Shared
	ID     schema.Key // KindStatistics
	Table  schema.Key
	Kinds  []string // of "ndistinct", "dependencies" and "mcv", in this order; none for those of a lone expression
	Parts  []Part   // columns by name, then expressions
	Target string   // "" for the default
}

// Key names the statistics.
func (s *Statistics) Key() schema.Key { return s.ID }

// Fields are the attributes of the statistics.
func (s *Statistics) Fields() []schema.Field {
	return append([]schema.Field{
		{Name: "table", Value: dottedKey(s.Table)}, {Name: "kinds", Value: strings.Join(s.Kinds, ", ")},
		partsField("columns", s.Parts), {Name: "target", Value: s.Target},
	}, s.fields()...)
}

// Clone copies the statistics.
func (s *Statistics) Clone() schema.Object {
	o := *s
	o.Uses, o.Kinds, o.Parts = slices.Clone(s.Uses), slices.Clone(s.Kinds), cloneParts(s.Parts)
	return &o
}
