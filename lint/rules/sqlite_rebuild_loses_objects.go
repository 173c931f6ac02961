package rules

// Indexes and triggers go with the table that a rebuild drops (lang_altertable.html, section 7,
// step 8). Both schemas are compared; objects that the migration drops itself are left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed sqlite-rebuild-loses-objects.md
var sqliteRebuildLosesObjectsPage string

func sqliteRebuildLosesObjects() *lint.Rule {
	return &lint.Rule{Name: "sqlite-rebuild-loses-objects", Category: "sqlite", Severity: lint.Error, Dialect: "sqlite", Page: sqliteRebuildLosesObjectsPage, NoChange: "the planner recreates indexes and triggers after a rebuild", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			table, renamed := p.Former(a)
			if a.Kind != schema.KindTable || !renamed && !p.Replaced(a) {
				return
			}
			for _, name := range lostByRebuild(p, table) {
				p.At(a, "recreate it after the RENAME", "%s of %s is dropped with the table and not recreated", name, table.Name)
			}
		}, schema.Drops)
	}}
}
