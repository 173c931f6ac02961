package rules

// DELETE without WHERE empties a table in one transaction. Decided by the act alone; a table that
// the same migration creates is left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed delete-without-where.md
var deleteWithoutWherePage string

func deleteWithoutWhere() *lint.Rule {
	return &lint.Rule{Name: "delete-without-where", Category: "data", Severity: lint.Warning, Page: deleteWithoutWherePage, NoChange: "it is about rows, which a desired schema does not have", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if !a.Where {
				p.At(a, "choose the rows with WHERE, in batches", "DELETE without WHERE deletes every row of %s", a.Object())
			}
		}, schema.Deletes)
		eachRemark(p, schema.DeletesAll, func(s *schema.Statement, r *schema.Remark) {
			remarkAt(p, s, r, "name the rows with WHERE, such as by a column of OLD", "DELETE without WHERE in a trigger deletes every row of %s each time that it fires")
		})
	}}
}
