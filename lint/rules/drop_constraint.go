package rules

// Without a constraint, rows that violate it can be written. guarantee.go decides whether an equal
// or stronger one replaces it; primary keys have a rule of their own, and a constraint that goes
// with its columns or table is left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-constraint.md
var dropConstraintPage string

func dropConstraint() *lint.Rule {
	return &lint.Rule{Name: "drop-constraint", Category: "destructive", Severity: lint.Error, Page: dropConstraintPage, Destroys: true, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			again := func(o *lint.Act) bool {
				return o.Verb == schema.AddsConstraint && (o.Name == a.Name && (o.Kind != schema.KindUnique || p.Was(a.On) == nil) || p.Was(a.On) == nil && o.Kind == a.Kind && o.Statement == a.Statement)
			}
			own := func(o *lint.Act) bool { return o.Verb == schema.AddsConstraint && o.Name == a.Name }
			if isPrimary(p, a) || keptRule(p, a) || p.Later(a, again) || p.Earlier(a, own) || wasProof(p, a) || isHelper(a) || a.IfExists && p.Based && a.Kind == "" {
				return
			}
			if a.Kind == schema.KindDomainCheck && keptOfDomain(p, a) {
				return
			}
			f := p.At(a, "explain in a comment why the rule is no longer wanted", "without constraint %s rows that break it can be written", a.Name)
			if a.Kind == schema.KindDomainCheck && !a.Known { // no table holds values of the domain
				f.Severity = lint.Warning
			}
		}, schema.DropsConstraint)
		p.Rebuilt(func(a *lint.Act, was, now *lint.Table) {
			for _, name := range lostRules(p, was, now) {
				p.At(a, "explain in a comment why the rule is no longer wanted", "%s is recreated without %s: rows that break it can be written", a.Name, name)
			}
		})
	}}
}
