package rules

// PostgreSQL truncates names to 63 bytes without an error (sql-syntax-lexical). The analyser
// collects the long names as they are written; the rule only reports them.

import (
	_ "embed"
	"fmt"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed identifier-too-long.md
var identifierTooLongPage string

func identifierTooLong() *lint.Rule {
	return &lint.Rule{Name: "identifier-too-long", Category: "design", Severity: lint.Error, Dialect: "postgres", Page: identifierTooLongPage, Check: func(p *lint.Pass) {
		for _, n := range p.Analyzed.Long {
			p.Report(lint.Finding{Pos: n.Pos, At: n.At, Object: n.Text, Hint: "a shorter name", Message: fmt.Sprintf("the name has %d bytes: the server keeps the first 63", len(n.Text))})
		}
	}}
}
