package rules

// ADD COLUMN refuses PRIMARY KEY, UNIQUE, STORED, and defaults that are not constant
// (lang_altertable.html). Decided by the act.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed sqlite-add-column-unsupported.md
var sqliteAddColumnUnsupportedPage string

func sqliteAddColumnUnsupported() *lint.Rule {
	return &lint.Rule{Name: "sqlite-add-column-unsupported", Category: "sqlite", Severity: lint.Error, Dialect: "sqlite", Page: sqliteAddColumnUnsupportedPage, NoChange: "no plan breaks it: the planner rebuilds the table", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			what := ""
			switch {
			case a.Primary:
				what = "PRIMARY KEY"
			case a.Unique:
				what = "UNIQUE"
			case a.Stored:
				what = "STORED"
			case a.Volatile && a.Default:
				what = "a default that is no constant"
			case a.References != schema.Key{} && a.Default && !a.NullDefault:
				what = "REFERENCES with a default"
			default:
				return
			}
			p.At(a, "schemadiff plan writes the rebuild", "ADD COLUMN %s with %s fails on a table with rows", a.Name, what)
		}, schema.AddsColumn)
	}}
}
