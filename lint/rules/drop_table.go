package rules

// The rows of a dropped table are lost. Left out is a table that is replaced under its name (a
// rebuild), whatever names the old and the new one have meanwhile, and a virtual table, which has a
// rule of its own; IF EXISTS of a table that is known not to exist is only a note.

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
			if a.Kind != schema.KindTable && a.Kind != schema.KindForeignTable || isVirtual(p, a) {
				return
			}
			if p.Replaced(a) {
				replacedEmpty(p, a)
				return
			}
			copied := copiedTo(p, a)
			if _, renamed := p.Former(a); renamed && copied != "" {
				return
			}
			f := p.At(a, "stop using it in one release, then drop it in the next", "dropping %s destroys its rows", a.Object())
			if copied != "" {
				f.Severity = lint.Warning
				f.Message = "dropping " + a.Respell(a.Object()) + " breaks what still reads it; its rows were copied to " + copied
			}
			if p.Absent(a) {
				f.Severity = lint.Info
				f.Message = "DROP TABLE IF EXISTS " + a.Respell(a.Object()) + ": there is no such table"
			}
		}, schema.Drops)
	}}
}

// replacedEmpty reports a table that is dropped and recreated where no statement has put rows aside, nor
// writes any into the new one.
func replacedEmpty(p *lint.Pass, a *lint.Act) {
	if p.Was(a.On) != nil && isRecreatedEmpty(p, a) && !readsBefore(p, a) {
		p.At(a, "copy the rows into the new table before the old one goes", "dropping %s destroys its rows: nothing has copied them when it is recreated", a.Object())
	}
}
