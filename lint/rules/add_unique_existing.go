package rules

// Duplicates make a unique index or constraint fail, with CONCURRENTLY after the whole build. The
// rule leaves out what the rows already guarantee: a key of the table on a subset of the columns,
// a column added without values by the same migration, or one that a sequence numbers. The probe counts duplicates.

import (
	_ "embed"
	"slices"
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
			filled := a.Kind == schema.KindPrimary && p.Was(a.On) == nil && p.Now(a.On) != nil // of other tables pk-builds-index reports it
			key := a.Verb == schema.AddsConstraint && (a.Kind == schema.KindUnique || filled) && !a.UsingIndex
			if (index || key) && !uniqueAlready(p, a) && !allNull(p, a) && !numbered(p, a) {
				f := p.At(a, "look for duplicates first: SELECT "+a.Respell(nameList(a.Columns))+", count(*) FROM "+tableSQL(a)+" GROUP BY "+a.Respell(nameList(a.Columns))+" HAVING count(*) > 1",
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

// numbered reports whether a column of a key has its values from a sequence alone, so that no two rows
// have the same.
func numbered(p *lint.Pass, a *lint.Act) bool {
	left := slices.Clone(a.Columns)
	for _, o := range historyOf(p, a) {
		switch o.Verb {
		case schema.Inserts, schema.Updates:
			left = slices.DeleteFunc(left, func(n string) bool { return len(o.Columns) == 0 || slices.Contains(o.Columns, n) })
		case schema.AddsColumn, schema.DefinesColumn:
			if (o.Serial || o.Identity) && slices.Contains(left, o.Name) {
				return true
			}
		}
	}
	return false
}
