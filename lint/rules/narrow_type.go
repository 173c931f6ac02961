package rules

// A type that holds less makes ALTER TABLE fail on values that do not fit, or rounds them; text that
// becomes another kind of value is refused where it is none, and nothing is lost. The old
// type comes from the schema or earlier acts; unknown types are left to type-change-rewrites. The
// probe counts rows that do not fit where a query can.

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed narrow-type.md
var narrowTypePage string

func narrowType() *lint.Rule {
	return &lint.Rule{Name: "narrow-type", Category: "destructive", Severity: lint.Error, Dialect: "postgres", Page: narrowTypePage, Planner: "it is reported where the step is made", Aliases: []string{"lossy-type"}, Destroys: true, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if c := typeChange(p, a); c.Known && !c.Widens && !sameName(p, a) && !sameMoments(a.Was, a.Type) && !sameLabels(p, a) {
				f := p.At(a, "add a CHECK … NOT VALID of what must fit, validate it, then change the type", "%s holds less than %s: values of %s can be lost", a.Type, a.Was, a.Object())
				f.Probe = misfitsQuery(a)
				if a.Using && !c.Casts { // the author says what becomes of each value
					f.Severity = lint.Warning
					f.Message = "values of " + a.Respell(a.Object()) + " become what USING makes of them; those of " + a.Was + " are gone"
				}
				if readsText(p, a) { // its input function refuses what is no such value
					f.Severity = lint.Warning
					f.Message = "values of " + a.Respell(a.Object()) + " that are no " + a.Type + " make the statement fail"
				}
			}
		}, schema.SetsType)
	}}
}

// readsText reports whether a change has the texts of a column read as values of another kind that keep
// all that such a text says: texts that are no such value are refused, and none is cut or rounded.
func readsText(p *lint.Pass, a *lint.Act) bool {
	if a.Was != "text" && a.Was != "citext" && !strings.HasPrefix(a.Was, "character") {
		return false
	}
	_, enum := labelsOf(p.Analyzed.To, a.Type)
	return enum || slices.Contains([]string{"json", "jsonb", "xml", "uuid", "inet", "macaddr"}, a.Type)
}

// sameName reports whether a column changes over to a type of the name that its type had:
// what that one lacks is the matter of other rules.
func sameName(p *lint.Pass, a *lint.Act) bool {
	t := p.Was(a.On)
	return t != nil && t.Column(a.Name) != nil && t.Column(a.Name).Type == a.Type
}

// sameMoments reports whether both types hold points in time of the same precision: what they mean
// depends on the time zone of the session, and none is lost.
func sameMoments(from, to string) bool {
	zoned := func(t string) string {
		return strings.TrimSuffix(strings.TrimSuffix(t, " with time zone"), " without time zone")
	}
	return strings.HasPrefix(from, "timestamp") && (zoned(from) == zoned(to) || zoned(to) == "timestamp")
}

// sameLabels reports whether both types are enums and the new one has all values of the old one.
func sameLabels(p *lint.Pass, a *lint.Act) bool {
	was, had := labelsOf(p.From, a.Was)
	now, has := labelsOf(p.Analyzed.To, a.Type)
	return had && has && !slices.ContainsFunc(was, func(v string) bool { return !slices.Contains(now, v) })
}

func labelsOf(s *schema.Schema, typ string) (labels []string, ok bool) {
	for k, list := range enumLabels(s) {
		if typ == pgmodel.Qualified(k.Schema, k.Name) || schema.IsDefaultSpace(k.Schema) && typ == pgmodel.Quote(k.Name) {
			return list, true
		}
	}
	return nil, false
}
