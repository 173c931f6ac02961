package schema

import (
	"slices"
	"strings"
)

// PgColumn is one column of a table.
type PgColumn struct {
	PgBase
	Table     Key
	Type      string // canonical, as format_type spells it under an empty search_path
	NotNull   bool
	Inherited bool // it is a parent's and was not declared here; that shows only when the parent goes, so it is not compared
	Default   PgExpr
	Collation string // qualified; "" for that of the type
	rare      apart[PgColumnRare]
}

// PgColumnRare is what few columns have. Large schemas have so many columns that
// it is kept apart.
type PgColumnRare struct {
	NullDefault    string // DEFAULT NULL as it is written out, with its cast; it means the same as none
	Generated      PgExpr // of a generated column
	Virtual        bool   // the generated column is computed when read (PostgreSQL 18)
	Identity       string // "always", "by default", or ""
	Sequence       *PgSequenceOptions
	SequenceKey    Key         // of an identity column
	Storage        string      // lower case; "" for that of the type
	Compression    string      // "" for the default
	Statistics     string      // target; "" for the default
	Options        []PgSetting // n_distinct and the like, by name
	Foreign        []PgSetting // OPTIONS of a foreign table's column, by name
	NotNullName    string      // of an heir's NOT NULL that is named after an ancestor's (PostgreSQL 18); not compared
	Using          PgUsing     // what values become when the column gets this type, from a hint; not compared
	DefaultDropped bool        // while it is read: an inherited default was taken away
}

// PgUsing is the expression of ALTER COLUMN … TYPE … USING, with the columns that it
// reads.
type PgUsing struct {
	SQL     string
	Columns []string
	Pos     Pos
}

// HasRare says whether the column may have any of it.
func (c *PgColumn) HasRare() bool { return c.rare.has() }

// Rare is what few columns have.
func (c *PgColumn) Rare() PgColumnRare { return c.rare.get() }

// EditRare gives it to be changed; copies of the column keep theirs.
func (c *PgColumn) EditRare() *PgColumnRare { return c.rare.edit() }

// Key names the column.
func (c *PgColumn) Key() Key {
	return Key{Kind: KindColumn, Schema: c.Table.Schema, Table: c.Table.Name, Name: c.Name}
}

// Fields are the column's attributes.
func (c *PgColumn) Fields() []Field { return c.AppendFields(nil) }

func (c *PgColumn) AppendFields(list []Field) []Field {
	seq, rare := "", c.Rare()
	if rare.Sequence != nil {
		seq = rare.Sequence.text()
	}
	return c.appendShared(append(list,
		Field{Name: "type", Value: c.Type}, Field{Name: "not null", Value: Flag(c.NotNull)},
		c.Default.field("default"), rare.Generated.field("generated"), Field{Name: "virtual", Value: Flag(rare.Virtual)},
		Field{Name: "identity", Value: rare.Identity}, Field{Name: "identity options", Value: seq}, Field{Name: "identity sequence", Value: dottedKey(rare.SequenceKey)},
		Field{Name: "collation", Value: c.Collation}, Field{Name: "storage", Value: rare.Storage},
		Field{Name: "compression", Value: rare.Compression}, Field{Name: "statistics", Value: rare.Statistics},
		Field{Name: "options", Value: settingsText(rare.Options)}, Field{Name: "foreign options", Value: settingsText(rare.Foreign)},
	))
}

// PgSequenceOptions are what CREATE SEQUENCE and identity columns take. Values
// are decimal numbers, written out also where they are the default.
type PgSequenceOptions struct {
	Type                              string // smallint, integer or bigint
	Start, Increment, Min, Max, Cache string
	Cycle                             bool
}

func (o *PgSequenceOptions) text() string {
	text := strings.Join([]string{o.Type, "start", o.Start, "increment", o.Increment, "min", o.Min, "max", o.Max, "cache", o.Cache}, " ")
	if o.Cycle {
		text += " cycle"
	}
	return text
}

// Clone copies the column.
func (c *PgColumn) Clone() PgObject {
	o := *c
	o.Uses = slices.Clone(c.Uses)
	if sequence := c.Rare().Sequence; sequence != nil {
		options := *sequence
		o.EditRare().Sequence = &options
	}
	return &o
}
