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

	Expr       PgExpr   // of a CHECK
	References Key      // the table that a reference names
	Parts      []PgPart // of an exclusion, with operators

	NullsNotDistinct bool
	WithoutOverlaps  bool // the last column is a range that must not overlap (PostgreSQL 18)
	Period           bool // the last column of a reference is a period (PostgreSQL 18)
	Clustered        bool
	Deferrable       bool
	Deferred         bool
	NotValid         bool
	NotEnforced      bool
	NoInherit        bool
	Inherited        bool // it is a parent's and was not declared here

	rare apart[PgConstraintRare]
}

// PgConstraintRare is what few constraints have. Large schemas have so many that it
// is kept apart.
type PgConstraintRare struct {
	RefColumns         []string // of a reference
	OnUpdate, OnDelete string   // "cascade", …; "" for no action
	OnDeleteColumns    []string // of SET NULL and SET DEFAULT
	Match              string   // "full", or "" for simple

	Method string // of an exclusion; "" for that of its index by default
	Where  PgExpr // of an exclusion

	Include      []string
	Options      []PgSetting
	Tablespace   string
	IndexComment string // of the index behind a key
}

// Rare is what few constraints have.
func (c *PgConstraint) Rare() PgConstraintRare { return c.rare.get() }

// HasRare says whether the constraint may have any of it.
func (c *PgConstraint) HasRare() bool { return c.rare.has() }

// EditRare gives it to be changed; copies of the constraint keep theirs.
func (c *PgConstraint) EditRare() *PgConstraintRare { return c.rare.edit() }

// Key names the constraint. A table has one primary key, whatever its name.
func (c *PgConstraint) Key() Key {
	return Key{Kind: c.Kind, Schema: c.Table.Schema, Table: c.Table.Name, Name: c.Name}
}

// Needs lists what must exist before the constraint can: its columns too, which are
// told apart from the rest so that no constraint keeps a key for each.
func (c *PgConstraint) Needs() []Key {
	rare := c.Rare()
	keys := slices.Grow(slices.Clone(c.Uses), len(c.Columns)+len(rare.Include))
	for _, list := range [][]string{c.Columns, rare.Include} {
		for _, n := range list {
			keys = append(keys, Key{Kind: KindColumn, Schema: c.Table.Schema, Table: c.Table.Name, Name: n})
		}
	}
	return keys
}

// Fields are the constraint's attributes.
func (c *PgConstraint) Fields() []Field { return c.AppendFields(nil) }

func (c *PgConstraint) AppendFields(list []Field) []Field {
	rare := c.Rare()
	joined := func(names []string) string { return strings.Join(names, ", ") }
	return c.appendShared(append(list,
		Field{Name: "columns", Value: joined(c.Columns)}, c.Expr.field("expression"),
		Field{Name: "references", Value: dottedKey(c.References)}, Field{Name: "referenced columns", Value: joined(rare.RefColumns)},
		Field{Name: "on update", Value: rare.OnUpdate}, Field{Name: "on delete", Value: rare.OnDelete},
		Field{Name: "on delete columns", Value: joined(rare.OnDeleteColumns)}, Field{Name: "match", Value: rare.Match},
		Field{Name: "method", Value: rare.Method}, partsField("elements", c.Parts), rare.Where.field("where"),
		Field{Name: "include", Value: joined(rare.Include)}, Field{Name: "nulls not distinct", Value: Flag(c.NullsNotDistinct)},
		Field{Name: "without overlaps", Value: Flag(c.WithoutOverlaps)}, Field{Name: "period", Value: Flag(c.Period)},
		Field{Name: "options", Value: settingsText(rare.Options)}, Field{Name: "tablespace", Value: rare.Tablespace},
		Field{Name: "clustered", Value: Flag(c.Clustered)}, Field{Name: "index comment", Value: rare.IndexComment},
		Field{Name: "deferrable", Value: Flag(c.Deferrable)}, Field{Name: "deferred", Value: Flag(c.Deferred)},
		Field{Name: "not valid", Value: Flag(c.NotValid)}, Field{Name: "not enforced", Value: Flag(c.NotEnforced)},
		Field{Name: "no inherit", Value: Flag(c.NoInherit)}, Field{Name: "inherited", Value: Flag(c.Inherited)},
	))
}

// Clone copies the constraint.
func (c *PgConstraint) Clone() PgObject {
	o := *c
	o.Uses, o.Columns, o.Parts = slices.Clone(c.Uses), slices.Clone(c.Columns), slices.Clone(c.Parts)
	if c.rare.has() {
		rare := o.EditRare()
		rare.RefColumns, rare.Include, rare.OnDeleteColumns = slices.Clone(rare.RefColumns), slices.Clone(rare.Include), slices.Clone(rare.OnDeleteColumns)
	}
	return &o
}
