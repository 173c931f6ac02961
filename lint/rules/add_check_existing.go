package rules

// PostgreSQL checks the rows of a table under ACCESS EXCLUSIVE when a CHECK is added (ALTER TABLE,
// "ADD table_constraint"). Decided by the act alone: NOT VALID reads nothing and is left out, as
// is a table that the same migration creates. The probe counts the rows that would fail.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed add-check-existing.md
var addCheckExistingPage string

func addCheckExisting() *lint.Rule {
	return &lint.Rule{Name: "add-check-existing", Category: "data", Severity: lint.Warning, Dialect: "postgres", Page: addCheckExistingPage, Planner: "the live rows are counted", Check: func(p *lint.Pass) {
		p.ChangedRows(func(a *lint.Act) {
			if a.Verb == schema.AddsColumn && a.Checked && !rewrites(a) {
				p.At(a, "add the column without it; then add the CHECK NOT VALID, and VALIDATE CONSTRAINT in a transaction of its own",
					"the CHECK of the new column reads every row of %s while all its readers and writers wait", tableSQL(a))
			}
			if a.Kind == schema.KindCheck && a.Verb == schema.AddsConstraint && !a.NotValid {
				f := p.At(a, "add it NOT VALID, and VALIDATE CONSTRAINT in a transaction of its own", "the CHECK reads every row of %s while all its readers and writers wait", tableSQL(a))
				f.Probe = violatorsQuery(p, a)
				validateLater(p, f, a)
			}
		}, schema.AddsConstraint, schema.AddsColumn)
	}}
}
