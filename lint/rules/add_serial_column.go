package rules

// A serial or identity column has a different value in each row, so PostgreSQL rewrites the table
// and cannot use the shortcut of a constant default. Decided by the act; tables created by the
// same migration are left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed add-serial-column.md
var addSerialColumnPage string

func addSerialColumn() *lint.Rule {
	return &lint.Rule{Name: "add-serial-column", Category: "lock", Severity: lint.Error, Dialect: "postgres", Page: addSerialColumnPage, NoChange: "a plan creates the sequence first; its default is volatile-default, and the planner adds an identity in steps that block no session", Aliases: []string{"table-rewrite"}, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if a.Serial || a.Identity {
				p.At(a, "add a plain column, fill it from a sequence in batches, then make it the default", "%s numbers every row: the table is rewritten under ACCESS EXCLUSIVE", a.Object())
			}
		}, schema.AddsColumn)
	}}
}
