package rules

// NOT NULL DEFAULT NULL is a default that no INSERT can use. Decided by the definition of the
// column in CREATE TABLE or ADD COLUMN.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed not-null-default-null.md
var notNullDefaultNullPage string

func notNullDefaultNull() *lint.Rule {
	return &lint.Rule{Name: "not-null-default-null", Category: "design", Severity: lint.Error, Page: notNullDefaultNullPage, Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if a.NotNull && a.NullDefault {
				p.At(a, "a default that is a value, or none", "%s can never have its default", a.Object())
			}
		}, schema.DefinesColumn, schema.AddsColumn)
	}}
}
