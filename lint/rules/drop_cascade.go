package rules

// CASCADE drops dependent objects that the statement does not name, so that a review cannot see
// them. Decided by the act alone, for tables, columns and constraints alike.

import (
	_ "embed"
	"slices"
	"sync"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed drop-cascade.md
var dropCascadePage string

func dropCascade() *lint.Rule {
	return &lint.Rule{Name: "drop-cascade", Category: "destructive", Severity: lint.Error, Dialect: "postgres", Page: dropCascadePage, NoChange: "a plan names what it drops, and drops what depends on it by name", Check: func(p *lint.Pass) {
		nothing := sync.OnceValue(func() bool { return takesNothing(p) })
		p.Changed(func(a *lint.Act) {
			if a.Cascade && !(a.Verb == schema.Drops && (isLeaf(a.Kind) || a.Kind.IsRelation() && p.Based && p.From.Get(a.On) != nil && nothing())) {
				p.At(a, "drop what depends on it by name first", "CASCADE drops whatever depends on %s", a.Object())
			}
		}, schema.Drops, schema.DropsColumn, schema.DropsConstraint)
	}}
}

// isLeaf reports whether nothing can depend on objects of a kind, so that CASCADE drops nothing else.
func isLeaf(k schema.Kind) bool {
	switch k {
	case schema.KindTrigger, schema.KindRule, schema.KindPolicy, schema.KindEventTrigger, schema.KindStatistics, schema.KindPublication:
		return true
	}
	return false
}

// takesNothing reports whether nothing went with what statements drop with CASCADE: of what was there before, nothing is missing
// after them but what they drop by name and what is part of it.
func takesNothing(p *lint.Pass) bool {
	gone, constraints := map[schema.Key]bool{}, map[string]bool{}
	p.Each(func(o *lint.Act) {
		gone[o.On], gone[o.Key()] = true, true
		constraints[o.Name] = constraints[o.Name] || o.Verb == schema.DropsConstraint
	}, schema.Drops, schema.DropsColumn, schema.DropsConstraint, schema.Renames, schema.RenamesColumn, schema.Moves)
	for o := range p.From.All() {
		if k := o.Key(); p.Analyzed.To.Get(k) == nil && !gone[k] && !isPartOf(p, k, gone) {
			return false
		}
	}
	return !slices.ContainsFunc(p.Before(), func(was *lint.Table) bool {
		now := p.Now(was.Key)
		return now != nil && (slices.ContainsFunc(was.ForeignKeys, func(f *lint.ForeignKey) bool {
			return !constraints[f.Name] && !slices.ContainsFunc(now.ForeignKeys, func(o *lint.ForeignKey) bool { return o.Name == f.Name })
		}) || slices.ContainsFunc(was.Columns, func(c *lint.Column) bool {
			return now.Column(c.Name) == nil && !gone[was.Part(c.Name, was.Pos).Key]
		}))
	})
}

// isPartOf reports whether an object belongs to one of the relations that go: it is on it, an index of it, or a sequence of one of its columns.
func isPartOf(p *lint.Pass, k schema.Key, gone map[schema.Key]bool) bool {
	if k.Table != "" && gone[schema.TableOfPart(k)] {
		return true
	}
	switch o := p.From.Get(k).(type) {
	case *pgmodel.Index:
		return gone[o.Table]
	case *pgmodel.Statistics:
		return gone[o.Table]
	case *pgmodel.Sequence:
		return gone[schema.TableOfPart(o.OwnedBy)]
	}
	return false
}
