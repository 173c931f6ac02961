package pgmodel

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// This file implements what package schema asks of objects that mean the same as others: how
// a part is replaced, and what of an object only the database knows.

// ReplacePart replaces the column or the constraint of the same key.
func (t *Table) ReplacePart(k schema.Key, part schema.Object) {
	replaceIn(t.Columns, k, part)
	replaceIn(t.Constraints, k, part)
}

// TakeParts takes the columns and constraints of another version of the table.
func (t *Table) TakeParts(of schema.Object) {
	o := of.(*Table).Clone().(*Table)
	t.Columns, t.Constraints, t.MergedChecks, t.PartitionParts, t.Uses = o.Columns, o.Constraints, o.MergedChecks, o.PartitionParts, o.Uses
}

// TakeParts takes the checks of another version of the domain.
func (d *Domain) TakeParts(of schema.Object) {
	o := of.(*Domain).Clone().(*Domain)
	d.Checks, d.Uses = o.Checks, o.Uses
}

// ReplacePart replaces the constraint of the same key.
func (d *Domain) ReplacePart(k schema.Key, part schema.Object) { replaceIn(d.Checks, k, part) }

func replaceIn[T schema.Object](list []T, k schema.Key, part schema.Object) {
	replacement, ok := part.(T)
	if i := slices.IndexFunc(list, func(o T) bool { return o.Key() == k }); ok && i >= 0 {
		list[i] = replacement
	}
}

// WithImplicitSchemas is a desired schema in which the namespaces that files use and do not
// create are as the database has them.
func WithImplicitSchemas(s *schema.Schema, from *schema.Schema) *schema.Schema {
	var list []schema.Object
	for o := range s.All() {
		if p, ok := o.(*Schema); ok && p.Implicit {
			if was, ok := from.Get(p.Key()).(*Schema); ok {
				list = append(list, schema.Respelled(was, p))
			}
		}
	}
	return s.Replacing(list)
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
