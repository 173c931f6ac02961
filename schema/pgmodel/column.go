package pgmodel

// Columns are the most numerous objects of a schema: what few of them have, identity, storage,
// statistics, is in ColumnExtra, which is allocated only for those. View columns and attributes
// of composite types are columns too.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Column is one column of a table.
type Column struct {
	Shared
	Table     schema.Key
	Type      string // canonical, as format_type spells it under an empty search_path
	NotNull   bool
	Inherited bool // it is a parent's and was not declared here; that shows only when the parent goes, so it is not compared
	Default   Expr
	Collation string // qualified; "" for that of the type
	extra     lazy[ColumnExtra]
}

// ColumnExtra has the attributes that few columns have.
type ColumnExtra struct {
	NullDefault    string // DEFAULT NULL as it is written out, with its cast; it means the same as none
	Generated      Expr   // of a generated column
	Virtual        bool   // the generated column is computed when read (PostgreSQL 18)
	Identity       string // "always", "by default", or ""
	Sequence       *SequenceOptions
	SequenceKey    schema.Key // of an identity column
	Persistence    string     // of the sequence of an identity column: "logged" or "unlogged" where the table is not (PostgreSQL 15)
	SequenceText   string     // COMMENT ON the sequence of an identity column
	Storage        string     // lower case; "" for that of the type
	Compression    string     // "" for the default
	Statistics     string     // target; "" for the default
	Options        []Setting  // n_distinct and the like, by name
	Foreign        []Setting  // OPTIONS of a foreign table's column, by name
	NotNullName    string     // of a NOT NULL that is named neither after the table nor as that of a parent (PostgreSQL 18); not compared
	NotNullLocal   bool       // of a NOT NULL that a parent has too: the table keeps it when the parent's goes (PostgreSQL 18); not compared
	Using          Using      // what values become when the column gets this type, from a hint; not compared
	DefaultDropped bool       // while it is read: an inherited default was taken away
}

// Using is the expression of ALTER COLUMN … TYPE … USING, with the columns that it
// reads.
type Using struct {
	SQL     string
	Columns []string
	Fixed   bool // the columns alone decide on the value: no function is called, no clock and no role is asked
	Pos     schema.Pos
}

// cloneInto gives a copy of a column its own lists and options, where there are any: most
// copies go on sharing the struct.
func (e *ColumnExtra) cloneInto(c *Column) {
	if e.Sequence == nil && len(e.Options)+len(e.Foreign)+len(e.Using.Columns) == 0 {
		return
	}
	own := c.EditExtra()
	own.Options, own.Foreign, own.Using.Columns = slices.Clone(e.Options), slices.Clone(e.Foreign), slices.Clone(e.Using.Columns)
	if e.Sequence != nil {
		options := *e.Sequence
		own.Sequence = &options
	}
}

// HasExtra reports whether the column may have any of them.
func (c *Column) HasExtra() bool { return c.extra.has() }

// Extra returns the attributes that few columns have.
func (c *Column) Extra() ColumnExtra { return c.extra.get() }

// EditExtra returns them to be changed; copies of the column keep theirs.
func (c *Column) EditExtra() *ColumnExtra { return c.extra.edit() }

// Key names the column.
func (c *Column) Key() schema.Key {
	return schema.Key{Kind: schema.KindColumn, Schema: c.Table.Schema, Table: c.Table.Name, Name: c.Name}
}

// Fields are the column's attributes.
func (c *Column) Fields() []schema.Field { return c.AppendFields(nil) }

// AppendFields appends the canonical attributes to list, which is used again by the caller.
func (c *Column) AppendFields(list []schema.Field) []schema.Field {
	seq, extra := "", c.Extra()
	if extra.Sequence != nil {
		seq = extra.Sequence.text()
	}
	return c.appendShared(append(list,
		schema.Field{Name: "type", Value: c.Type}, schema.Field{Name: "not null", Value: schema.Flag(c.NotNull)},
		c.Default.field("default"), extra.Generated.field("generated"), schema.Field{Name: "virtual", Value: schema.Flag(extra.Virtual)},
		schema.Field{Name: "identity", Value: extra.Identity}, schema.Field{Name: "identity options", Value: seq}, schema.Field{Name: "identity sequence", Value: dottedKey(extra.SequenceKey)},
		schema.Field{Name: "identity persistence", Value: extra.Persistence}, schema.Field{Name: "identity comment", Value: extra.SequenceText},
		schema.Field{Name: "collation", Value: c.Collation}, schema.Field{Name: "storage", Value: extra.Storage},
		schema.Field{Name: "compression", Value: extra.Compression}, schema.Field{Name: "statistics", Value: extra.Statistics},
		schema.Field{Name: "options", Value: settingsText(extra.Options)}, schema.Field{Name: "foreign options", Value: settingsText(extra.Foreign)},
	))
}

// SequenceOptions are the options of CREATE SEQUENCE and of identity columns. Values are
// decimal numbers, written out also where they are the default.
type SequenceOptions struct {
	Type                              string // smallint, integer or bigint
	Start, Increment, Min, Max, Cache string
	Cycle                             bool
}

func (o *SequenceOptions) text() string {
	text := strings.Join([]string{o.Type, "start", o.Start, "increment", o.Increment, "min", o.Min, "max", o.Max, "cache", o.Cache}, " ")
	if o.Cycle {
		text += " cycle"
	}
	return text
}

// Clone copies the column.
func (c *Column) Clone() schema.Object {
	o := *c
	o.Uses = slices.Clone(c.Uses)
	if c.extra.has() {
		c.extra.at.cloneInto(&o)
	}
	return &o
}
