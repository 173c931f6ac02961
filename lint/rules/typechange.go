package rules

// What a change of a column's type does to its values and to its default. Values of a domain are those of the type below
// it, and casts that CREATE CAST has made count as the server's own (find_coercion_pathway of parse_coerce.c).

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// typeChange is the effect of an act that gives a column another type; not known where one of the types is not.
func typeChange(p *lint.Pass, a *lint.Act) lint.TypeChange {
	if t := p.Was(a.On); a.Was == "" && t != nil && t.Column(a.Name) != nil {
		a.Was = t.Column(a.Name).Type
	}
	if a.Was == "" || a.Type == "" || p.Types == nil {
		return lint.TypeChange{}
	}
	from, _ := belowDomains(p, a.Was)
	to, checked := belowDomains(p, a.Type)
	change := p.Types(from, to)
	change.Free = change.Free && (!checked || a.Was == a.Type)
	change.Casts = change.Casts || castMade(p, from, to)
	return change
}

// belowDomains is the type that a domain or the domains below it are made of, and whether one of them has a constraint, so that
// every value is checked. Other types are their own.
func belowDomains(p *lint.Pass, typ string) (base string, checked bool) {
	for n := 0; n < 20 && strings.Contains(typ, "."); n++ { // a circle of domains cannot be made, but written
		d := domainOf(p, typ)
		if d == nil {
			break
		}
		typ, checked = d.Type, checked || d.NotNull || len(d.Checks) > 0
	}
	return typ, checked
}

// domainOf is the domain of that canonical name, as the statements leave it or as it was before them; nil for other types.
func domainOf(p *lint.Pass, typ string) *pgmodel.Domain {
	for _, s := range []*schema.Schema{p.Analyzed.To, p.From} {
		for o := range s.All() {
			if d, ok := o.(*pgmodel.Domain); ok && typ == pgmodel.Qualified(d.ID.Schema, d.ID.Name) {
				return d
			}
		}
	}
	return nil
}

// castMade reports whether CREATE CAST has made a cast that the server uses by itself when it assigns a value.
func castMade(p *lint.Pass, from, to string) bool {
	name := func(typ string) string { plain, _, _ := strings.Cut(typ, "("); return plain }
	for _, s := range []*schema.Schema{p.Analyzed.To, p.From} {
		for o := range s.All() {
			if c, ok := o.(*pgmodel.Cast); ok && c.Context != "" && c.Source == name(from) && c.Target == name(to) {
				return true
			}
		}
	}
	return false
}

// defaultStays reports whether a column surely has its default when its type changes, since the same ALTER TABLE does not drop
// it: that happens before its types change, wherever it stands (the passes of ATController, tablecmds.c).
func defaultStays(p *lint.Pass, a *lint.Act) bool {
	return !slices.ContainsFunc(p.Acts, func(o lint.Act) bool {
		return o.Verb == schema.DropsDefault && o.Statement == a.Statement && o.On == a.On && o.Name == a.Name
	})
}

// castsDefault reports whether the server can cast the default of a column to its new type, or has none to cast.
func castsDefault(p *lint.Pass, a *lint.Act) bool {
	if a.OfDefault == "" || a.OfDefault == a.Type || !defaultStays(p, a) {
		return true
	}
	from, _ := belowDomains(p, a.OfDefault)
	to, _ := belowDomains(p, a.Type)
	return p.Types(from, to).Casts || castMade(p, from, to)
}
