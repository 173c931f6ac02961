package rules

// INSERT OR REPLACE deletes the rows in conflict before it inserts (lang_conflict.html): references to
// them act as on DELETE, and triggers on DELETE fire only with recursive_triggers.

import (
	_ "embed"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

//go:embed sqlite-replace-deletes.md
var sqliteReplaceDeletesPage string

func sqliteReplaceDeletes() *lint.Rule {
	return &lint.Rule{Name: "sqlite-replace-deletes", Category: "sqlite", Severity: lint.Warning, Dialect: "sqlite", Page: sqliteReplaceDeletesPage, NoChange: "it is about rows, which a desired schema does not have", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if !a.Replaces {
				return
			}
			const fix = "INSERT … ON CONFLICT … DO UPDATE keeps the row"
			switch {
			case len(cascadingTables(p, a)) > 0 && !keysOff(p, a):
				p.At(a, fix, "rows of %s that are replaced are deleted first, and rows that refer to them change or go too", a.Object())
			case hasDeleteTrigger(p.From, a.On):
				p.At(a, fix, "rows of %s that are replaced are deleted first, and its triggers on DELETE do not fire", a.Object())
			}
		}, schema.Inserts, schema.Updates)
	}}
}

// hasDeleteTrigger reports whether a table has a trigger on DELETE.
func hasDeleteTrigger(s *schema.Schema, table schema.Key) bool {
	for o := range s.All() {
		t, ok := o.(*litemodel.Trigger)
		if !ok || t.Table != table {
			continue
		}
		for _, head := range []string{"delete ", "before delete ", "after delete "} {
			if strings.HasPrefix(t.Body.SQL, head) {
				return true
			}
		}
	}
	return false
}
