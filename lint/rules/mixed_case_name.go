package rules

// A name with capitals must be quoted in every query. Decided by the names of tables, columns and
// indexes of the schema, as they are after folding.

import (
	_ "embed"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed mixed-case-name.md
var mixedCaseNamePage string

func mixedCaseName() *lint.Rule {
	return &lint.Rule{Name: "mixed-case-name", Category: "style", Severity: lint.Info, Page: mixedCaseNamePage, Check: func(p *lint.Pass) {
		eachName(p, func(o lint.Object, name string) {
			if strings.ToLower(name) != name {
				p.About(o, snakeCase(name), "%q must be quoted everywhere", name)
			}
		})
	}}
}
