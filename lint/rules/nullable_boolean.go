package rules

// Off by default: a boolean that allows NULL has three values in a condition. Decided by type and
// nullability of each column of the schema.

import (
	_ "embed"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed nullable-boolean.md
var nullableBooleanPage string

func nullableBoolean() *lint.Rule {
	return &lint.Rule{Name: "nullable-boolean", Category: "design", Severity: lint.Off, Page: nullableBooleanPage, Check: func(p *lint.Pass) {
		eachColumn(p, func(t *lint.Table, c *lint.Column) {
			if strings.HasPrefix(strings.ToLower(c.Type), "bool") && !c.NotNull {
				p.About(t.Part(c.Name, c.Pos), pgmodel.Quote(c.Name)+" boolean NOT NULL DEFAULT false", "%s.%s is true, false or NULL: three values where code expects two", t.Display(), c.Name)
			}
		})
	}}
}
