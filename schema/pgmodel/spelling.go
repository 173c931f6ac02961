package pgmodel

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// This file implements what schema.UseSpelling and schema.UseHidden ask of an object: how
// a part is replaced, and what of an object only the database knows.

// ReplacePart replaces a column or a constraint.
func (t *Table) ReplacePart(old, part schema.Object) {
	replaceIn(t.Columns, old, part)
	replaceIn(t.Constraints, old, part)
}

// ReplacePart replaces a constraint.
func (d *Domain) ReplacePart(old, part schema.Object) { replaceIn(d.Checks, old, part) }

func replaceIn[T comparable](list []T, old, part schema.Object) {
	wanted, ok := any(old).(T)
	replacement, ok2 := any(part).(T)
	if i := slices.Index(list, wanted); ok && ok2 && i >= 0 {
		list[i] = replacement
	}
}

// UseImplicitSchemas takes schemas that files use and do not create as the database
// has them.
func UseImplicitSchemas(s *schema.Schema, from *schema.Schema) {
	for _, o := range slices.Collect(s.All()) {
		if p, ok := o.(*Schema); ok && p.Implicit {
			if was, ok := from.Get(p.Key()).(*Schema); ok {
				schema.UseSpelling(s, was, p)
			}
		}
	}
}

// Complete takes the comment that the extension itself brings.
func (e *Extension) Complete(from schema.Object) (schema.Object, bool) {
	was, ok := from.(*Extension)
	if !ok || was.DefaultComment == "" || e.DefaultComment != "" {
		return e, false
	}
	o := e.Clone().(*Extension)
	o.DefaultComment = was.DefaultComment
	return o, true
}

// Complete takes the options, which the database shows only to their owner.
func (m *UserMapping) Complete(from schema.Object) (schema.Object, bool) {
	was, ok := from.(*UserMapping)
	if !ok || !was.Hidden {
		return m, false
	}
	o := m.Clone().(*UserMapping)
	o.Hidden, o.Options = true, was.Options
	return o, true
}

// Complete takes the connection, which the database shows only to superusers.
func (s *Subscription) Complete(from schema.Object) (schema.Object, bool) {
	was, ok := from.(*Subscription)
	if !ok || !was.Hidden {
		return s, false
	}
	o := s.Clone().(*Subscription)
	o.Hidden, o.Connection = true, was.Connection
	return o, true
}
