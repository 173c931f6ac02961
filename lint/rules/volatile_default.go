package rules

// A default that differs from row to row (random(), clock_timestamp()) makes ADD COLUMN rewrite
// the table (ALTER TABLE, "Notes"). The analyser knows which functions are volatile; serial and
// identity have a rule of their own.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed volatile-default.md
var volatileDefaultPage string

func volatileDefault() *lint.Rule {
	return &lint.Rule{Name: "volatile-default", Category: "lock", Severity: lint.Error, Dialect: "postgres", Page: volatileDefaultPage, Online: true, Aliases: []string{"table-rewrite"}, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if !a.Volatile || a.Serial || a.Identity {
				return
			}
			f := p.At(a, "add it without a default, SET DEFAULT, then fill the rows in batches", "the default of %s is computed for every row: the table is rewritten under ACCESS EXCLUSIVE", a.Object())
			if a.Unknown != "" {
				f.Message = "the default of " + a.Object() + " calls " + a.Unknown + "(), of which nothing is known here, so that it counts as volatile: then every row is rewritten under ACCESS EXCLUSIVE"
			}
		}, schema.AddsColumn)
	}}
}
