package rules

// VACUUM fails in a transaction, needs the whole file for itself, and twice its size
// (lang_vacuum.html). Decided by the act.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed sqlite-vacuum.md
var sqliteVacuumPage string

func sqliteVacuum() *lint.Rule {
	return &lint.Rule{Name: "sqlite-vacuum", Category: "sqlite", Severity: lint.Warning, Dialect: "sqlite", Page: sqliteVacuumPage, NoChange: "it is a command, no difference between schemas", Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			p.At(a, "run VACUUM by hand when the application is stopped", "VACUUM fails inside a transaction and locks the whole file")
		}, schema.Vacuums)
	}}
}
