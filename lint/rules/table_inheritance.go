package rules

// Keys and foreign keys of a parent do not apply to child tables (ddl-inherit, "Caveats"). Decided
// by the table of the schema; partitions are no child tables in this sense.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
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
		p.Each(func(a *lint.Act) { // of a parent that is not known here
			if a.Inherits && !a.Temp && p.Table(a.On) == nil && !p.Later(a, func(o *lint.Act) bool { return o.Verb == schema.Drops || o.Verb == schema.Renames }) {
				p.At(a, "partition the parent, or use LIKE", "keys of the parent do not hold for %s", tableSQL(a))
			}
		}, schema.Creates)
	}}
}
