package rules

// INSERT … SELECT * copies by position, so that a new or moved column receives the values of
// another. Decided by the act: no list of columns and a star. Left out is the copy of a rebuild after
// which the table has the columns that it had, in their order.

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

//go:embed sqlite-insert-select-star.md
var sqliteInsertSelectStarPage string

func sqliteInsertSelectStar() *lint.Rule {
	return &lint.Rule{Name: "sqlite-insert-select-star", Category: "sqlite", Severity: lint.Error, Dialect: "sqlite", Page: sqliteInsertSelectStarPage, NoChange: "the planner names all columns", Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if a.Star && !copiesSameColumns(p, a) {
				nameColumns(p, p.At(a, "INSERT INTO … (columns) SELECT columns FROM …", "columns of %s are filled by their place, not by their name", a.Object()), a)
			}
		}, schema.Inserts)
	}}
}

// copiesSameColumns reports whether an act fills a table that is rebuilt by the migration, and has the
// same columns before and after.
func copiesSameColumns(p *lint.Pass, a *lint.Act) bool {
	table := a.On
	p.Later(a, func(o *lint.Act) bool {
		if o.Verb == schema.Renames && o.Kind == schema.KindTable && o.On == a.On {
			table.Name = litemodel.Fold(o.To)
		}
		return false
	})
	was, now := p.Was(table), p.Now(table)
	rebuilt := slices.ContainsFunc(p.Acts, func(o lint.Act) bool {
		return o.Kind == schema.KindTable && o.On == table && (o.Verb == schema.Drops || o.Verb == schema.Renames)
	})
	return rebuilt && was != nil && now != nil && slices.EqualFunc(was.Columns, now.Columns, func(x, y *lint.Column) bool { return strings.EqualFold(x.Name, y.Name) })
}
