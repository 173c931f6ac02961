package rules

// An unlogged table is emptied after a crash and absent on standbys (CREATE TABLE, "UNLOGGED").
// Decided by the table of the schema.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed unlogged-table.md
var unloggedTablePage string

func unloggedTable() *lint.Rule {
	return &lint.Rule{Name: "unlogged-table", Category: "design", Severity: lint.Warning, Dialect: "postgres", Page: unloggedTablePage, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			if t.Unlogged {
				p.About(t.Object(), "CREATE TABLE", "%s is empty after a crash and missing on replicas", t.Display())
			}
		}
	}}
}
