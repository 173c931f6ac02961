package rules

// The server compiles the body of a function as it is made, unless check_function_bodies is off. A
// plan makes functions with it off, since they may name what a later step makes, so that a mistake
// would first show when the function is called (sql-createfunction.html, plpgsql-development-tips.html).

import (
	_ "embed"
	"fmt"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed function-body.md
var functionBodyPage string

func functionBody() *lint.Rule {
	return &lint.Rule{Name: "function-body", Category: "compat", Severity: lint.Error, Dialect: "postgres", Page: functionBodyPage, Check: func(p *lint.Pass) {
		eachRemark(p, schema.BrokenBody, func(s *schema.Statement, r *schema.Remark) {
			f := lint.Finding{Pos: r.Pos, At: r.At, Object: r.Object, Message: "in the DO block, " + r.Text, Hint: "correct the block"}
			if r.Object != "" {
				f.Message, f.Hint = fmt.Sprintf("in the body of %s, %s", r.Object, r.Text), "correct the body, or allow it if it is meant for a later server"
				if len(s.Acts) > 0 {
					f.Key = s.Acts[0].On
				}
			}
			p.Report(f)
		})
	}}
}
