package rules

// Rules that only the planner finds: they are about what a plan can carry out, or what
// it leaves alone. No text of a file shows it, so that they have no check here, but
// their pages have examples as well, of the two schemas of a plan.

import (
	"embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed *.md
var pages embed.FS

// plannedRules are the rules whose findings the planner reports.
func plannedRules() []*lint.Rule {
	const postgres schema.Dialect = "postgres"
	const sqlite schema.Dialect = "sqlite"
	list := []*lint.Rule{
		{Name: "broken-reference", Category: "compat", Severity: lint.Error},
		{Name: "application-module", Category: "sqlite", Severity: lint.Error, Dialect: sqlite},
		{Name: "application-defined", Category: "sqlite", Severity: lint.Error, Dialect: sqlite},
		{Name: "leftover-table", Category: "sqlite", Severity: lint.Warning, Dialect: sqlite},
		{Name: "column-order", Category: "compat", Severity: lint.Info},
		{Name: "foreign-keys-on", Category: "sqlite", Severity: lint.Error, Dialect: sqlite},
		{Name: "real-text", Category: "sqlite", Severity: lint.Error, Dialect: sqlite},
		{Name: "d1-limit", Category: "sqlite", Severity: lint.Error, Dialect: sqlite},
		{Name: "volatile-value", Category: "sqlite", Severity: lint.Error, Dialect: sqlite},
		{Name: "rowid-lost", Category: "sqlite", Severity: lint.Error, Dialect: sqlite},
		{Name: "type-refused", Category: "data", Severity: lint.Error, Dialect: sqlite},
		{Name: "stale-rename", Category: "compat", Severity: lint.Warning},
		{Name: "table-rewrite", Category: "lock", Severity: lint.Error, Dialect: postgres, Large: true},
		{Name: "filled-in-part", Category: "data", Severity: lint.Error, Dialect: postgres},
		{Name: "base-type-in-use", Category: "data", Severity: lint.Error, Dialect: postgres},
		{Name: "composite-array", Category: "data", Severity: lint.Error, Dialect: postgres},
		{Name: "extension-fixed", Category: "compat", Severity: lint.Error, Dialect: postgres, NoChange: "only a server knows which extensions it cannot move"},
		{Name: "extension-version", Category: "compat", Severity: lint.Error, Dialect: postgres, NoChange: "only a server knows which versions it has scripts for"},
		{Name: "partition-change", Category: "data", Severity: lint.Error, Dialect: postgres},
		{Name: "order-circle", Category: "data", Severity: lint.Error, Dialect: postgres},
		{Name: "table-change", Category: "data", Severity: lint.Error, Dialect: postgres, NoChange: "it answers what the planner does not know yet"},
	}
	for _, r := range list {
		text, err := pages.ReadFile(r.Name + ".md")
		if err != nil {
			panic(err) // a rule without its page does not pass the tests
		}
		r.Page, r.Planner = string(text), "only the planner finds it"
	}
	return list
}
