package schema

import (
	"slices"
	"strings"
)

// PgConstraint is a constraint of a table. What its kind does not have is zero.
type PgConstraint struct {
	PgBase
	Table   Key
	Kind    Kind     // KindPrimary, KindUnique, KindCheck, KindForeign, KindExclusion or KindNotNull
	Columns []string // of a key or reference, in their order; the column of a KindNotNull

	Expr PgExpr // of a CHECK

	References         Key
	RefColumns         []string
	OnUpdate, OnDelete string   // "cascade", …; "" for no action
	OnDeleteColumns    []string // of SET NULL and SET DEFAULT
	Match              string   // "full", or "" for simple

	Method string   // of an exclusion; "" for that of its index by default
	Parts  []PgPart // of an exclusion, with operators
	Where  PgExpr   // of an exclusion

	Include          []string
	NullsNotDistinct bool
	WithoutOverlaps  bool // the last column is a range that must not overlap (PostgreSQL 18)
	Period           bool // the last column of a reference is a period (PostgreSQL 18)
	Options          []PgSetting
	Tablespace       string
	Clustered        bool
	Deferrable       bool
	Deferred         bool
	NotValid         bool
	IndexComment     string // of the index behind a key
	NotEnforced      bool
	NoInherit        bool
	Inherited        bool // it is a parent's and was not declared here
}

// Key names the constraint. A table has one primary key, whatever its name.
func (c *PgConstraint) Key() Key {
	return Key{Kind: c.Kind, Schema: c.Table.Schema, Table: c.Table.Name, Name: c.Name}
}

// Fields are the constraint's attributes.
func (c *PgConstraint) Fields() []Field {
	list := func(names []string) string { return strings.Join(names, ", ") }
	return append([]Field{
		{Name: "columns", Value: list(c.Columns)}, c.Expr.field("expression"),
		{Name: "references", Value: c.References.dotted()}, {Name: "referenced columns", Value: list(c.RefColumns)},
		{Name: "on update", Value: c.OnUpdate}, {Name: "on delete", Value: c.OnDelete},
		{Name: "on delete columns", Value: list(c.OnDeleteColumns)}, {Name: "match", Value: c.Match},
		{Name: "method", Value: c.Method}, partsField("elements", c.Parts), c.Where.field("where"),
		{Name: "include", Value: list(c.Include)}, {Name: "nulls not distinct", Value: flag(c.NullsNotDistinct)},
		{Name: "without overlaps", Value: flag(c.WithoutOverlaps)}, {Name: "period", Value: flag(c.Period)},
		{Name: "options", Value: settingsText(c.Options)}, {Name: "tablespace", Value: c.Tablespace},
		{Name: "clustered", Value: flag(c.Clustered)}, {Name: "index comment", Value: c.IndexComment},
		{Name: "deferrable", Value: flag(c.Deferrable)}, {Name: "deferred", Value: flag(c.Deferred)},
		{Name: "not valid", Value: flag(c.NotValid)}, {Name: "not enforced", Value: flag(c.NotEnforced)},
		{Name: "no inherit", Value: flag(c.NoInherit)}, {Name: "inherited", Value: flag(c.Inherited)},
	}, c.fields()...)
}

// Clone copies the constraint.
func (c *PgConstraint) Clone() PgObject {
	o := *c
	o.Uses, o.Columns, o.RefColumns, o.Include = slices.Clone(c.Uses), slices.Clone(c.Columns), slices.Clone(c.RefColumns), slices.Clone(c.Include)
	o.OnDeleteColumns, o.Parts = slices.Clone(c.OnDeleteColumns), slices.Clone(c.Parts)
	return &o
}
