package rules

// With row level security and no policy only the owner sees rows (ddl-rowsecurity, "default
// deny"). Decided by the table of the schema.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed rls-without-policy.md
var rlsWithoutPolicyPage string

func rlsWithoutPolicy() *lint.Rule {
	return &lint.Rule{Name: "rls-without-policy", Category: "design", Severity: lint.Info, Dialect: "postgres", Page: rlsWithoutPolicyPage, Lasting: true, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			if t.RowSecurity && len(t.Policies) == 0 {
				p.About(t.Object(), "CREATE POLICY … ON "+pgmodel.Quote(t.Name)+" USING (…);", "%s has row level security and no policy: only its owner sees rows of it", t.Display())
			}
		}
	}}
}
