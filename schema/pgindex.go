package schema

import (
	"slices"
	"strings"
)

// PgIndex is an index that has a CREATE INDEX of its own. Indexes share the
// names of relations, so the table is no part of the key.
type PgIndex struct {
	PgBase
	ID               Key // KindIndex
	Table            Key // of a table or materialized view
	Method           string
	Parts            []PgPart
	Unique           bool
	NullsNotDistinct bool
	Clustered        bool
	Only             bool // of a partitioned table, not of its partitions
	Invalid          bool // a build of it was broken off; only in a database
	rare             apart[PgIndexRare]
}

// PgIndexRare is what few indexes have. Large schemas have so many that it is kept
// apart.
type PgIndexRare struct {
	Include    []string
	Where      PgExpr
	Options    []PgSetting
	Tablespace string
	Parent     Key         // the partitioned index it is attached to, if that was declared
	Statistics []PgSetting // targets of expression columns, by number
}

// Rare is what few indexes have.
func (i *PgIndex) Rare() PgIndexRare { return i.rare.get() }

// HasRare says whether the index may have any of it.
func (i *PgIndex) HasRare() bool { return i.rare.has() }

// EditRare gives it to be changed; copies of the index keep theirs.
func (i *PgIndex) EditRare() *PgIndexRare { return i.rare.edit() }

// PgPart is one element of an index, an exclusion or a partition key.
type PgPart struct {
	Column     string // "" for an expression
	Expr       PgExpr
	Label      string // of an expression: what the server calls it in a name it makes up
	Collation  string // qualified; "" for that of the column
	OpClass    string // qualified where it is not of pg_catalog; "" for the default
	ClassOpts  []PgSetting
	Desc       bool
	NullsFirst bool   // resolved: true for DESC unless NULLS LAST is written
	Operator   string // of an exclusion
}

func (p PgPart) text(loose bool) string {
	text := QuotePg(p.Column)
	if p.Column == "" && loose {
		text = "(" + p.Expr.Loose + ")"
	} else if p.Column == "" {
		text = "(" + p.Expr.Strict + ")"
	}
	if p.Collation != "" {
		text += " collate " + p.Collation
	}
	if p.OpClass != "" {
		text += " " + p.OpClass
	}
	if len(p.ClassOpts) > 0 {
		text += " (" + settingsText(p.ClassOpts) + ")"
	}
	if p.Desc {
		text += " desc"
	}
	if p.NullsFirst != p.Desc {
		text += " nulls " + map[bool]string{true: "first", false: "last"}[p.NullsFirst]
	}
	if p.Operator != "" {
		text += " with " + p.Operator
	}
	return text
}

// partsField are elements as one attribute.
func partsField(name string, parts []PgPart) Field {
	strict, loose := make([]string, len(parts)), make([]string, len(parts))
	for i, p := range parts {
		strict[i], loose[i] = p.text(false), p.text(true)
	}
	return Field{name, strings.Join(strict, ", "), strings.Join(loose, ", ")}
}

// Key names the index.
func (i *PgIndex) Key() Key { return i.ID }

// Fields are the index's attributes.
func (i *PgIndex) Fields() []Field { return i.AppendFields(nil) }

func (i *PgIndex) AppendFields(list []Field) []Field {
	rare := i.Rare()
	return i.appendShared(append(list,
		Field{Name: "table", Value: dottedKey(i.Table)}, Field{Name: "method", Value: i.Method}, Field{Name: "unique", Value: Flag(i.Unique)},
		Field{Name: "nulls not distinct", Value: Flag(i.NullsNotDistinct)}, partsField("columns", i.Parts),
		Field{Name: "include", Value: strings.Join(rare.Include, ", ")}, rare.Where.field("where"),
		Field{Name: "options", Value: settingsText(rare.Options)}, Field{Name: "tablespace", Value: rare.Tablespace},
		Field{Name: "clustered", Value: Flag(i.Clustered)}, Field{Name: "only", Value: Flag(i.Only)}, Field{Name: "parent", Value: dottedKey(rare.Parent)},
		Field{Name: "statistics", Value: settingsText(rare.Statistics)}, Field{Name: "invalid", Value: Flag(i.Invalid)},
	))
}

// Clone copies the index.
func (i *PgIndex) Clone() PgObject {
	o := *i
	o.Uses, o.Parts = slices.Clone(i.Uses), slices.Clone(i.Parts)
	if i.rare.has() {
		o.EditRare().Include = slices.Clone(i.Rare().Include)
	}
	return &o
}
