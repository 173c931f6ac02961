package rules

// Two statements that each read all rows of one table could share one pass in a single ALTER
// TABLE. Only consecutive changes of one table in one transaction count.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed merge-alter-table.md
var mergeAlterTablePage string

func mergeAlterTable() *lint.Rule {
	return &lint.Rule{Name: "merge-alter-table", Category: "lock", Severity: lint.Info, Dialect: "postgres", Page: mergeAlterTablePage, NoChange: "it is about the form of statements; the planner merges them", Check: func(p *lint.Pass) {
		last := map[string]*lint.Act{}
		p.Changed(func(a *lint.Act) {
			before := last[a.On.String()]
			if readsEveryRow(a) && before != nil && readsEveryRow(before) && before.Statement != a.Statement && before.Tx == a.Tx {
				f := p.At(a, "put both into one ALTER TABLE", "every row of %s is read once more for this statement", tableSQL(a))
				if before.Statement+1 == a.Statement {
					joinStatements(p, f, before, a)
				}
			}
			last[a.On.String()] = a
		}, schema.SetsNotNull, schema.SetsType, schema.AddsConstraint, schema.AddsColumn, schema.DropsColumn)
	}}
}
