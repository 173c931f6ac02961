package rules

// An index of more than three columns is large and seldom used beyond the first ones. Unique
// indexes are left out, where the columns are a rule about rows.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed wide-index.md
var wideIndexPage string

func wideIndex() *lint.Rule {
	return &lint.Rule{Name: "wide-index", Category: "design", Severity: lint.Info, Page: wideIndexPage, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			for _, x := range t.Indexes {
				if !x.Unique && len(x.Text) > 3 {
					p.About(t.Part(x.Name, x.Pos), "leave out the columns that no query needs", "index %s has %d columns", x.Name, len(x.Text))
				}
			}
		}
	}}
}
