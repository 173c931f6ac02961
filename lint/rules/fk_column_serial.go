package rules

// A column that refers to another table must not take its value from a sequence. Decided by the
// act or by a default in the schema that takes values from a sequence, together with a foreign
// key on the column.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed fk-column-serial.md
var fkColumnSerialPage string

func fkColumnSerial() *lint.Rule {
	return &lint.Rule{Name: "fk-column-serial", Category: "design", Severity: lint.Warning, Dialect: "postgres", Page: fkColumnSerialPage, Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			t := p.Now(a.On)
			counts := a.Serial || t != nil && t.Column(a.Name) != nil && t.Column(a.Name).Sequence
			if counts && (a.References != schema.Key{} || t != nil && refersOn(t, a.Name)) {
				p.At(a, pgmodel.Quote(a.Name)+" bigint", "%s takes its reference from a sequence", a.Object())
			}
		}, schema.DefinesColumn, schema.AddsColumn)
	}}
}
