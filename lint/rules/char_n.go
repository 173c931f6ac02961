package rules

// character(n) pads its values with blanks. Decided by the type of each column of the schema,
// arrays and modifiers aside; columns of partitions are reported on their parents.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed char-n.md
var charNPage string

func charN() *lint.Rule {
	return &lint.Rule{Name: "char-n", Category: "design", Severity: lint.Warning, Dialect: "postgres", Page: charNPage, Check: func(p *lint.Pass) {
		eachType(p, func(t *lint.Table, c *lint.Column) {
			if baseType(c.Type) == "character" {
				limitByCheck(p, p.About(t.Part(c.Name, c.Pos), pgmodel.Quote(c.Name)+" text", "%s.%s is padded with blanks to its length", t.Display(), c.Name), t.Key, c.Name, "text")
			}
		})
	}}
}
