package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed fk-column-serial.md
var fkColumnSerialPage string

func fkColumnSerial() *lint.Rule {
	return &lint.Rule{Name: "fk-column-serial", Category: "design", Severity: lint.Warning, Dialect: "postgres", Page: fkColumnSerialPage, Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if a.Serial && (a.References != schema.Key{} || p.Now(a.On) != nil && refersOn(p.Now(a.On), a.Name)) {
				p.At(a, schema.QuotePg(a.Name)+" bigint", "%s takes its reference from a sequence", a.Object())
			}
		}, schema.DefinesColumn, schema.AddsColumn)
	}}
}
