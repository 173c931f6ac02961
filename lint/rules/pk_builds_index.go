package rules

// ADD PRIMARY KEY builds its index under ACCESS EXCLUSIVE. USING INDEX is left out, which takes
// over one that is built already.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed pk-builds-index.md
var pkBuildsIndexPage string

func pkBuildsIndex() *lint.Rule {
	return &lint.Rule{Name: "pk-builds-index", Category: "lock", Severity: lint.Error, Dialect: "postgres", Page: pkBuildsIndexPage, Online: true, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			constraint := a.Verb == schema.AddsConstraint && a.Kind == schema.KindPrimary && !a.UsingIndex
			if constraint || a.Verb == schema.AddsColumn && a.Primary {
				indexFirst(p, p.At(a, "CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … PRIMARY KEY USING INDEX", "all reads and writes of %s wait while the index of the key is built", tableSQL(a)), a)
			}
		}, schema.AddsConstraint, schema.AddsColumn)
	}}
}
