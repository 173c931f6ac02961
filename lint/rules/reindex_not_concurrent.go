package rules

// REINDEX blocks writes to the table, and reads that would use the index. Decided by the act, for
// indexes, tables and whole databases alike.

import (
	"cmp"
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed reindex-not-concurrent.md
var reindexNotConcurrentPage string

func reindexNotConcurrent() *lint.Rule {
	return &lint.Rule{Name: "reindex-not-concurrent", Category: "lock", Severity: lint.Error, Dialect: "postgres", Page: reindexNotConcurrentPage, NoChange: "it is a command, no difference between schemas", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if !a.Concurrently {
				concurrently(p, p.At(a, "REINDEX … CONCURRENTLY", "all writes to %s wait while its index is rebuilt", cmp.Or(a.Object(), "the database")), a, "table", "index", "schema", "database")
			}
		}, schema.Reindexes)
	}}
}
