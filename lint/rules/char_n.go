package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed char-n.md
var charNPage string

func charN() *lint.Rule {
	return &lint.Rule{Name: "char-n", Category: "design", Severity: lint.Warning, Dialect: "postgres", Page: charNPage, Check: func(p *lint.Pass) {
		columns(p, func(t *lint.Table, c *lint.Column) {
			if baseType(c.Type) == "character" {
				p.About(t.Part(c.Name, c.Pos), pgmodel.Quote(c.Name)+" text", "%s.%s is filled up with blanks", t.Display(), c.Name)
			}
		})
	}}
}
