package rules

// time with time zone has an offset but no date, which daylight saving time needs
// (datatype-datetime). Decided by the type of each column of the schema.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed timetz.md
var timetzPage string

func timetz() *lint.Rule {
	return &lint.Rule{Name: "timetz", Category: "design", Severity: lint.Warning, Dialect: "postgres", Page: timetzPage, Check: func(p *lint.Pass) {
		eachType(p, func(t *lint.Table, c *lint.Column) {
			if baseType(c.Type) == "time with time zone" {
				p.About(t.Part(c.Name, c.Pos), pgmodel.Quote(c.Name)+" time", "%s.%s is a time of day with an offset and no date: daylight saving time cannot be applied", t.Display(), c.Name)
			}
		})
	}}
}
