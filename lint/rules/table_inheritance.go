package rules

// Keys and foreign keys of a parent do not apply to child tables (ddl-inherit, "Caveats"). Decided
// by the table of the schema; partitions are no child tables in this sense.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed table-inheritance.md
var tableInheritancePage string

func tableInheritance() *lint.Rule {
	return &lint.Rule{Name: "table-inheritance", Category: "design", Severity: lint.Warning, Dialect: "postgres", Page: tableInheritancePage, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			if t.Inherits {
				p.About(t.Object(), "partition the parent, or use LIKE", "keys of the parent do not hold for %s", t.Display())
			}
		}
	}}
}
