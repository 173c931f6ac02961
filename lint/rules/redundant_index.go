package rules

// An index that is the beginning of another serves no query of its own. Method and condition must
// be equal; unique indexes and those with INCLUDE are left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed redundant-index.md
var redundantIndexPage string

func redundantIndex() *lint.Rule {
	return &lint.Rule{Name: "redundant-index", Category: "design", Severity: lint.Warning, Page: redundantIndexPage, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			for _, x := range t.Indexes {
				for _, o := range t.Indexes {
					if o != x && !x.Unique && len(x.Text) < len(o.Text) && coversIndex(o, x) {
						p.About(t.Part(x.Name, x.Pos), "DROP INDEX "+pgmodel.Quote(x.Name)+";", "index %s is the beginning of %s", x.Name, o.Name)
						break
					}
				}
			}
		}
	}}
}
