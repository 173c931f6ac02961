package rules

// DETACH PARTITION takes ACCESS EXCLUSIVE on the parent, which every query on it waits for.
// Decided by the act; with CONCURRENTLY it is left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed detach-not-concurrent.md
var detachNotConcurrentPage string

func detachNotConcurrent() *lint.Rule {
	return &lint.Rule{Name: "detach-not-concurrent", Category: "lock", Severity: lint.Warning, Dialect: "postgres", Page: detachNotConcurrentPage, Online: true, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if !a.Concurrently {
				detachConcurrently(p, p.At(a, "DETACH PARTITION … CONCURRENTLY, outside a transaction", "all queries on %s wait while a partition is detached", tableSQL(a)), a)
			}
		}, schema.Detaches)
	}}
}
