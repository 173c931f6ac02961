package rules

// Off by default, for teams that prefer tables: values of an enum can be added and renamed but
// never removed. Decided by CREATE TYPE … AS ENUM.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed enum-type.md
var enumTypePage string

func enumType() *lint.Rule {
	return &lint.Rule{Name: "enum-type", Category: "design", Severity: lint.Off, Dialect: "postgres", Page: enumTypePage, Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if a.Kind == schema.KindEnum {
				p.At(a, "a table of the values, or text with a CHECK", "values of %s can never be removed", a.Name)
			}
		}, schema.Creates)
	}}
}
