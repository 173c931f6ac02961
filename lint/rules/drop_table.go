package rules

// The rows of a dropped table are lost. Left out is a table that is replaced under its name (a
// rebuild), unless nothing is written into the new one, and a virtual table, which has a rule of its own; IF EXISTS of a table that is known
// not to exist is only a note.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-table.md
var dropTablePage string

func dropTable() *lint.Rule {
	return &lint.Rule{Name: "drop-table", Category: "destructive", Severity: lint.Error, Page: dropTablePage, Planner: "the rows that go are counted", Destroys: true, Aliases: []string{"drop-foreign-table"}, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if a.Kind != schema.KindTable && a.Kind != schema.KindForeignTable || p.Replaced(a) && !isRecreatedEmpty(p, a) || isVirtual(p, a) {
				return
			}
			f := p.At(a, "stop using it in one release, then drop it in the next", "dropping %s destroys its rows", a.Object())
			if p.Absent(a) {
				f.Severity = lint.Info
				f.Message = "DROP TABLE IF EXISTS " + a.Object() + ": there is no such table"
			}
		}, schema.Drops)
	}}
}
