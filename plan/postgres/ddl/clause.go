package ddl

// The clauses of ALTER TABLE. A clause that plans look for or change has a struct of its
// own; Clause is any other. AddConstraint is the one that the online forms change: added
// NOT VALID, or by an index that is built already.

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// TableClause is a clause of ALTER TABLE.
type TableClause interface {
	clause() string
}

// Clause is a clause that is only printed.
type Clause string

func (c Clause) clause() string { return string(c) }

// SetDefault is ALTER COLUMN … SET DEFAULT, or DROP DEFAULT.
type SetDefault struct {
	Column string
	Value  string // "" drops the default
}

func (d SetDefault) clause() string {
	if d.Value == "" {
		return "ALTER COLUMN " + Quote(d.Column) + " DROP DEFAULT"
	}
	return "ALTER COLUMN " + Quote(d.Column) + " SET DEFAULT " + d.Value
}

// DropDefault is ALTER COLUMN … DROP DEFAULT.
func DropDefault(column string) SetDefault { return SetDefault{Column: column} }

// SetsDefault reports whether a statement does nothing but set or drop the default of a
// column.
func SetsDefault(s Statement, table schema.Key, column string) bool {
	t, ok := s.(TableChange)
	if !ok || t.Only || t.Table != table || len(t.Clauses) != 1 {
		return false
	}
	d, ok := t.Clauses[0].(SetDefault)
	return ok && d.Column == column
}

// SetNotNull is ALTER COLUMN … SET NOT NULL, or DROP NOT NULL.
type SetNotNull struct {
	Column string
	Drop   bool
}

func (n SetNotNull) clause() string {
	if n.Drop {
		return "ALTER COLUMN " + Quote(n.Column) + " DROP NOT NULL"
	}
	return "ALTER COLUMN " + Quote(n.Column) + " SET NOT NULL"
}

// AddConstraint is ADD CONSTRAINT.
type AddConstraint struct {
	Constraint *pgmodel.Constraint
	NotValid   bool   // the rows there are remain unchecked
	Index      string // the index that a key takes over; "" has one built
}

func (a AddConstraint) clause() string {
	c := a.Constraint
	text := "ADD CONSTRAINT " + Quote(c.Name) + " "
	switch {
	case a.Index != "":
		text += map[schema.Kind]string{schema.KindPrimary: "PRIMARY KEY", schema.KindUnique: "UNIQUE"}[c.Kind] + " USING INDEX " + Quote(a.Index)
		if c.Deferrable || c.Deferred {
			text += Deferral(c)
		}
	case a.NotValid:
		text += ConstraintDefinition(c) + " NOT VALID"
	default:
		text += ConstraintDefinition(c)
	}
	return text
}

// DropConstraint is DROP CONSTRAINT of the constraint of that name.
type DropConstraint string

func (d DropConstraint) clause() string { return "DROP CONSTRAINT " + Quote(string(d)) }

// ValidateConstraint is VALIDATE CONSTRAINT of the constraint of that name.
type ValidateConstraint string

func (v ValidateConstraint) clause() string { return "VALIDATE CONSTRAINT " + Quote(string(v)) }

// RenameConstraint is RENAME CONSTRAINT.
type RenameConstraint struct{ From, To string }

func (r RenameConstraint) clause() string {
	return "RENAME CONSTRAINT " + Quote(r.From) + " TO " + Quote(r.To)
}

// AlterColumn is ALTER COLUMN with any other action.
type AlterColumn struct{ Column, Action string }

func (a AlterColumn) clause() string { return "ALTER COLUMN " + Quote(a.Column) + " " + a.Action }

// AddColumn is ADD COLUMN with the definition of the column.
type AddColumn struct{ Column *pgmodel.Column }

func (a AddColumn) clause() string { return "ADD COLUMN " + ColumnDefinition(a.Column) }

// DropColumn is DROP COLUMN of the column of that name.
type DropColumn string

func (d DropColumn) clause() string { return "DROP COLUMN " + Quote(string(d)) }

// RenameColumn is RENAME COLUMN.
type RenameColumn struct{ From, To string }

func (r RenameColumn) clause() string {
	return "RENAME COLUMN " + Quote(r.From) + " TO " + Quote(r.To)
}
