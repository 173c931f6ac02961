package postgres

import (
	"slices"

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
