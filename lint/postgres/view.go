// Package postgres gives the linter its view of PostgreSQL tables: objects of schema/pgmodel come
// in, tables and indexes of package lint go out. It judges nothing; rules do.
package postgres

import (
	"cmp"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// View is the lint.Describer of PostgreSQL.
type View struct{}

// Table is a table for rules; nil for what is no table.
func (View) Table(o schema.Object) *lint.Table {
	if t, ok := o.(*pgmodel.Table); ok {
		return describeTable(t)
	}
	return nil
}

// Index is an index for rules; nil for what is none.
func (View) Index(o schema.Object) *lint.Index {
	if x, ok := o.(*pgmodel.Index); ok {
		return index(x)
	}
	return nil
}

// Policy is a policy; nil for what is none.
func (View) Policy(o schema.Object) *lint.Policy {
	p, ok := o.(*pgmodel.Policy)
	if !ok {
		return nil
	}
	text := "for " + p.Command + " to " + cmp.Or(strings.Join(p.Roles, ", "), "public")
	if p.Restrictive {
		text = "as restrictive " + text
	}
	if !p.Using.IsZero() {
		text += " using (" + p.Using.SQL + ")"
	}
	if !p.Check.IsZero() {
		text += " with check (" + p.Check.SQL + ")"
	}
	return &lint.Policy{Object: lint.Object{Name: o.Display(), Pos: o.Pos(), Key: o.Key()}, Text: text}
}

func describeTable(o *pgmodel.Table) *lint.Table {
	t := &lint.Table{Key: o.ID, Name: o.Name, Pos: o.Pos(), Comment: o.Comment, Unlogged: o.Unlogged, RowSecurity: o.RowSecurity,
		Partition: o.PartitionOf != schema.Key{}, Partitioned: o.PartitionBy != nil, Inherits: len(o.Inherits) > 0, Foreign: o.ID.Kind == schema.KindForeignTable}
	for _, c := range o.Columns {
		rare := c.Extra()
		t.Columns = append(t.Columns, &lint.Column{Name: c.Name, Type: c.Type, Pos: c.Pos(), NotNull: c.NotNull, Default: c.Default.SQL,
			NullDefault: rare.NullDefault != "", Identity: rare.Identity != "", Sequence: c.Default.Calls("nextval"), Generated: !rare.Generated.IsZero(), Comment: c.Comment})
	}
	for _, c := range o.Constraints {
		x := &lint.Index{Name: c.Name, Pos: c.Pos(), Columns: c.Columns, Text: c.Columns, Method: "btree", Unique: true, Key: true, Include: len(c.Extra().Include), Lenient: c.Deferrable}
		switch c.Kind {
		case schema.KindPrimary:
			t.Primary = x
		case schema.KindUnique:
			t.Uniques = append(t.Uniques, x)
		case schema.KindCheck:
			t.Checks = append(t.Checks, &lint.CheckRule{Object: lint.Object{Name: c.Name, Pos: c.Pos(), Key: c.Key()}, Expr: c.Expr.Loose})
		case schema.KindForeign:
			t.ForeignKeys = append(t.ForeignKeys, &lint.ForeignKey{Name: c.Name, Pos: c.Pos(), Columns: c.Columns, References: c.References,
				Referenced: c.Extra().RefColumns, Deferrable: c.Deferrable, Resolved: true})
		}
	}
	return t
}

func index(o *pgmodel.Index) *lint.Index {
	rare := o.Extra()
	x := &lint.Index{Name: o.Name, Pos: o.Pos(), Method: o.Method, Unique: o.Unique, Where: rare.Where.Loose, Partial: !rare.Where.IsZero(),
		Include: len(rare.Include), Invalid: o.Invalid}
	for _, p := range o.Parts {
		x.Columns = append(x.Columns, p.Column)
		text, inputs := p.Column, []string{p.Column}
		if p.Column == "" {
			text, inputs = "("+p.Expr.Loose+")", p.Expr.Columns()
		}
		x.Inputs = append(x.Inputs, inputs)
		for _, w := range []struct {
			has  bool
			text string
		}{{p.Collation != "", p.Collation}, {p.OpClass != "", p.OpClass}, {p.Desc, "desc"}, {p.NullsFirst && !p.Desc, "nulls first"}, {p.Desc && !p.NullsFirst, "nulls last"}} {
			if w.has {
				text += " " + w.text
			}
		}
		x.Text = append(x.Text, text)
	}
	return x
}
