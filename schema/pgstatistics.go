package schema

import (
	"slices"
	"strings"
)

// PgStatistics are extended statistics.
type PgStatistics struct {
	PgBase
	ID     Key // KindStatistics
	Table  Key
	Kinds  []string // of "ndistinct", "dependencies" and "mcv", in this order; none for those of a lone expression
	Parts  []PgPart // columns by name, then expressions
	Target string   // "" for the default
}

// Key names the statistics.
func (s *PgStatistics) Key() Key { return s.ID }

// Fields are the attributes of the statistics.
func (s *PgStatistics) Fields() []Field {
	return append([]Field{
		{Name: "table", Value: dottedKey(s.Table)}, {Name: "kinds", Value: strings.Join(s.Kinds, ", ")},
		partsField("columns", s.Parts), {Name: "target", Value: s.Target},
	}, s.fields()...)
}

// Clone copies the statistics.
func (s *PgStatistics) Clone() PgObject {
	o := *s
	o.Uses, o.Kinds, o.Parts = slices.Clone(s.Uses), slices.Clone(s.Kinds), slices.Clone(s.Parts)
	return &o
}
