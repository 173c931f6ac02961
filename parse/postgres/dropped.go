package postgres

// What a DROP without CASCADE takes away while something still refers to it: the server
// refuses that, and a plan would run into it. Whether something does is known once all
// is read.

import (
	"slices"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
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

// recreates reports what refers to an object that was dropped, before another of its name comes in its place. In files without
// an order the drop may have been meant to come first.
func (l *loader) recreates(k schema.Key) {
	st := l.dropped[k]
	if st == nil {
		return
	}
	others := l.dropped
	if l.dropped = map[schema.Key]*syntax.Statement{k: st}; l.ordered {
		l.reportDropped()
	}
	l.dropped = others
	delete(l.dropped, k)
}

// reportDropped makes errors of the drops of what is still referred to.
func (l *loader) reportDropped() {
	if len(l.dropped) == 0 {
		return
	}
	for o := range l.out.All() {
		switch o := o.(type) {
		case *pgmodel.Table:
			l.refersOf(o)
		case *pgmodel.Domain:
			l.refers(o, o.Pos(), called(o.Uses)...)
			for _, c := range o.Checks {
				l.refers(c, c.Pos(), called(c.Uses)...)
			}
		case pgmodel.Object:
			switch kind := o.Key().Kind; {
			case l.registry.kind(kind).keepsUsed:
				l.refers(o, o.Pos(), o.Common().Uses...)
			case kind != schema.KindFunction && kind != schema.KindProcedure: // whose bodies may name what is not there
				l.refers(o, o.Pos(), called(o.Common().Uses)...)
			}
		}
	}
}

// refersOf looks at what the parts of a table refer to.
func (l *loader) refersOf(t *pgmodel.Table) {
	for _, c := range t.Constraints {
		if c.Kind == schema.KindForeign {
			l.refers(c, c.Pos(), c.References)
		}
		l.refers(c, c.Pos(), called(c.Uses)...)
	}
	for _, c := range t.Columns {
		l.refers(c, c.Pos(), called(c.Uses)...)
		for k := range l.dropped {
			if isQualified(c.Type, k) || k.Kind.Has(schema.UserType) && slices.Contains(c.Uses, k) { // its default may be of another type
				l.refers(c, c.Pos(), k)
			}
		}
	}
}

// called are the functions and sequences among the keys of what an expression uses. What else it uses,
// such as a column, takes it along when it is dropped.
func called(uses []schema.Key) []schema.Key {
	var out []schema.Key
	for _, k := range uses {
		switch k.Kind {
		case schema.KindFunction, schema.KindProcedure, schema.KindAggregate, schema.KindSequence:
			out = append(out, k)
		}
	}
	return out
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
