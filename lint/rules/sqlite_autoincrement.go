package rules

// Off by default: AUTOINCREMENT writes sqlite_sequence with each insert (autoinc.html). Decided by
// the table of the schema.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed sqlite-autoincrement.md
var sqliteAutoincrementPage string

func sqliteAutoincrement() *lint.Rule {
	return &lint.Rule{Name: "sqlite-autoincrement", Category: "sqlite", Severity: lint.Off, Dialect: "sqlite", Page: sqliteAutoincrementPage, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			if t.Autoincrement {
				p.About(t.Object(), "INTEGER PRIMARY KEY", "each insert into %s writes sqlite_sequence too", t.Display())
			}
		}
	}}
}
