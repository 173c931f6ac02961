package rules

// CREATE INDEX blocks writes until it is built. Left out are tables created by the same migration,
// partitioned parents, for which CONCURRENTLY is refused, and ON ONLY, which builds nothing.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed index-not-concurrent.md
var indexNotConcurrentPage string

func indexNotConcurrent() *lint.Rule {
	return &lint.Rule{Name: "index-not-concurrent", Category: "lock", Severity: lint.Error, Dialect: "postgres", Page: indexNotConcurrentPage, Online: true, Check: func(p *lint.Pass) {
		p.ChangedRows(func(a *lint.Act) {
			if a.Kind == schema.KindIndex && !a.Concurrently && !a.Partition && !a.Only {
				f := p.At(a, "CREATE INDEX CONCURRENTLY, outside a transaction", "all writes to %s wait while %s is built", tableSQL(a), indexName(a))
				if a.New {
					f.Severity, f.Hint = lint.Info, "build it before anything uses the table"
					f.Message = "this file has filled " + tableSQL(a) + ": whoever writes to it already waits while " + indexName(a) + " is built"
					return
				}
				concurrently(p, f, a, "index")
			}
		}, schema.Creates)
	}}
}
