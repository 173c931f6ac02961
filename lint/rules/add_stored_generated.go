package rules

// A STORED generated column is computed for each row, which rewrites the table. Decided by the
// act, and reported only for tables that are large or of unknown size; VIRTUAL columns write
// nothing.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed add-stored-generated.md
var addStoredGeneratedPage string

func addStoredGenerated() *lint.Rule {
	return &lint.Rule{Name: "add-stored-generated", Category: "lock", Severity: lint.Error, Dialect: "postgres", Page: addStoredGeneratedPage, Large: true, Planner: "the planner knows the size of the table", Aliases: []string{"table-rewrite"}, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if a.Stored {
				p.At(a, "add a plain column and fill it with a trigger; on PostgreSQL 18 a VIRTUAL one writes nothing", "%s is computed for every row: the table is rewritten under ACCESS EXCLUSIVE", a.Object())
			}
		}, schema.AddsColumn)
	}}
}
