package sqlite

// CHECKs, keys and foreign keys as parts of a table's text: what holds them, and what of them
// ALTER TABLE has to know about a column.

import (
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

func constraintText(o schema.Object) string {
	switch o := o.(type) {
	case *litemodel.Check:
		return o.Text.Tail
	case *litemodel.ForeignKey:
		return o.Text.Tail
	case *litemodel.Unique:
		return o.Text.Tail
	}
	panic("no constraint: " + o.Key().String())
}

func holds(c *litemodel.Column, constraint schema.Object) bool {
	return strings.Contains(c.Text.Tail, constraintText(constraint))
}

func (a *alteration) refersWithDefault(c *litemodel.Column) bool {
	for _, fk := range a.to.ForeignKeys {
		if len(fk.Columns) == 1 && fk.Columns[0] == c.Folded && !noDefault(c) {
			return true
		}
	}
	return false
}

func noDefault(c *litemodel.Column) bool { return c.Default.SQL == "" || c.Default.SQL == "null" }

// constant reports whether a canonical default is the same for every row.
func constant(sql string) bool {
	return !strings.HasPrefix(sql, "(") && !strings.HasPrefix(sql, "current_")
}

// inKey reports whether a column is a member of a key or UNIQUE constraint.
func (a *alteration) inKey(t *litemodel.Table, column string) bool {
	for _, u := range append([]*litemodel.Unique{t.Primary}, t.Uniques...) {
		if u == nil {
			continue
		}
		for _, p := range u.Parts {
			if p.Column == column {
				return true
			}
		}
	}
	return false
}

// within is the dropped column whose own text holds the constraint.
func within(constraint schema.Object, dropped []*litemodel.Column) *litemodel.Column {
	for _, c := range dropped {
		if holds(c, constraint) {
			return c
		}
	}
	return nil
}

// attach is the new column that a new constraint can be added with. A CHECK may name any
// new column: where none holds it, it comes with the last.
func attach(constraint schema.Object, added []*litemodel.Column) *litemodel.Column {
	for _, c := range added {
		if holds(c, constraint) {
			return c
		}
		if fk, ok := constraint.(*litemodel.ForeignKey); ok && len(fk.Columns) == 1 && fk.Columns[0] == c.Folded {
			return c
		}
	}
	if _, ok := constraint.(*litemodel.Check); ok && len(added) > 0 {
		return added[len(added)-1]
	}
	return nil
}
