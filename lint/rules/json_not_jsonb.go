package rules

// json has no equality and no index. Decided by the type of each column of the schema, arrays
// included.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed json-not-jsonb.md
var jsonNotJsonbPage string

func jsonNotJsonb() *lint.Rule {
	return &lint.Rule{Name: "json-not-jsonb", Category: "design", Severity: lint.Warning, Dialect: "postgres", Page: jsonNotJsonbPage, Check: func(p *lint.Pass) {
		eachType(p, func(t *lint.Table, c *lint.Column) {
			if baseType(c.Type) == "json" {
				retype(p, p.About(t.Part(c.Name, c.Pos), pgmodel.Quote(c.Name)+" jsonb", "%s.%s cannot be compared or indexed", t.Display(), c.Name), t.Key, c.Name, binaryType)
			}
		})
	}}
}
