package rules

// A failed CREATE INDEX CONCURRENTLY leaves an invalid index, which every write maintains and no
// query uses. Decided by the catalog of a live database; without facts the rule is silent.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed invalid-index.md
var invalidIndexPage string

func invalidIndex() *lint.Rule {
	return &lint.Rule{Name: "invalid-index", Category: "live", Severity: lint.Error, Dialect: "postgres", Page: invalidIndexPage, NoChange: "it is about the state of a database", Check: func(p *lint.Pass) {
		if p.Facts == nil {
			return
		}
		for _, t := range p.Before() {
			for _, x := range t.Indexes {
				if x.Invalid {
					p.Live(lint.Object{Name: t.Display() + "." + x.Name}, "DROP INDEX CONCURRENTLY "+pgmodel.Quote(x.Name)+"; and build it again", "index %s is invalid: it costs every write and serves no query", x.Name)
				}
			}
		}
	}}
}
