package pgmodel

// Sequences that have a name of their own, those of serial columns included. The position of a
// sequence is data and no part of the model.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Sequence is a sequence that has a CREATE SEQUENCE of its own; that of an
// identity column belongs to the column.
type Sequence struct {
	Shared
	ID       schema.Key // KindSequence
	Options  SequenceOptions
	OwnedBy  schema.Key // a column, or the zero Key
	Unlogged bool
}

// Key names the sequence.
func (s *Sequence) Key() schema.Key { return s.ID }

// Fields are the sequence's attributes.
func (s *Sequence) Fields() []schema.Field {
	owner := ""
	if s.OwnedBy != (schema.Key{}) {
		owner = s.OwnedBy.Object()
	}
	return append([]schema.Field{
		{Name: "options", Value: s.Options.text()}, {Name: "owned by", Value: owner}, {Name: "unlogged", Value: schema.Flag(s.Unlogged)},
	}, s.fields()...)
}

// Clone copies the sequence.
func (s *Sequence) Clone() schema.Object {
	o := *s
	o.Uses = slices.Clone(s.Uses)
	return &o
}
