package rules

// The values of a dropped column are lost and code that reads it fails. Generated columns are left
// out, as are columns that the same migration added; of one whose values it has written elsewhere
// before, only a warning is left. Where SQLite's table is copied into a new
// one, a column is lost that the copy does not name.

import (
	_ "embed"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-column.md
var dropColumnPage string

func dropColumn() *lint.Rule {
	return &lint.Rule{Name: "drop-column", Category: "destructive", Severity: lint.Error, Page: dropColumnPage, Planner: "the values that go are counted, and renames are known", Destroys: true, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			missing := a.IfExists && a.Known && p.Based && a.Was == ""
			if !missing && !addedBefore(p, a) && !isGenerated(p.Was(a.On), a.Name) && !movesUnderName(p, a) {
				f := p.At(a, "deploy code that neither reads nor writes it, then drop it", "dropping %s destroys its values", a.Object())
				afterMove(p, f, a, a.Name)
			}
		}, schema.DropsColumn)
		p.Rebuilt(func(a *lint.Act, was, now *lint.Table) {
			if isRecreatedEmpty(p, a) {
				return // drop-table reports it
			}
			for _, c := range was.Columns {
				if n := now.Column(c.Name); n != nil && n.Generated && !c.Generated {
					p.OnColumn(a, c.Name, "keep the column and add a generated one beside it", "%s is recreated with %s as a generated column: its values are overwritten", a.Name, c.Name)
				}
				if now.Column(c.Name) == nil && !c.Generated && !keptByCopy(p, now.Key.Name, c.Name) && !isRenamedBefore(p, a, c.Name) { // one that is copied has another name now
					p.OnColumn(a, c.Name, "deploy code that neither reads nor writes it, then drop it", "%s is recreated without %s: its values are destroyed", a.Name, c.Name)
					afterMove(p, p.Last(), a, c.Name)
				}
			}
		})
	}}
}

// afterMove makes a warning of a finding about a column whose values a statement before it has read to
// write them elsewhere: they are not lost, but code that names the column fails.
func afterMove(p *lint.Pass, f *lint.Finding, a *lint.Act, column string) {
	if isMoved(p, a, column) {
		f.Severity = lint.Warning
		f.Message = a.Respell(a.On.Name+"."+column) + " goes after the migration has copied from it: code that names it fails, and what was not copied is lost"
	}
}

// movesUnderName reports whether the values of a column that an act drops were copied, and another column has the name that it had
// when the statements began: code finds that one.
func movesUnderName(p *lint.Pass, a *lint.Act) bool {
	name := a.Name
	p.Earlier(a, func(o *lint.Act) bool {
		if o.Verb == schema.RenamesColumn && strings.EqualFold(o.To, a.Name) {
			name = o.Name
		}
		return false
	}, schema.RenamesColumn)
	comes := func(o *lint.Act) bool {
		return o.Verb == schema.AddsColumn && strings.EqualFold(o.Name, name) || o.Verb == schema.RenamesColumn && strings.EqualFold(o.To, name)
	}
	return (p.Earlier(a, comes) && name != a.Name || p.Later(a, comes)) && isMoved(p, a, a.Name)
}

// isGenerated reports whether a column is generated: its values come from others, which stay.
func isGenerated(t *lint.Table, column string) bool {
	return t != nil && t.Column(column) != nil && t.Column(column).Generated
}
