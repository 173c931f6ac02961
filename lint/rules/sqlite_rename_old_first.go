package rules

// ALTER TABLE RENAME also changes references in triggers, views and foreign keys, so that they
// follow the old table (lang_altertable.html, section 7). Decided by the order of acts: a rename,
// and later a new table of the old name. Left out is a table that nothing refers to, and what PRAGMA
// legacy_alter_table keeps where foreign keys are off.

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

//go:embed sqlite-rename-old-first.md
var sqliteRenameOldFirstPage string

func sqliteRenameOldFirst() *lint.Rule {
	return &lint.Rule{Name: "sqlite-rename-old-first", Category: "sqlite", Severity: lint.Error, Dialect: "sqlite", Page: sqliteRenameOldFirstPage, NoChange: "it is about the order of statements; the planner sees to that", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if p.Based && !isReferred(p.Analyzed.To, a.To) {
				return
			}
			again := p.Later(a, func(o *lint.Act) bool { return o.Verb == schema.Creates && o.Kind == schema.KindTable })
			if a.Kind == schema.KindTable && again && isReferredTo(p, a.On) && !(pragmaIs(p, a, "legacy_alter_table", "on") && keysOff(p, a)) {
				p.At(a, "create the new table under another name, copy, drop the old one, then rename", "what refers to %s refers to %s from now on", a.On.Name, a.To)
			}
		}, schema.Renames)
	}}
}

// isReferred reports whether a foreign key of another table, a view or a trigger of a schema names a table.
func isReferred(s *schema.Schema, table string) bool {
	for o := range s.All() {
		switch o := o.(type) {
		case *litemodel.Table:
			if !strings.EqualFold(o.Name, table) && slices.ContainsFunc(o.ForeignKeys, func(f *litemodel.ForeignKey) bool { return strings.EqualFold(f.References.Name, table) }) {
				return true
			}
		case *litemodel.View:
			if mentionsName(o.Body.SQL, table) {
				return true
			}
		case *litemodel.Trigger:
			if !strings.EqualFold(o.Table.Name, table) && mentionsName(o.Body.SQL, table) {
				return true
			}
		}
	}
	return false
}
