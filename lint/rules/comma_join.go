package rules

// Sources joined by a comma with no WHERE give every row of one with every row of the other
// (lang_select.html, section 2.1).

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed comma-join.md
var commaJoinPage string

func commaJoin() *lint.Rule {
	return &lint.Rule{Name: "comma-join", Category: "data", Severity: lint.Info, Dialect: "sqlite", Page: commaJoinPage, NoChange: "a plan takes definitions as the desired schema has them, and its files are judged", Check: func(p *lint.Pass) {
		eachRemark(p, schema.CommaJoin, func(s *schema.Statement, r *schema.Remark) {
			remarkAt(p, s, r, "JOIN … ON, or CROSS JOIN if all pairs are meant", "every row of %s is joined with every other row: the comma has no condition")
		})
	}}
}
