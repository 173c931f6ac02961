package postgres

// What a DROP without CASCADE takes away while something still refers to it: the server
// refuses that, and a plan would run into it. Whether something does is known once all
// is read.

import (
	"maps"
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

// checkDrops makes errors of what the statement at hand has dropped and something still refers to, in statements that run in
// their order. Files without an order are looked at when all is read: the drop may have been meant to come first.
func (l *loader) checkDrops() {
	if !l.ordered || len(l.dropping) == 0 {
		return
	}
	d := &dropped{loader: l, gone: l.dropping}
	if l.dropping = nil; d.hasExtension() {
		d.all()
		return
	}
	for _, o := range l.candidates(slices.Collect(maps.Keys(d.gone))...) {
		d.of(o)
	}
}

// reportDropped makes errors of the drops of what is still referred to when all is read.
func (l *loader) reportDropped() {
	if !l.ordered && len(l.dropped) > 0 {
		(&dropped{loader: l, gone: l.dropped}).all()
	}
}

// dropped looks for what refers to objects that are gone.
type dropped struct {
	*loader
	gone map[schema.Key]*syntax.Statement
}

func (d *dropped) hasExtension() bool {
	for k := range d.gone {
		if k.Kind == schema.KindExtension {
			return true
		}
	}
	return false
}

func (d *dropped) all() {
	for o := range d.out.All() {
		d.of(o)
	}
}

// of looks at what an object and its parts refer to.
func (d *dropped) of(o schema.Object) {
	switch o := o.(type) {
	case *pgmodel.Table:
		d.ofTable(o)
	case *pgmodel.Domain:
		d.refers(o, o.Pos(), o.Uses...)
		for _, c := range o.Checks {
			d.refers(c, c.Pos(), c.Uses...)
		}
	case *pgmodel.Index:
		d.ofIndex(o)
	case pgmodel.Object:
		if !d.registry.kind(o.Key().Kind).letsGo {
			d.refers(o, o.Pos(), o.Common().Uses...)
		}
	}
}

// ofTable looks at what a table and its parts refer to.
func (d *dropped) ofTable(t *pgmodel.Table) {
	d.refers(t, t.Pos(), t.Uses...)
	for _, c := range t.Constraints {
		d.refers(c, c.Pos(), c.Uses...)
	}
	for _, c := range t.Columns {
		if v := d.env.Version; v > 0 && v < 15 && !c.Extra().Generated.IsZero() { // it goes along
			continue
		}
		d.refers(c, c.Pos(), c.Uses...)
		for k := range d.gone {
			if isQualified(c.Type, k) || d.brings(k, c.Type, isType) {
				d.refers(c, c.Pos(), k)
			}
		}
	}
}

// ofIndex looks at what an index refers to.
func (d *dropped) ofIndex(x *pgmodel.Index) {
	d.refers(x, x.Pos(), x.Uses...)
	for k := range d.gone {
		if slices.ContainsFunc(x.Parts, func(p pgmodel.Part) bool { return d.brings(k, p.OpClass, isOpClass) }) {
			d.refers(x, x.Pos(), k)
		}
	}
}

// brings reports whether a type or an operator class, by its qualified name, is one that an extension brings.
func (l *loader) brings(extension schema.Key, qualified string, is func(schema.Kind) bool) bool {
	in, word, ok := expr.SplitType(qualified)
	if _, own := l.types[name{in, word}]; !ok || own || extension.Kind != schema.KindExtension {
		return false
	}
	return slices.ContainsFunc(l.outside[name{in, word}], func(n EnvName) bool {
		return n.Extension == extension.Name && is(n.Kind)
	})
}

func isType(k schema.Kind) bool { return k.Has(schema.UserType) }

func isOpClass(k schema.Kind) bool { return k == schema.KindOperatorClass }

// isQualified reports whether a canonical type is the one of that key, or its array.
func isQualified(typ string, k schema.Key) bool {
	name := pgmodel.Qualified(k.Schema, k.Name)
	return k.Kind.Has(schema.UserType) && (typ == name || typ == name+"[]")
}

// refers makes an error where one of the keys was dropped and is not there.
func (d *dropped) refers(o schema.Object, pos schema.Pos, keys ...schema.Key) {
	for _, k := range keys {
		st := d.gone[k]
		if st == nil || d.exists(k) {
			continue
		}
		e := st.ErrorAt(st.Locate(expr.BareName(k.Name)), "%s is dropped here, and %s still refers to it (%s)", k, o.Key(), pos)
		e.Rule, e.Sure = parse.NamesNothing, d.ordered && pos.File == st.Source.Name
		e.Hint = "drop what refers to it first, or write CASCADE"
		if !slices.ContainsFunc(d.errs, func(x *parse.Error) bool { return x.Pos == e.Pos }) {
			d.errs = append(d.errs, e)
		}
	}
}

// needed reports whether a name went that a view still needs.
func (r *resolver) needed(m missingAt) bool {
	_, ok := m.st.Created.(*pgmodel.View)
	return ok && m.Kind != "function" && !r.l.cascaded[m.Name]
}
