package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed rls-without-policy.md
var rlsWithoutPolicyPage string

func rlsWithoutPolicy() *lint.Rule {
	return &lint.Rule{Name: "rls-without-policy", Category: "design", Severity: lint.Info, Dialect: "postgres", Page: rlsWithoutPolicyPage, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			if t.RowSecurity && len(t.Policies) == 0 {
				p.About(t.Object(), "CREATE POLICY … ON "+pgmodel.Quote(t.Name)+" USING (…);", "nobody but its owner sees rows of %s", t.Display())
			}
		}
	}}
}
