package rules

// A policy that lets everybody write every row makes row level security one of name alone
// (policy-always-true). Reading is often meant to be open, so that SELECT alone is not reported.

import (
	_ "embed"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed policy-always-true.md
var policyAlwaysTruePage string

func policyAlwaysTrue() *lint.Rule {
	return &lint.Rule{Name: "policy-always-true", Category: "access", Severity: lint.Warning, Dialect: "postgres", Page: policyAlwaysTruePage, NoChange: "access-widened reports who gains rows", Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if a.Kind != schema.KindPolicy || !a.Always || !a.Permissive || a.To == "select" || !forAll(a) || p.Kind == lint.Migration && !a.New {
				return
			}
			p.At(a, "write a condition on the rows, or name the roles that it is for", "policy %s lets every role change every row of %s", a.Name, tableSQL(a))
		}, schema.Creates)
	}}
}

// forAll reports whether a policy is for all roles: those of PUBLIC.
func forAll(a *lint.Act) bool {
	return len(a.Columns) == 0 || slices.Contains(a.Columns, "") || slices.Contains(a.Columns, "public")
}
