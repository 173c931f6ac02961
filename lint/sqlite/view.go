// Package sqlite gives the linter its view of SQLite tables: objects of schema/litemodel come
// in, tables and indexes of package lint go out. It judges nothing; rules do.
package sqlite

import (
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// View is the lint.Describer of SQLite.
type View struct{}

// Table is a table for rules; nil for what is no table.
func (View) Table(o schema.Object) *lint.Table {
	if t, ok := o.(*litemodel.Table); ok {
		return table(t)
	}
	return nil
}

// Index is an index for rules; nil for what is none.
func (View) Index(o schema.Object) *lint.Index {
	if x, ok := o.(*litemodel.Index); ok {
		return index(x)
	}
	return nil
}

// Policy is nil: SQLite has no policies.
func (View) Policy(schema.Object) *lint.Policy { return nil }

func table(o *litemodel.Table) *lint.Table {
	t := &lint.Table{Key: o.Key(), Name: o.Name, Pos: o.Pos()}
	if own := o.Options; own != nil {
		t.Strict, t.WithoutRowID, t.Autoincrement, t.RowIDAlias = own.Strict, own.WithoutRowID, own.Autoincrement, own.RowIDAlias
	}
	for _, c := range o.Columns {
		t.Columns = append(t.Columns, &lint.Column{Name: c.Name, Type: c.Type.Name, Pos: c.Pos(), NotNull: c.NotNull, Default: c.Default.SQL,
			NullDefault: strings.EqualFold(c.Default.SQL, "null"), Generated: c.IsGenerated()})
	}
	key := func(u *litemodel.Unique) *lint.Index {
		x := &lint.Index{Name: u.Name, Pos: u.Pos(), Method: "btree", Unique: true, Key: true, Lenient: u.Conflict != ""}
		for _, p := range u.Parts {
			x.Columns, x.Text, x.Inputs = append(x.Columns, p.Column), append(x.Text, p.String()), append(x.Inputs, inputs(p))
		}
		return x
	}
	if o.Primary != nil {
		t.Primary = key(o.Primary)
	}
	for _, u := range o.Uniques {
		t.Uniques = append(t.Uniques, key(u))
	}
	for _, c := range o.Checks {
		t.Checks = append(t.Checks, &lint.CheckRule{Object: lint.Object{Name: c.Key().Name, Pos: c.Pos(), Key: c.Key()}, Expr: c.Expr.SQL})
	}
	for _, f := range o.ForeignKeys {
		t.ForeignKeys = append(t.ForeignKeys, &lint.ForeignKey{Name: f.Name, Pos: f.Pos(), Columns: f.Columns, References: f.References, Referenced: f.RefColumns,
			Deferrable: f.Deferred})
	}
	return t
}

// inputs are the names that may be those of columns which a part of an index reads.
func inputs(p litemodel.Part) []string {
	if p.Column != "" {
		return []string{p.Column}
	}
	return p.Expr.Columns()
}

func index(o *litemodel.Index) *lint.Index {
	x := &lint.Index{Name: o.Name, Pos: o.Pos(), Method: "btree", Unique: o.Unique, Where: o.Where.SQL, Partial: o.Where.SQL != ""}
	for _, p := range o.Parts {
		x.Columns, x.Text, x.Inputs = append(x.Columns, p.Column), append(x.Text, p.String()), append(x.Inputs, inputs(p))
	}
	return x
}
