package schema

import "slices"

// PgSequence is a sequence that has a CREATE SEQUENCE of its own; that of an
// identity column belongs to the column.
type PgSequence struct {
	PgBase
	ID       Key // KindSequence
	Options  PgSequenceOptions
	OwnedBy  Key // a column, or the zero Key
	Unlogged bool
}

// Key names the sequence.
func (s *PgSequence) Key() Key { return s.ID }

// Fields are the sequence's attributes.
func (s *PgSequence) Fields() []Field {
	owner := ""
	if s.OwnedBy != (Key{}) {
		owner = s.OwnedBy.Object()
	}
	return append([]Field{
		{Name: "options", Value: s.Options.text()}, {Name: "owned by", Value: owner}, {Name: "unlogged", Value: Flag(s.Unlogged)},
	}, s.fields()...)
}

// Clone copies the sequence.
func (s *PgSequence) Clone() PgObject {
	o := *s
	o.Uses = slices.Clone(s.Uses)
	return &o
}
