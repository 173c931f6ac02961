package rules

// Duplicates make a unique index or constraint fail, with CONCURRENTLY after the whole build. The
// rule leaves out what the rows already guarantee: a key of the table on a subset of the columns,
// or a column added without values by the same migration. The probe counts duplicates.

import (
	_ "embed"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed add-unique-existing.md
var addUniqueExistingPage string

func addUniqueExisting() *lint.Rule {
	return &lint.Rule{Name: "add-unique-existing", Category: "data", Severity: lint.Error, Page: addUniqueExistingPage, Planner: "the live rows are counted", Check: func(p *lint.Pass) {
		p.ChangedRows(func(a *lint.Act) {
			index := a.Verb == schema.Creates && a.Kind == schema.KindIndex && a.Unique
			key := a.Verb == schema.AddsConstraint && a.Kind == schema.KindUnique && !a.UsingIndex
			if (index || key) && !uniqueAlready(p, a) && !allNull(p, a) {
				f := p.At(a, "look for duplicates first: SELECT "+nameList(a.Columns)+", count(*) FROM "+tableSQL(a)+" GROUP BY "+nameList(a.Columns)+" HAVING count(*) > 1",
					"rows of %s with the same %s make the statement fail", tableSQL(a), strings.ReplaceAll(nameList(a.Columns), "…", "value of an expression"))
				f.Probe = duplicatesQuery(p, a)
				if a.Concurrently {
					f.Severity = lint.Info
					f.Message += " and leave the index INVALID"
				}
			}
		}, schema.Creates, schema.AddsConstraint)
	}}
}
