package rules

// A btree index compares whole jsonb documents and serves none of the containment operators.
// Decided by the method and first column of an index in the schema; unique indexes are left out,
// since they are for equality.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed btree-on-jsonb.md
var btreeOnJsonbPage string

func btreeOnJsonb() *lint.Rule {
	return &lint.Rule{Name: "btree-on-jsonb", Category: "design", Severity: lint.Info, Dialect: "postgres", Page: btreeOnJsonbPage, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			for _, x := range t.Indexes {
				if x.Method != "btree" || x.Unique || len(x.Columns) == 0 {
					continue
				}
				if c := t.Column(x.Columns[0]); c != nil && x.Columns[0] != "" && c.Type == "jsonb" {
					p.About(t.Part(x.Name, x.Pos), "USING gin ("+pgmodel.Quote(c.Name)+")", "index %s serves only the comparison of whole documents", x.Name)
				}
			}
		}
	}}
}
