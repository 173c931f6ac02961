package rules

// REFRESH MATERIALIZED VIEW blocks readers until it is done, and WITH NO DATA no session can read the view
// until the next one. Decided by the acts of a file on the view; whether it has the unique index that
// CONCURRENTLY needs is not checked.

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
			if a.Empty && !filledLater(p, a) {
				f := p.At(a, "refresh it WITH DATA", "%s is emptied: every query of it fails until it is refreshed", a.Object())
				f.Why = "A materialized view that is not populated cannot be read (sql-refreshmaterializedview.html)."
			}
			if !a.Concurrently && !a.Empty && !emptyBefore(p, a) {
				refreshConcurrently(p, p.At(a, "REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index over all rows", "all readers of %s wait while it is refreshed", a.Object()), a)
			}
		}, schema.Refreshes)
	}}
}

// filledLater reports whether the same statements refresh a view again after they have emptied it.
func filledLater(p *lint.Pass, a *lint.Act) bool {
	return p.Later(a, func(o *lint.Act) bool {
		return o.Verb == schema.Refreshes && !o.Empty || o.Verb == schema.Drops && o.Kind == a.Kind
	})
}

// emptyBefore reports whether a view was emptied by the statements before: no session can read it, and it cannot be refreshed
// CONCURRENTLY.
func emptyBefore(p *lint.Pass, a *lint.Act) bool {
	empty := false
	p.Earlier(a, func(o *lint.Act) bool {
		if o.Verb == schema.Refreshes {
			empty = o.Empty
		}
		return false
	})
	return empty
}
