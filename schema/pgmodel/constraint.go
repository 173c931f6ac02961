package pgmodel

// One struct serves every kind of table constraint, so that a table has one list of them. Like
// columns they are numerous, and keep what few of them have in ConstraintExtra.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Constraint is a constraint of a table. What its kind does not have is zero.
type Constraint struct {
	Shared
	Table   schema.Key
	Kind    schema.Kind // KindPrimary, KindUnique, KindCheck, KindForeign, KindExclusion or KindNotNull
	Columns []string    // of a key or reference, in their order; the column of a KindNotNull

	Expr       Expr       // of a CHECK
	References schema.Key // the table that a reference names
	Parts      []Part     // of an exclusion, with operators

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

	extra lazy[ConstraintExtra]
}

// ConstraintExtra has the attributes that few constraints have.
type ConstraintExtra struct {
	RefColumns         []string // of a reference
	OnUpdate, OnDelete string   // "cascade", …; "" for no action
	OnDeleteColumns    []string // of SET NULL and SET DEFAULT
	Match              string   // "full", or "" for simple

	Method string // of an exclusion; "" for that of its index by default
	Where  Expr   // of an exclusion

	Include      []string
	Options      []Setting
	Tablespace   string
	IndexComment string // of the index that enforces a key
}

// Extra returns the attributes that few constraints have.
func (c *Constraint) Extra() ConstraintExtra { return c.extra.get() }

// HasExtra reports whether the constraint may have any of them.
func (c *Constraint) HasExtra() bool { return c.extra.has() }

// EditExtra returns them to be changed; copies of the constraint keep theirs.
func (c *Constraint) EditExtra() *ConstraintExtra { return c.extra.edit() }

// Key names the constraint. A table has one primary key, whatever its name.
func (c *Constraint) Key() schema.Key {
	return schema.Key{Kind: c.Kind, Schema: c.Table.Schema, Table: c.Table.Name, Name: c.Name}
}

// Needs lists what must exist before the constraint can: its columns too, whose
// keys are made here so that no constraint stores one for each.
func (c *Constraint) Needs() []schema.Key {
	rare := c.Extra()
	keys := slices.Grow(slices.Clone(c.Uses), len(c.Columns)+len(rare.Include))
	for _, list := range [][]string{c.Columns, rare.Include} {
		for _, n := range list {
			keys = append(keys, schema.Key{Kind: schema.KindColumn, Schema: c.Table.Schema, Table: c.Table.Name, Name: n})
		}
	}
	return keys
}

// Fields are the constraint's attributes.
func (c *Constraint) Fields() []schema.Field { return c.AppendFields(nil) }

// AppendFields appends the canonical attributes to list, which is used again by the caller.
func (c *Constraint) AppendFields(list []schema.Field) []schema.Field {
	rare := c.Extra()
	joined := func(names []string) string { return strings.Join(names, ", ") }
	return c.appendShared(append(list,
		schema.Field{Name: "columns", Value: joined(c.Columns)}, c.Expr.field("expression"),
		schema.Field{Name: "references", Value: dottedKey(c.References)}, schema.Field{Name: "referenced columns", Value: joined(rare.RefColumns)},
		schema.Field{Name: "on update", Value: rare.OnUpdate}, schema.Field{Name: "on delete", Value: rare.OnDelete},
		schema.Field{Name: "on delete columns", Value: joined(rare.OnDeleteColumns)}, schema.Field{Name: "match", Value: rare.Match},
		schema.Field{Name: "method", Value: rare.Method}, partsField("elements", c.Parts), rare.Where.field("where"),
		schema.Field{Name: "include", Value: joined(rare.Include)}, schema.Field{Name: "nulls not distinct", Value: schema.Flag(c.NullsNotDistinct)},
		schema.Field{Name: "without overlaps", Value: schema.Flag(c.WithoutOverlaps)}, schema.Field{Name: "period", Value: schema.Flag(c.Period)},
		schema.Field{Name: "options", Value: settingsText(rare.Options)}, schema.Field{Name: "tablespace", Value: rare.Tablespace},
		schema.Field{Name: "clustered", Value: schema.Flag(c.Clustered)}, schema.Field{Name: "index comment", Value: rare.IndexComment},
		schema.Field{Name: "deferrable", Value: schema.Flag(c.Deferrable)}, schema.Field{Name: "deferred", Value: schema.Flag(c.Deferred)},
		schema.Field{Name: "not valid", Value: schema.Flag(c.NotValid)}, schema.Field{Name: "not enforced", Value: schema.Flag(c.NotEnforced)},
		schema.Field{Name: "no inherit", Value: schema.Flag(c.NoInherit)}, schema.Field{Name: "inherited", Value: schema.Flag(c.Inherited)},
	))
}

// Clone copies the constraint.
func (c *Constraint) Clone() schema.Object {
	o := *c
	o.Uses, o.Columns, o.Parts = slices.Clone(c.Uses), slices.Clone(c.Columns), cloneParts(c.Parts)
	if c.extra.has() {
		rare := o.EditExtra()
		rare.RefColumns, rare.Include, rare.OnDeleteColumns = slices.Clone(rare.RefColumns), slices.Clone(rare.Include), slices.Clone(rare.OnDeleteColumns)
		rare.Options = slices.Clone(rare.Options)
	}
	return &o
}

// LikeReference reports whether the server takes the reference of a partition for its part of
// the parent's (tablecmds.c, tryAttachPartitionForeignKey).
func LikeReference(parents, own *Constraint) bool {
	p, o := parents.Extra(), own.Extra()
	return own.Kind == schema.KindForeign && parents.Kind == schema.KindForeign && own.References == parents.References &&
		slices.Equal(own.Columns, parents.Columns) && slices.Equal(o.RefColumns, p.RefColumns) && (!own.NotValid || parents.NotValid) && own.NotEnforced == parents.NotEnforced &&
		o.OnUpdate == p.OnUpdate && o.OnDelete == p.OnDelete && slices.Equal(o.OnDeleteColumns, p.OnDeleteColumns) && o.Match == p.Match &&
		own.Deferrable == parents.Deferrable && own.Deferred == parents.Deferred
}
