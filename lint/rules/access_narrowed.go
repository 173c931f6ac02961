package rules

// A role that loses access breaks the code that runs as it. The rule decides on the comparison of
// both schemas (Pass.Access), never on a GRANT or REVOKE by itself, and leaves out a desired
// schema, which has nothing before it.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/plan"
)

//go:embed access-narrowed.md
var accessNarrowedPage string

func accessNarrowed() *lint.Rule {
	return &lint.Rule{Name: plan.AccessNarrowed, Category: "access", Severity: lint.Info, Dialect: "postgres", Page: accessNarrowedPage, Check: func(p *lint.Pass) {
		if p.Kind == lint.Migration {
			reportAccess(p, plan.AccessNarrowed)
		}
	}}
}
