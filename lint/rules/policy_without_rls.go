package rules

// Policies apply only where row level security is enabled (ddl-rowsecurity), so that policies
// alone protect nothing. Decided by the table of the schema; one finding a table.

import (
	_ "embed"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed policy-without-rls.md
var policyWithoutRlsPage string

func policyWithoutRls() *lint.Rule {
	return &lint.Rule{Name: "policy-without-rls", Category: "design", Severity: lint.Error, Dialect: "postgres", Page: policyWithoutRlsPage, Lasting: true, Check: func(p *lint.Pass) {
		for _, t := range withNewPolicies(p) {
			if !t.RowSecurity && len(t.Policies) > 0 {
				o := t.Policies[0].Object
				f := p.About(lint.Object{Name: t.Display() + "." + o.Name, Pos: o.Pos, Key: o.Key}, "ALTER TABLE "+pgmodel.Quote(t.Name)+" ENABLE ROW LEVEL SECURITY;", "policies of %s have no effect", t.Display())
				addStatement(p, f, t.Key, "ALTER TABLE "+tableName(t)+" ENABLE ROW LEVEL SECURITY")
			}
		}
	}}
}

// withNewPolicies are the tables that rules look at, and each that gets a policy and nothing else.
func withNewPolicies(p *lint.Pass) []*lint.Table {
	tables := slices.Clone(p.Tables)
	p.Each(func(a *lint.Act) {
		if t := p.Table(a.On); a.Kind == schema.KindPolicy && t != nil && !slices.Contains(tables, t) {
			tables = append(tables, t)
		}
	}, schema.Creates)
	return tables
}
