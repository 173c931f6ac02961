package rules

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
