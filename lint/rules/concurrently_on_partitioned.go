package rules

// CREATE INDEX CONCURRENTLY is refused for a partitioned table (CREATE INDEX, "Building Indexes
// Concurrently"). The analyser marks the parent as partitioned; indexes of single partitions are
// left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed concurrently-on-partitioned.md
var concurrentlyOnPartitionedPage string

func concurrentlyOnPartitioned() *lint.Rule {
	return &lint.Rule{Name: "concurrently-on-partitioned", Category: "lock", Severity: lint.Error, Dialect: "postgres", Page: concurrentlyOnPartitionedPage, NoChange: "it is about the form of a statement; the planner chooses one that works", Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if a.Kind == schema.KindIndex && a.Concurrently && a.Partition {
				p.At(a, "CREATE INDEX … ON ONLY "+tableSQL(a)+", then CONCURRENTLY on each partition, then ALTER INDEX … ATTACH PARTITION", "%s is partitioned: CONCURRENTLY fails", tableSQL(a))
			}
		}, schema.Creates)
	}}
}
