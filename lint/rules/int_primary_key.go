package rules

// An integer key ends at 2,147,483,647 rows ever inserted. Only keys of one column count, and keys
// that are references are reported on what they refer to.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed int-primary-key.md
var intPrimaryKeyPage string

func intPrimaryKey() *lint.Rule {
	return &lint.Rule{Name: "int-primary-key", Category: "design", Severity: lint.Warning, Dialect: "postgres", Page: intPrimaryKeyPage, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			if t.Primary == nil || len(t.Primary.Columns) != 1 || t.Partition || refersOn(t, t.Primary.Columns[0]) {
				continue
			}
			if c := t.Column(t.Primary.Columns[0]); c != nil && (c.Type == "integer" || c.Type == "smallint") {
				retype(p, p.About(t.Part(c.Name, c.Pos), pgmodel.Quote(c.Name)+" bigint", "%s.%s ends at %s", t.Display(), c.Name, map[string]string{"integer": "2,147,483,647", "smallint": "32,767"}[c.Type]), t.Key, c.Name, bigType)
			}
		}
	}}
}
