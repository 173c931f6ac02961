package rules

// INSERT without a list of columns depends on their order and number (lang_insert.html). Decided by
// the act; SELECT * without a list is sqlite-insert-select-star.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed insert-without-columns.md
var insertWithoutColumnsPage string

func insertWithoutColumns() *lint.Rule {
	return &lint.Rule{Name: "insert-without-columns", Category: "data", Severity: lint.Info, Dialect: "sqlite", Page: insertWithoutColumnsPage, NoChange: "it is about rows, which a desired schema does not have", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if len(a.Columns) == 0 && !a.Default && !a.Star {
				nameColumns(p, p.At(a, "INSERT INTO … (columns)", "values are given to the columns of %s by their place", a.Object()), a)
			}
		}, schema.Inserts)
	}}
}
