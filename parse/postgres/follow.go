package postgres

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// followAll rewrites every reference to a renamed object or column.
func (l *loader) followAll(from, to schema.Key) {
	for _, o := range slices.Collect(l.out.All()) {
		p := o.(pgmodel.Object)
		if !touches(p, from) {
			continue
		}
		l.follow(l.mutable(p.Key()), from, to)
	}
}

// touches reports whether an object, or a part of it, names k.
func touches(o pgmodel.Object, k schema.Key) bool {
	if o.Key() == k || uses(o.Common(), k) {
		return true
	}
	key := o.Key()
	if key.IsPart() && k.Kind != schema.KindColumn && key.Schema == k.Schema && key.Table == k.Name {
		return true
	}
	switch o := o.(type) {
	case *pgmodel.Table:
		if o.PartitionOf == k || slices.Contains(o.Inherits, k) || o.ID.Schema == k.Schema && o.ID.Name == k.Table {
			return true
		}
		for _, c := range o.Columns {
			if uses(&c.Shared, k) || c.Extra().SequenceKey == k {
				return true
			}
		}
		for _, c := range o.Constraints {
			if uses(&c.Shared, k) || c.References == k {
				return true
			}
			if c.Kind == schema.KindForeign && k.Kind == schema.KindColumn && c.References.Schema == k.Schema && c.References.Name == k.Table {
				return true
			}
		}
	case *pgmodel.Index:
		return o.Table == k || o.Table.Schema == k.Schema && o.Table.Name == k.Table
	case *pgmodel.Sequence:
		return o.OwnedBy == k || o.OwnedBy.Schema == k.Schema && o.OwnedBy.Table == k.Name
	case *pgmodel.Publication, *pgmodel.Composite, *pgmodel.Function, *pgmodel.Aggregate, *pgmodel.Operator, *pgmodel.OperatorClass, *pgmodel.OperatorFamily, *pgmodel.Cast:
		return true // they name types and tables in text
	}
	return false
}

// uses reports whether a base names k, or for a column its table.
func uses(b *pgmodel.Shared, k schema.Key) bool {
	for _, u := range b.Uses {
		if u == k || k.Kind == schema.KindColumn && u.Schema == k.Schema && u.Name == k.Table && u.Table == "" ||
			u.IsPart() && u.Schema == k.Schema && u.Table == k.Name && !k.IsPart() {
			return true
		}
	}
	return false
}

// follow rewrites one object.
func (l *loader) follow(o pgmodel.Object, from, to schema.Key) {
	f := &follower{l: l, from: from, to: to, ns: l.names()}
	key := o.Key()
	f.base(o.Common())
	switch o := o.(type) {
	case *pgmodel.Table:
		f.table(o)
	case *pgmodel.Index:
		f.key(&o.Table)
		f.parts(o.Parts, o.Table)
		if !o.Extra().Where.IsZero() {
			f.expr(&o.EditExtra().Where, o.Table)
		}
		if f.column(o.Table) {
			replaceIn(o.Extra().Include, from.Name, to.Name)
		}
	case *pgmodel.Sequence:
		f.key(&o.OwnedBy)
	default:
		f.rekeyOther(o)
	}
	l.listOn(o)
	if next := f.moved(key); next != key { // a trigger, rule or policy of a renamed relation
		l.remove(key)
		rekey(o, next)
		l.put(o)
	}
}

// follower rewrites references to one object that got another key.
type follower struct {
	l        *loader
	from, to schema.Key
	ns       expr.Names
}

// moved returns what a key is called after the renaming.
func (f *follower) moved(k schema.Key) schema.Key {
	switch {
	case k == f.from:
		return f.to
	case k.IsPart() && !f.from.IsPart() && f.isRelation() && k.Schema == f.from.Schema && k.Table == f.from.Name:
		k.Schema, k.Table = f.to.Schema, f.to.Name
	}
	return k
}

func (f *follower) isRelation() bool {
	return f.from.Kind.Has(schema.ColumnOwner)
}

func (f *follower) key(k *schema.Key) { *k = f.moved(*k) }

// column reports whether the renaming is that of a column of that relation.
func (f *follower) column(relation schema.Key) bool {
	return f.from.Kind == schema.KindColumn && relation.Schema == f.from.Schema && relation.Name == f.from.Table
}

func (f *follower) base(b *pgmodel.Shared) {
	list := b.Uses
	b.Uses = nil
	for _, k := range list {
		b.Use(f.moved(k))
	}
}

// expr rewrites an expression whose bare names are columns of table.
func (f *follower) expr(e *pgmodel.Expr, table schema.Key) { f.text(e, table, false) }

func (f *follower) text(e *pgmodel.Expr, table schema.Key, query bool) {
	if e.IsZero() || !f.mayName(e.SQL, query) {
		return
	}
	if sql, changed := expr.RenameInSQL(e.SQL, query, expr.Renaming{From: f.from, To: f.to}, f.ns, expr.Scope{Table: table, TableName: table.Name}); changed {
		*e = recanon(sql, query, f.ns, expr.Scope{Table: table, TableName: table.Name})
	}
}

// mayName reports whether a text may name what is renamed: it holds the name, or is a
// query that means columns without naming them.
func (f *follower) mayName(sql string, query bool) bool {
	return strings.Contains(sql, strings.ReplaceAll(expr.BareName(f.from.Name), `"`, `""`)) ||
		query && (strings.Contains(sql, "*") || strings.Contains(sql, "NATURAL"))
}

func (f *follower) parts(parts []pgmodel.Part, table schema.Key) {
	for i := range parts {
		if f.column(table) && parts[i].Column == f.from.Name {
			parts[i].Column = f.to.Name
		}
		f.expr(&parts[i].Expr, table)
	}
}

func (f *follower) typ(t *string) {
	if f.from.Kind.Has(schema.UserType) || f.from.Kind == schema.KindTable {
		*t = renameType(*t, dotted(f.from.Schema, f.from.Name), dotted(f.to.Schema, f.to.Name))
	}
}

// renameType replaces a qualified type by another, array or not.
func renameType(t, from, to string) string {
	if t == from || len(t) > len(from) && t[:len(from)] == from && t[len(from)] == '[' {
		return to + t[len(from):]
	}
	return t
}

func (f *follower) table(t *pgmodel.Table) {
	f.key(&t.PartitionOf)
	for i := range t.Inherits {
		f.key(&t.Inherits[i])
	}
	f.typ(&t.OfType)
	for _, c := range t.Columns {
		f.base(&c.Shared)
		c.Table = t.ID
		f.typ(&c.Type)
		f.expr(&c.Default, t.ID)
		if c.HasExtra() {
			rare := c.EditExtra()
			f.expr(&rare.Generated, t.ID)
			f.key(&rare.SequenceKey)
		}
	}
	for _, c := range t.Constraints {
		f.base(&c.Shared)
		c.Table = t.ID
		if f.column(c.References) {
			replaceIn(c.Extra().RefColumns, f.from.Name, f.to.Name)
		}
		f.key(&c.References)
		f.expr(&c.Expr, t.ID)
		if !c.Extra().Where.IsZero() {
			f.expr(&c.EditExtra().Where, t.ID)
		}
		f.parts(c.Parts, t.ID)
	}
	if t.PartitionBy != nil {
		f.parts(t.PartitionBy.Parts, t.ID)
	}
}
