package litemodel

// Objects whose text differs may mean the same: what package schema asks of those, so that one
// takes the place of the other. The fields that hold such text are loose.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// Clone is a copy that is changed without the original.
func (v *View) Clone() schema.Object { return copied(v) }

// Clone is a copy that is changed without the original.
func (t *Trigger) Clone() schema.Object { return copied(t) }

// Clone is a copy that is changed without the original.
func (i *Index) Clone() schema.Object { return copied(i) }

// Clone is a copy that is changed without the original.
func (c *Column) Clone() schema.Object { return copied(c) }

// Clone is a copy that is changed without the original.
func (c *Check) Clone() schema.Object { return copied(c) }

// Clone is a copy that has the same parts in lists of its own.
func (t *Table) Clone() schema.Object {
	out := copied(t)
	out.Columns, out.Checks = slices.Clone(t.Columns), slices.Clone(t.Checks)
	return out
}

func copied[T any](o *T) *T {
	out := *o
	return &out
}

// ReplacePart replaces the column or the CHECK of a key.
func (t *Table) ReplacePart(k schema.Key, part schema.Object) {
	replaceIn(t.Columns, k, part)
	replaceIn(t.Checks, k, part)
}

func replaceIn[T schema.Object](list []T, k schema.Key, part schema.Object) {
	replacement, ok := part.(T)
	if i := slices.IndexFunc(list, func(o T) bool { return o.Key() == k }); ok && i >= 0 {
		list[i] = replacement
	}
}

// Nameless reports whether the key of the constraint is its expression.
func (c *Check) Nameless() bool { return c.Folded == "" }
