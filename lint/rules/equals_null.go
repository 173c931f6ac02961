package rules

// = NULL and <> NULL are never true (lang_expr.html, section 5). The tree gives the operator and its
// place; IS is meant.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed equals-null.md
var equalsNullPage string

func equalsNull() *lint.Rule {
	return &lint.Rule{Name: "equals-null", Category: "data", Severity: lint.Warning, Dialect: "sqlite", Page: equalsNullPage, NoChange: "a plan takes definitions as the desired schema has them, and its files are judged", Check: func(p *lint.Pass) {
		eachRemark(p, schema.EqualsNull, func(s *schema.Statement, r *schema.Remark) {
			remarkAt(p, s, r, "IS NULL, or IS NOT NULL", "%s NULL is never true")
			compareByIs(p, s, r)
		})
	}}
}
