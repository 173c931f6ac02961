package rules

// Date functions of the present time are accepted in indexes, generated columns and CHECKs, and every
// write then fails: "non-deterministic use of date()" (deterministic.html).

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed sqlite-volatile-expression.md
var sqliteVolatileExpressionPage string

func sqliteVolatileExpression() *lint.Rule {
	return &lint.Rule{Name: "sqlite-volatile-expression", Category: "sqlite", Severity: lint.Error, Dialect: "sqlite", Page: sqliteVolatileExpressionPage, Check: func(p *lint.Pass) {
		eachRemark(p, schema.Volatile, func(s *schema.Statement, r *schema.Remark) {
			remarkAt(p, s, r, "store the time in a column of its own, or compare when reading", "%s gives the present time: SQLite refuses every row with it")
		})
	}}
}
