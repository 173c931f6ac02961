package rules

// A row of PostgreSQL aligns each column to the width of its type, so that the order of columns
// decides how much of a row is padding. Only columns of fixed width count; less than eight bytes
// are not worth a finding.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed column-padding.md
var columnPaddingPage string

func columnPadding() *lint.Rule {
	return &lint.Rule{Name: "column-padding", Category: "design", Severity: lint.Off, Dialect: "postgres", Page: columnPaddingPage, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			if now, best := paddedSize(t.Columns), leastPaddedSize(t.Columns); now-best >= 8 && !t.Partition && !t.Foreign {
				p.About(t.Object(), "put columns of eight bytes first, then four, two, one, and texts", "%d bytes of each row of %s are padding", now-best, t.Display())
			}
		}
	}}
}
