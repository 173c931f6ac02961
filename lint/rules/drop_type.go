package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-type.md
var dropTypePage string

func dropType() *lint.Rule {
	return &lint.Rule{Name: "drop-type", Category: "destructive", Severity: lint.Error, Dialect: "postgres", Page: dropTypePage, Destroys: true, Aliases: []string{"drop-enum", "drop-domain", "drop-composite-type", "drop-range-type", "drop-base-type"}, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if (a.Kind == schema.KindBaseType || a.Kind == schema.KindDomain) && !p.Replaced(a) && !p.Absent(a) {
				p.At(a, "give the columns another type first", "dropping type %s breaks what is of it", a.Object())
			}
		}, schema.Drops)
	}}
}
