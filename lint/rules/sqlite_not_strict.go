package rules

// Columns of a table that is not STRICT take values of any type (stricttables.html). Decided by
// the table of the schema.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed sqlite-not-strict.md
var sqliteNotStrictPage string

func sqliteNotStrict() *lint.Rule {
	return &lint.Rule{Name: "sqlite-not-strict", Category: "sqlite", Severity: lint.Info, Dialect: "sqlite", Page: sqliteNotStrictPage, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			if !t.Strict {
				makeStrict(p, p.About(t.Object(), "CREATE TABLE … STRICT", "columns of %s take values of any type", t.Display()), t)
			}
		}
	}}
}
