package rules

// LIMIT without ORDER BY takes any rows (lang_select.html, section 5). What only reads in a migration
// is left out: its result is seen in no table.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed limit-without-order.md
var limitWithoutOrderPage string

func limitWithoutOrder() *lint.Rule {
	return &lint.Rule{Name: "limit-without-order", Category: "data", Severity: lint.Info, Dialect: "sqlite", Page: limitWithoutOrderPage, NoChange: "a plan takes definitions as the desired schema has them, and its files are judged", Check: func(p *lint.Pass) {
		eachRemark(p, schema.LimitWithoutOrder, func(s *schema.Statement, r *schema.Remark) {
			remarkAt(p, s, r, "ORDER BY before it", "%s takes any rows: no ORDER BY says which")
		})
	}}
}
