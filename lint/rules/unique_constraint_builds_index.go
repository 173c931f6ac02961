package rules

// ADD UNIQUE builds its index under ACCESS EXCLUSIVE. USING INDEX is left out, which takes over
// one that is built already.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed unique-constraint-builds-index.md
var uniqueConstraintBuildsIndexPage string

func uniqueConstraintBuildsIndex() *lint.Rule {
	return &lint.Rule{Name: "unique-constraint-builds-index", Category: "lock", Severity: lint.Error, Dialect: "postgres", Page: uniqueConstraintBuildsIndexPage, Online: true, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			constraint := a.Verb == schema.AddsConstraint && a.Kind == schema.KindUnique && !a.UsingIndex
			if constraint || a.Verb == schema.AddsColumn && a.Unique {
				indexFirst(p, p.At(a, "CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … UNIQUE USING INDEX", "all reads and writes of %s wait while the index of the constraint is built", tableSQL(a)), a)
			}
		}, schema.AddsConstraint, schema.AddsColumn)
	}}
}
