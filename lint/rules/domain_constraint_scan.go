package rules

import (
	_ "embed"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed domain-constraint-scan.md
var domainConstraintScanPage string

func domainConstraintScan() *lint.Rule {
	return &lint.Rule{Name: "domain-constraint-scan", Category: "lock", Severity: lint.Warning, Dialect: "postgres", Page: domainConstraintScanPage, Check: func(p *lint.Pass) {
		made := func(o lint.Act) func(lint.Act) bool {
			return func(a lint.Act) bool {
				return a.Verb == schema.Creates && a.Kind == schema.KindDomain && a.Name == o.Name
			}
		}
		p.Each(func(a *lint.Act) {
			if a.Kind != schema.KindDomainCheck || a.NotValid || slices.ContainsFunc(p.Acts, made(*a)) {
				return
			}
			f := p.At(a, "add it NOT VALID, and VALIDATE CONSTRAINT after", "every table with a column of %s is read", a.Name)
			if p.Based && !a.Known {
				f.Severity, f.Message = lint.Info, "no table has a column of "+a.Name+" yet; NOT VALID would not read those that come"
			}
		}, schema.AddsConstraint)
	}}
}
