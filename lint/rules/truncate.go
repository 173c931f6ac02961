package rules

// TRUNCATE deletes all rows under ACCESS EXCLUSIVE. Decided by the act, whatever the table holds.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed truncate.md
var truncatePage string

func truncate() *lint.Rule {
	return &lint.Rule{Name: "truncate", Category: "destructive", Severity: lint.Error, Dialect: "postgres", Page: truncatePage, NoChange: "it is about rows, which a desired schema does not have", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			p.At(a, "delete the rows in a job of its own, outside the migration", "TRUNCATE deletes every row of %s", a.Object())
		}, schema.Truncates)
	}}
}
