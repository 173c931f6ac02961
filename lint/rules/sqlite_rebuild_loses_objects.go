package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed sqlite-rebuild-loses-objects.md
var sqliteRebuildLosesObjectsPage string

func sqliteRebuildLosesObjects() *lint.Rule {
	return &lint.Rule{Name: "sqlite-rebuild-loses-objects", Category: "sqlite", Severity: lint.Error, Dialect: "sqlite", Page: sqliteRebuildLosesObjectsPage, NoChange: "the planner makes indexes and triggers again after a rebuild", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if a.Kind != schema.KindTable || !p.Replaced(a) {
				return
			}
			for _, name := range lostWith(p, a.On) {
				p.At(a, "make it again after the renaming", "%s of %s is dropped with the table and not made again", name, a.Name)
			}
		}, schema.Drops)
	}}
}
