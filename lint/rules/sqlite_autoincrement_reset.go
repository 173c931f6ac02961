package rules

// A table that is dropped and recreated loses its row of sqlite_sequence, and numbers of deleted
// rows are given again. Left out is a migration that writes sqlite_sequence itself. Where the rows are
// copied, the counter goes on after the largest number that is left, which is information.

import (
	_ "embed"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed sqlite-autoincrement-reset.md
var sqliteAutoincrementResetPage string

func sqliteAutoincrementReset() *lint.Rule {
	return &lint.Rule{Name: "sqlite-autoincrement-reset", Category: "sqlite", Severity: lint.Warning, Dialect: "sqlite", Page: sqliteAutoincrementResetPage, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			t := p.Was(a.On)
			carried := slices.ContainsFunc(p.Acts, func(o lint.Act) bool {
				return (o.Verb == schema.Inserts || o.Verb == schema.Updates) && o.On.Name == "sqlite_sequence"
			})
			now := p.Now(a.On)
			if a.Kind == schema.KindTable && t != nil && t.Autoincrement && p.Replaced(a) && now != nil && !now.Autoincrement {
				p.At(a, "keep AUTOINCREMENT, unless nothing outside remembers the numbers of deleted rows", "%s has no AUTOINCREMENT any more: numbers of deleted rows are given again", a.Name)
				return
			}
			if a.Kind == schema.KindTable && t != nil && t.Autoincrement && p.Replaced(a) && !carried {
				f := p.At(a, "INSERT INTO sqlite_sequence (name, seq) SELECT 'new name', seq FROM sqlite_sequence WHERE name = '"+a.Respell(a.Name)+"'", "the counter of %s restarts: numbers of deleted rows are given again", a.Name)
				if copiedTo(p, a) != "" {
					f.Severity = lint.Info
				}
			}
		}, schema.Drops)
	}}
}
