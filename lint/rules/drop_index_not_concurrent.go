package rules

// DROP INDEX takes ACCESS EXCLUSIVE on the table. Left out is an index of a partitioned table,
// where CONCURRENTLY is refused, and of a table that goes too.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-index-not-concurrent.md
var dropIndexNotConcurrentPage string

func dropIndexNotConcurrent() *lint.Rule {
	return &lint.Rule{Name: "drop-index-not-concurrent", Category: "lock", Severity: lint.Warning, Dialect: "postgres", Page: dropIndexNotConcurrentPage, Online: true, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if a.Kind != schema.KindIndex || a.Concurrently || p.Absent(a) {
				return
			}
			if t, _ := p.Index(a.Name); t != nil && (t.Partitioned || p.Now(t.Key) == nil) {
				return
			}
			f := p.At(a, "DROP INDEX CONCURRENTLY, outside a transaction", "dropping index %s blocks all queries on its table", a.Name)
			concurrently(p, f, a, "index")
		}, schema.Drops)
	}}
}
