package rules

// A policy is dropped whose table is not known here (drop-policy). Where it is, the rules on access
// compare what roles reach before and after.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-policy.md
var dropPolicyPage string

func dropPolicy() *lint.Rule {
	return &lint.Rule{Name: "drop-policy", Category: "access", Severity: lint.Warning, Dialect: "postgres", Page: dropPolicyPage, Destroys: true, NoChange: "where the policies are known, access-widened and access-narrowed compare them", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			again := func(o *lint.Act) bool {
				return o.Verb == schema.Creates && o.Kind == schema.KindPolicy && o.Name == a.Name
			}
			if a.Kind == schema.KindPolicy && !a.Known && !p.Absent(a) && !p.Later(a, again) {
				p.At(a, "drop it in the statement before its successor is created, in one transaction",
					"without policy %s other rows of %s are reached: its roles lose the rows that it allowed, or gain the ones that it held back if it is restrictive", a.Name, tableSQL(a))
			}
		}, schema.Drops)
	}}
}
