package rules

// With row level security and no policy only the owner sees rows (ddl-rowsecurity, "default
// deny"). Decided by the table of the schema; of one that is there already and has it switched on, programs
// that read it find nothing from then on.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
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
		p.Changed(func(a *lint.Act) {
			policy := func(o *lint.Act) bool { return o.Verb == schema.Creates && o.Kind == schema.KindPolicy }
			switch t := p.Table(a.On); {
			case t != nil && t.RowSecurity && len(t.Policies) == 0:
				p.At(a, "CREATE POLICY … ON "+tableSQL(a)+" USING (…); in the same transaction", "%s has no policy: its owner alone finds rows in it from now on", tableSQL(a)).Severity = lint.Warning
			case t == nil && !p.Earlier(a, policy) && !p.Later(a, policy):
				p.At(a, "CREATE POLICY … ON "+tableSQL(a)+" USING (…); in the same transaction", "these statements make no policy for %s: if it has none, its owner alone finds rows in it from now on", tableSQL(a)).Severity = lint.Warning
			}
		}, schema.EnablesRLS)
	}}
}
