package pgmodel

// Indexes, and the elements that they share with exclusion constraints, partition keys and
// statistics: a column or an expression, with how it is collated and ordered. What few indexes
// have is in IndexExtra.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
)

// Index is an index that has a CREATE INDEX of its own. Indexes share the
// names of relations, so the table is no part of the key.
type Index struct {
	Shared
	ID               schema.Key // KindIndex
	Table            schema.Key // of a table or materialized view
	Method           string
	Parts            []Part
	Unique           bool
	NullsNotDistinct bool
	Clustered        bool
	Only             bool // of a partitioned table, not of its partitions
	Invalid          bool // a build of it was broken off; only in a database
	extra            lazy[IndexExtra]
}

// IndexExtra has the attributes that few indexes have.
type IndexExtra struct {
	Include    []string
	Where      Expr
	Options    []Setting
	Tablespace string
	Parent     schema.Key // the partitioned index it is attached to, if that was declared
	Statistics []Setting  // targets of expression columns, by number
}

// Extra returns the attributes that few indexes have.
func (i *Index) Extra() IndexExtra { return i.extra.get() }

// HasExtra reports whether the index may have any of them.
func (i *Index) HasExtra() bool { return i.extra.has() }

// EditExtra returns them to be changed; copies of the index keep theirs.
func (i *Index) EditExtra() *IndexExtra { return i.extra.edit() }

// Part is one element of an index, an exclusion or a partition key.
type Part struct {
	Column     string // "" for an expression
	Expr       Expr
	Type       string // of an expression in a partition key, where it is known
	Label      string // of an expression: what the server calls it in a name it makes up
	Collation  string // qualified; "" for that of the column
	OpClass    string // qualified where it is not of pg_catalog; "" for the default
	ClassOpts  []Setting
	Desc       bool
	NullsFirst bool   // resolved: true for DESC unless NULLS LAST is written
	Operator   string // of an exclusion
}

// cloneParts copies elements with their options.
func cloneParts(parts []Part) []Part {
	out := slices.Clone(parts)
	for i := range out {
		out[i].ClassOpts = slices.Clone(out[i].ClassOpts)
	}
	return out
}

func (p Part) text(loose bool) string {
	text := Quote(p.Column)
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
func partsField(name string, parts []Part) schema.Field {
	strict, loose := make([]string, len(parts)), make([]string, len(parts))
	for i, p := range parts {
		strict[i], loose[i] = p.text(false), p.text(true)
	}
	return schema.Field{Name: name, Value: strings.Join(strict, ", "), Loose: strings.Join(loose, ", ")}
}

// PartExprs are the expressions of those elements that are no columns.
func PartExprs(parts []Part) []Expr {
	var list []Expr
	for _, p := range parts {
		if p.Column == "" {
			list = append(list, p.Expr)
		}
	}
	return list
}

// Reads reports whether the index stores a column, or reads it in an expression.
func (i *Index) Reads(column string) bool {
	extra := i.Extra()
	return extra.Where.Reads(column) || slices.Contains(extra.Include, column) ||
		slices.ContainsFunc(i.Parts, func(p Part) bool { return p.Column == column || p.Expr.Reads(column) })
}

// Key names the index.
func (i *Index) Key() schema.Key { return i.ID }

// Fields are the index's attributes.
func (i *Index) Fields() []schema.Field { return i.AppendFields(nil) }

// AppendFields appends the canonical attributes to list, which is used again by the caller.
func (i *Index) AppendFields(list []schema.Field) []schema.Field {
	rare := i.Extra()
	return i.appendShared(append(list,
		schema.Field{Name: "table", Value: dottedKey(i.Table)}, schema.Field{Name: "method", Value: i.Method}, schema.Field{Name: "unique", Value: schema.Flag(i.Unique)},
		schema.Field{Name: "nulls not distinct", Value: schema.Flag(i.NullsNotDistinct)}, partsField("columns", i.Parts),
		schema.Field{Name: "include", Value: strings.Join(rare.Include, ", ")}, rare.Where.field("where"),
		schema.Field{Name: "options", Value: settingsText(rare.Options)}, schema.Field{Name: "tablespace", Value: rare.Tablespace},
		schema.Field{Name: "clustered", Value: schema.Flag(i.Clustered)}, schema.Field{Name: "only", Value: schema.Flag(i.Only)}, schema.Field{Name: "parent", Value: dottedKey(rare.Parent)},
		schema.Field{Name: "statistics", Value: settingsText(rare.Statistics)}, schema.Field{Name: "invalid", Value: schema.Flag(i.Invalid)},
	))
}

// Clone copies the index.
func (i *Index) Clone() schema.Object {
	o := *i
	o.Uses, o.Parts = slices.Clone(i.Uses), cloneParts(i.Parts)
	if i.extra.has() {
		extra := o.EditExtra()
		extra.Include, extra.Options, extra.Statistics = slices.Clone(extra.Include), slices.Clone(extra.Options), slices.Clone(extra.Statistics)
	}
	return &o
}
