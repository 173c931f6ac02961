package postgres

// What a DROP without CASCADE takes away while something still refers to it: the server
// refuses that, and a plan would run into it. Whether something does is known once all
// is read.

import (
	"slices"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// exists reports whether there is an object, or a column of a relation.
func (l *loader) exists(k schema.Key) bool {
	if k.Kind != schema.KindColumn {
		return l.out.Get(k) != nil
	}
	rel := l.relations[name{k.Schema, k.Table}]
	list := (&resolver{l: l}).Columns(rel)
	return list == nil || slices.ContainsFunc(list, func(c expr.Column) bool { return c.Name == k.Name })
}

// reportDropped makes errors of the drops of what is still referred to.
func (l *loader) reportDropped() {
	if len(l.dropped) == 0 {
		return
	}
	for o := range l.out.All() {
		switch o := o.(type) {
		case *pgmodel.Table:
			for _, c := range o.Constraints {
				if c.Kind == schema.KindForeign {
					l.refers(c, c.Pos(), c.References)
				}
			}
			for _, c := range o.Columns {
				for k := range l.dropped {
					if isQualified(c.Type, k) {
						l.refers(c, c.Pos(), k)
					}
				}
			}
		case pgmodel.Object:
			if l.registry.kind(o.Key().Kind).keepsUsed {
				l.refers(o, o.Pos(), o.Common().Uses...)
			}
		}
	}
}

// isQualified reports whether a canonical type is the one of that key, or its array.
func isQualified(typ string, k schema.Key) bool {
	name := pgmodel.Qualified(k.Schema, k.Name)
	return k.Kind.Has(schema.UserType) && (typ == name || typ == name+"[]")
}

// refers is an error where one of the keys was dropped and is not there.
func (l *loader) refers(o schema.Object, pos schema.Pos, keys ...schema.Key) {
	for _, k := range keys {
		st := l.dropped[k]
		if st == nil || l.exists(k) {
			continue
		}
		e := st.ErrorAt(st.Locate(expr.BareName(k.Name)), "%s is dropped here, and %s still refers to it (%s)", k, o.Key(), pos)
		e.Rule = parse.NamesNothing
		e.Hint = "drop what refers to it first, or write CASCADE"
		if !slices.ContainsFunc(l.errs, func(x *parse.Error) bool { return x.Pos == e.Pos }) {
			l.errs = append(l.errs, e)
		}
	}
}

// needed reports whether a name went that a view still needs.
func (r *resolver) needed(m missingAt) bool {
	_, ok := m.st.Created.(*pgmodel.View)
	return ok && m.Kind != "function" && !r.l.cascaded[m.Name]
}
