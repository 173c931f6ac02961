package rules

// The currency of a money value is a setting of the session (datatype-money). Decided by the type
// of each column of the schema.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed money.md
var moneyPage string

func money() *lint.Rule {
	return &lint.Rule{Name: "money", Category: "design", Severity: lint.Warning, Dialect: "postgres", Page: moneyPage, Check: func(p *lint.Pass) {
		eachType(p, func(t *lint.Table, c *lint.Column) {
			if baseType(c.Type) == "money" {
				p.About(t.Part(c.Name, c.Pos), pgmodel.Quote(c.Name)+" numeric(12,2)", "%s.%s means another currency under another lc_monetary", t.Display(), c.Name)
			}
		})
	}}
}
