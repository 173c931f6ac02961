package pgmodel

import (
	"github.com/schemadiff/schemadiff/schema"
	"slices"
	"strings"
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
	rare      apart[ColumnRare]
}

// ColumnRare is what few columns have. Large schemas have so many columns that
// it is kept apart.
type ColumnRare struct {
	NullDefault    string // DEFAULT NULL as it is written out, with its cast; it means the same as none
	Generated      Expr   // of a generated column
	Virtual        bool   // the generated column is computed when read (PostgreSQL 18)
	Identity       string // "always", "by default", or ""
	Sequence       *SequenceOptions
	SequenceKey    schema.Key // of an identity column
	Storage        string     // lower case; "" for that of the type
	Compression    string     // "" for the default
	Statistics     string     // target; "" for the default
	Options        []Setting  // n_distinct and the like, by name
	Foreign        []Setting  // OPTIONS of a foreign table's column, by name
	NotNullName    string     // of an heir's NOT NULL that is named after an ancestor's (PostgreSQL 18); not compared
	Using          Using      // what values become when the column gets this type, from a hint; not compared
	DefaultDropped bool       // while it is read: an inherited default was taken away
}

// Using is the expression of ALTER COLUMN … TYPE … USING, with the columns that it
// reads.
type Using struct {
	SQL     string
	Columns []string
	Pos     schema.Pos
}

// HasRare says whether the column may have any of it.
func (c *Column) HasRare() bool { return c.rare.has() }

// Rare is what few columns have.
func (c *Column) Rare() ColumnRare { return c.rare.get() }

// EditRare gives it to be changed; copies of the column keep theirs.
func (c *Column) EditRare() *ColumnRare { return c.rare.edit() }

// Key names the column.
func (c *Column) Key() schema.Key {
	return schema.Key{Kind: schema.KindColumn, Schema: c.Table.Schema, Table: c.Table.Name, Name: c.Name}
}

// Fields are the column's attributes.
func (c *Column) Fields() []schema.Field { return c.AppendFields(nil) }

// AppendFields appends the canonical attributes to list, which is used again by the caller.
func (c *Column) AppendFields(list []schema.Field) []schema.Field {
	seq, rare := "", c.Rare()
	if rare.Sequence != nil {
		seq = rare.Sequence.text()
	}
	return c.appendShared(append(list,
		schema.Field{Name: "type", Value: c.Type}, schema.Field{Name: "not null", Value: schema.Flag(c.NotNull)},
		c.Default.field("default"), rare.Generated.field("generated"), schema.Field{Name: "virtual", Value: schema.Flag(rare.Virtual)},
		schema.Field{Name: "identity", Value: rare.Identity}, schema.Field{Name: "identity options", Value: seq}, schema.Field{Name: "identity sequence", Value: dottedKey(rare.SequenceKey)},
		schema.Field{Name: "collation", Value: c.Collation}, schema.Field{Name: "storage", Value: rare.Storage},
		schema.Field{Name: "compression", Value: rare.Compression}, schema.Field{Name: "statistics", Value: rare.Statistics},
		schema.Field{Name: "options", Value: settingsText(rare.Options)}, schema.Field{Name: "foreign options", Value: settingsText(rare.Foreign)},
	))
}

// SequenceOptions are what CREATE SEQUENCE and identity columns take. Values
// are decimal numbers, written out also where they are the default.
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
	if sequence := c.Rare().Sequence; sequence != nil {
		options := *sequence
		o.EditRare().Sequence = &options
	}
	return &o
}
