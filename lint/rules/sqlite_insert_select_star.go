package rules

// INSERT … SELECT * copies by position, so that a new or moved column receives the values of
// another. Decided by the act: no list of columns and a star. Left out are two tables that are known
// to have the same columns in the same order.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed sqlite-insert-select-star.md
var sqliteInsertSelectStarPage string

func sqliteInsertSelectStar() *lint.Rule {
	return &lint.Rule{Name: "sqlite-insert-select-star", Category: "sqlite", Severity: lint.Error, Dialect: "sqlite", Page: sqliteInsertSelectStarPage, NoChange: "the planner names all columns", Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if a.Star && !sameColumns(p, a) {
				nameColumns(p, p.At(a, "INSERT INTO … (columns) SELECT columns FROM …", "columns of %s are filled by their place, not by their name", a.Object()), a)
			}
		}, schema.Inserts)
	}}
}
