package rules

// CONCURRENTLY commits in the middle and is refused in a transaction block. Decided by the
// transaction that the analyser numbers for each act; REFRESH is left out, which may run in one.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed concurrently-in-transaction.md
var concurrentlyInTransactionPage string

func concurrentlyInTransaction() *lint.Rule {
	return &lint.Rule{Name: "concurrently-in-transaction", Category: "lock", Severity: lint.Error, Dialect: "postgres", Page: concurrentlyInTransactionPage, NoChange: "it is about how statements share transactions; the planner sees to that", Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if a.Concurrently && a.Tx > 0 && a.Verb != schema.Refreshes {
				hint, reason := "put it into a file of its own, without BEGIN", "CONCURRENTLY fails inside a transaction"
				if a.Wrapped {
					hint, reason = "put it into a file of its own with the tool's mark for no transaction", reason+", and "+p.RunnerOf(a.Pos.File)+" runs the file in one"
				}
				f := p.At(a, hint, "%s", reason)
				if w := newRewriter(p, a.Statement); w != nil && a.Wrapped {
					w.outside(f, a)
				}
			}
		}, schema.Creates, schema.Drops, schema.Reindexes, schema.Detaches)
		p.Each(func(a *lint.Act) {
			if a.Name == "VACUUM" && a.Tx > 0 {
				p.At(a, "put it into a file of its own, without BEGIN", "VACUUM fails inside a transaction")
			}
		}, schema.Vacuums)
	}}
}
