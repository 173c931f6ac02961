package rules

// An index that no query has read costs every write. Decided by the statistics of a live database,
// which do not count its replicas: hence only a note.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed unused-index.md
var unusedIndexPage string

func unusedIndex() *lint.Rule {
	return &lint.Rule{Name: "unused-index", Category: "live", Severity: lint.Info, Dialect: "postgres", Page: unusedIndexPage, NoChange: "it is about the state of a database", Check: func(p *lint.Pass) {
		if p.Facts == nil {
			return
		}
		for _, k := range p.Facts.Unused {
			p.Live(lint.Object{Name: k.Object()}, "DROP INDEX CONCURRENTLY "+pgmodel.Qualified(k.Schema, k.Name)+"; after a look at the replicas", "no query has read index %s since the statistics began", k.Object())
		}
	}}
}
