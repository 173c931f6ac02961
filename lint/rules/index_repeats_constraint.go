package rules

// A key has an index of its own, so that one on the same columns costs writes and serves nothing.
// Partial indexes are left out, as is SQLite's INTEGER PRIMARY KEY, which has none.

import (
	_ "embed"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed index-repeats-constraint.md
var indexRepeatsConstraintPage string

func indexRepeatsConstraint() *lint.Rule {
	return &lint.Rule{Name: "index-repeats-constraint", Category: "design", Severity: lint.Warning, Page: indexRepeatsConstraintPage, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			keys := slices.Clone(t.Uniques)
			if t.Primary != nil && t.RowIDAlias == "" {
				keys = append(keys, t.Primary)
			}
			for _, x := range t.Indexes {
				for _, k := range keys {
					if coversIndex(k, x) && !x.Partial && len(k.Text) == len(x.Text) {
						p.About(t.Part(x.Name, x.Pos), "DROP INDEX "+pgmodel.Quote(x.Name)+";", "index %s repeats the index of a key of %s", x.Name, t.Display())
						break
					}
				}
			}
		}
	}}
}
