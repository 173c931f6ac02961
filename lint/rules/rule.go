package rules

// CREATE RULE rewrites queries in ways that surprise (rules). Decided by the act; the rule of a
// view is part of the view and never comes here.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed rule.md
var rulePage string

func rule() *lint.Rule {
	return &lint.Rule{Name: "rule", Category: "design", Severity: lint.Warning, Dialect: "postgres", Page: rulePage, Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if a.Kind == schema.KindRule {
				p.At(a, "a trigger", "rule %s rewrites the queries on %s", a.Name, tableSQL(a))
			}
		}, schema.Creates)
	}}
}
