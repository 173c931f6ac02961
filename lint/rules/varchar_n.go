package rules

// Off by default: a limit in the type needs a change of type to widen; a CHECK does not. Decided
// by the type of each column of the schema.

import (
	_ "embed"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed varchar-n.md
var varcharNPage string

func varcharN() *lint.Rule {
	return &lint.Rule{Name: "varchar-n", Category: "design", Severity: lint.Off, Dialect: "postgres", Page: varcharNPage, Check: func(p *lint.Pass) {
		eachType(p, func(t *lint.Table, c *lint.Column) {
			if strings.HasPrefix(c.Type, "character varying(") {
				limitByCheck(p, p.About(t.Part(c.Name, c.Pos), pgmodel.Quote(c.Name)+" text, with a CHECK (length("+pgmodel.Quote(c.Name)+") <= …)", "%s.%s limits its length by its type", t.Display(), c.Name), t.Key, c.Name, "text")
			}
		})
	}}
}
