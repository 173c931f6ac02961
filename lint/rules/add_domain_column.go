package rules

// A column is added whose domain has constraints (add-domain-column): the server computes it for
// every row, to check the domain's CHECK, and so writes the table (sql-altertable.html, notes; measured).

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed add-domain-column.md
var addDomainColumnPage string

func addDomainColumn() *lint.Rule {
	return &lint.Rule{Name: "add-domain-column", Category: "lock", Severity: lint.Error, Dialect: "postgres", Page: addDomainColumnPage, NoChange: "the planner reports the step as volatile-default", Planner: "the planner reports the step as volatile-default", Aliases: []string{"table-rewrite", "volatile-default"}, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if a.Constrained && !rewrites(a) {
				p.At(a, "add a column of the domain's base type, with the constraints as CHECKs that are NOT VALID at first",
					"the domain of %s has constraints: every row is written under ACCESS EXCLUSIVE to check them", a.Object())
			}
		}, schema.AddsColumn)
	}}
}
