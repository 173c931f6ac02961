package rules

// Readers that never met a NULL may fail on one. Decided by the act; where the schema is known, a
// column that was nullable before is left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-not-null.md
var dropNotNullPage string

func dropNotNull() *lint.Rule {
	return &lint.Rule{Name: "drop-not-null", Category: "compat", Severity: lint.Warning, Dialect: "postgres", Page: dropNotNullPage, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if a.NotNull || !p.Based {
				p.At(a, "make sure that every reader knows what NULL means there", "readers of %s may get NULL", a.Object())
			}
		}, schema.DropsNotNull)
	}}
}
