package rules

// Off by default, for teams that document tables in the catalog. Decided by the comment of each
// table of the schema; partitions are left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed missing-comment.md
var missingCommentPage string

func missingComment() *lint.Rule {
	return &lint.Rule{Name: "missing-comment", Category: "style", Severity: lint.Off, Dialect: "postgres", Page: missingCommentPage, Lasting: true, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			if t.Comment == "" && !t.Partition {
				p.About(t.Object(), "COMMENT ON TABLE "+pgmodel.Quote(t.Name)+" IS '…';", "%s has no comment", t.Display())
			}
		}
	}}
}
