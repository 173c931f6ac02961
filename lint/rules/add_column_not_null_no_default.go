package rules

// ADD COLUMN NOT NULL fails on the first row of a table unless each row gets a value. The rule
// looks for a default, identity or generated value in the act, and, where SQLite's table is copied
// into a new one, for a new column that the copy does not fill.

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed add-column-not-null-no-default.md
var addColumnNotNullNoDefaultPage string

func addColumnNotNullNoDefault() *lint.Rule {
	return &lint.Rule{Name: "add-column-not-null-no-default", Category: "data", Severity: lint.Error, Page: addColumnNotNullNoDefaultPage, Planner: "the live rows are counted", Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if p.Kind != lint.Migration || a.New && !a.Seeded || a.Temp || p.Absent(a) {
				return
			}
			if a.NotNull && !(a.Default && !a.NullDefault) && !a.Identity && !a.Serial && !a.Stored {
				f := p.At(a, "give it a constant DEFAULT, or add it without NOT NULL, fill it, and set NOT NULL then",
					"rows of %s have no value for %s: the statement fails on a table with rows", tableSQL(a), a.Name)
				f.Probe = "SELECT count(*) FROM " + qualifiedTable(a)
			}
		}, schema.AddsColumn)
		p.Rebuilt(func(a *lint.Act, was, now *lint.Table) {
			if isRecreatedEmpty(p, a) {
				return
			}
			for _, c := range now.Columns {
				if was.Column(c.Name) != nil || !c.NotNull || c.Default != "" && !c.NullDefault || c.Generated || c.Identity || filledByCopy(p, now.Key.Name, c.Name) {
					continue
				}
				p.OnColumn(a, c.Name, "give it a constant DEFAULT, or add it without NOT NULL, fill it, and set NOT NULL then",
					"rows of %s have no value for %s: copying them fails on a table with rows", now.Name, c.Name)
			}
		})
	}}
}

// filledByCopy reports whether a statement that copies rows into what becomes the table fills a
// column: it lists it, or lists none.
func filledByCopy(p *lint.Pass, table, column string) bool {
	return copies(p, table, func(a schema.Act) bool {
		return len(a.Columns) == 0 || slices.ContainsFunc(a.Columns, func(n string) bool { return strings.EqualFold(n, column) })
	})
}

// keptByCopy reports whether a statement that copies rows into what becomes the table brings a column of
// that name along: it lists it, or takes all.
func keptByCopy(p *lint.Pass, table, column string) bool {
	return copies(p, table, func(a schema.Act) bool {
		return a.Star || slices.ContainsFunc(a.Columns, func(n string) bool { return strings.EqualFold(n, column) })
	})
}

// copies reports whether there is an INSERT into what becomes a table for which a question holds.
func copies(p *lint.Pass, table string, holds func(schema.Act) bool) bool {
	names := map[string]bool{table: true}
	for _, s := range p.Analyzed.Statements {
		for _, a := range s.Acts {
			if a.Verb == schema.Renames && strings.EqualFold(a.To, table) {
				names[a.On.Name] = true
			}
		}
	}
	for _, s := range p.Analyzed.Statements {
		for _, a := range s.Acts {
			if a.Verb == schema.Inserts && names[a.On.Name] && holds(a) {
				return true
			}
		}
	}
	return false
}
