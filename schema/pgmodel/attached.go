package pgmodel

import "github.com/schemadiff/schemadiff/schema"

// This file names the table of objects that have names of their own and come and go with
// a table, for code that serves every dialect.

// AttachedTo is the table or materialized view of the index.
func (i *Index) AttachedTo() schema.Key { return i.Table }

// AttachedTo is the table or view of the trigger.
func (t *Trigger) AttachedTo() schema.Key { return t.Table }

// AttachedTo is the table of the column that owns the sequence.
func (s *Sequence) AttachedTo() schema.Key {
	if s.OwnedBy.Table == "" {
		return schema.Key{}
	}
	return schema.TableOfPart(s.OwnedBy)
}
