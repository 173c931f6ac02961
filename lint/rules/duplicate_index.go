package rules

// Two equal indexes cost each write twice and serve the same queries. Equal are columns, method,
// condition, uniqueness and INCLUDE; the one that comes later in the files is reported.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed duplicate-index.md
var duplicateIndexPage string

func duplicateIndex() *lint.Rule {
	return &lint.Rule{Name: "duplicate-index", Category: "design", Severity: lint.Warning, Page: duplicateIndexPage, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			for i, x := range t.Indexes {
				for _, o := range t.Indexes[:i] {
					if sameIndex(o, x) {
						first, second := inOrder(o, x)
						p.About(t.Part(second.Name, second.Pos), "DROP INDEX "+pgmodel.Quote(second.Name)+";", "index %s is the same as %s", second.Name, first.Name)
						break
					}
				}
			}
		}
	}}
}
