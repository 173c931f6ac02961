package pgmodel

// The names of NOT NULL constraints, which they have since PostgreSQL 18. Most are made up from the
// table and the column, or inherited from a parent, and are no objects of the model then: a column
// keeps such a name only where it is neither the one nor the other, so that what is printed can give
// it again (sql-createtable.html, NOT NULL).

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// NotNull returns the constraint that makes a column NOT NULL, or nil if it is no object.
func (t *Table) NotNull(column string) *Constraint {
	for _, c := range t.Constraints {
		if c.Kind == schema.KindNotNull && c.Columns[0] == column {
			return c
		}
	}
	return nil
}

// NotNullName returns the name of the constraint that makes a column NOT NULL; "" if none does.
func NotNullName(s *schema.Schema, t *Table, column string) string {
	c := t.Column(column)
	if c == nil || !c.NotNull {
		return ""
	}
	if k := t.NotNull(column); k != nil {
		return k.Name
	}
	if n := c.Extra().NotNullName; n != "" {
		return n
	}
	if n := InheritedNotNull(s, t, column); n != "" {
		return n
	}
	return MadeName(t.ID.Name, column, "not_null")
}

// InheritsNotValid reports whether a column inherits a NOT NULL that is not valid.
func InheritsNotValid(s *schema.Schema, t *Table, column string) bool {
	return slices.ContainsFunc(t.Parents(), func(k schema.Key) bool {
		up, ok := s.Get(k).(*Table)
		if !ok {
			return false
		}
		c := up.NotNull(column)
		return c != nil && c.NotValid && !c.NoInherit || InheritsNotValid(s, up, column)
	})
}

// InheritedNotNull returns the name of the NOT NULL that a column inherits, which becomes its own if
// it has none; "" if it inherits none.
func InheritedNotNull(s *schema.Schema, t *Table, column string) string {
	for _, k := range t.Parents() {
		up, ok := s.Get(k).(*Table)
		if !ok {
			continue
		}
		if c := up.NotNull(column); c != nil && c.NoInherit {
			continue
		}
		if n := NotNullName(s, up, column); n != "" {
			return n
		}
	}
	return ""
}
