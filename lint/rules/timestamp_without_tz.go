package rules

// timestamp stores no zone, so that its value is another moment for each session. Decided by the
// type of each column of the schema, arrays included.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed timestamp-without-tz.md
var timestampWithoutTzPage string

func timestampWithoutTz() *lint.Rule {
	return &lint.Rule{Name: "timestamp-without-tz", Category: "design", Severity: lint.Warning, Dialect: "postgres", Page: timestampWithoutTzPage, Check: func(p *lint.Pass) {
		eachType(p, func(t *lint.Table, c *lint.Column) {
			if baseType(c.Type) == "timestamp without time zone" {
				retype(p, p.About(t.Part(c.Name, c.Pos), pgmodel.Quote(c.Name)+" timestamptz", "%s.%s is a time that means another moment in each time zone", t.Display(), c.Name), t.Key, c.Name, zonedType)
			}
		})
	}}
}
