package rules

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
			f := p.At(a, "DROP INDEX CONCURRENTLY, outside of a transaction", "dropping index %s makes queries on its table wait", a.Name)
			f.Edits = concurrently(p, a, "index")
		}, schema.Drops)
	}}
}
