package rules

// ADD CONSTRAINT on a domain reads every table with a column of it. NOT VALID, and a domain
// created by the same migration, are left out; where the schema is known and no table uses the
// domain it is only a note.

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
			hint := "add it NOT VALID, and VALIDATE CONSTRAINT after"
			if a.NotNull {
				hint = "ADD CHECK (VALUE IS NOT NULL) NOT VALID, and VALIDATE CONSTRAINT after"
			}
			f := p.At(a, hint, "every table with a column of domain %s is read while its writers wait", a.Name)
			validateDomainLater(p, f, a)
			if p.Based && !a.Known {
				f.Severity, f.Message = lint.Info, "no table has a column of "+a.Name+" yet; with NOT VALID, tables that get one later are not read"
			}
		}, schema.AddsConstraint)
	}}
}
