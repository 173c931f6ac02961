package rules

// REFRESH MATERIALIZED VIEW blocks readers until it is done. Decided by the act; whether the view
// has the unique index that CONCURRENTLY needs is not checked.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed refresh-matview-not-concurrent.md
var refreshMatviewNotConcurrentPage string

func refreshMatviewNotConcurrent() *lint.Rule {
	return &lint.Rule{Name: "refresh-matview-not-concurrent", Category: "lock", Severity: lint.Warning, Dialect: "postgres", Page: refreshMatviewNotConcurrentPage, NoChange: "it is a command, no difference between schemas", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if !a.Concurrently && !a.Empty {
				refreshConcurrently(p, p.At(a, "REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index over all rows", "all readers of %s wait while it is refreshed", a.Object()), a)
			}
		}, schema.Refreshes)
	}}
}
