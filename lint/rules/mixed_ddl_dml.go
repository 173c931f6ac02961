package rules

// Rows changed in the migration that changes the schema keep its locks until they are written.
// Reported once a file, for the first UPDATE, DELETE or INSERT after a change of the schema;
// tables created by the same migration are left out.

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed mixed-ddl-dml.md
var mixedDdlDmlPage string

func mixedDdlDml() *lint.Rule {
	return &lint.Rule{Name: "mixed-ddl-dml", Category: "hygiene", Severity: lint.Warning, Page: mixedDdlDmlPage, NoChange: "it is about rows, which a desired schema does not have", Check: func(p *lint.Pass) {
		changes := map[string]bool{}
		reported := map[string]bool{}
		for i := range p.Acts {
			a := &p.Acts[i]
			file := a.Pos.File
			switch {
			case p.Kind != lint.Migration || a.New || reported[file] || isCommand(a):
			case schemaChange(a):
				changes[file] = true
			case changes[file] && (a.Verb == schema.Updates || a.Verb == schema.Deletes || a.Verb == schema.Inserts):
				reported[file] = true
				p.At(a, "put the rows into a file of their own", "rows of %s are changed in the migration that changes the schema", a.Object())
			}
		}
	}}
}

// isCommand reports whether an INSERT is one of SQLite's commands: to a virtual table, in the column of
// its name (fts5.html, section 6), or to the counters of AUTOINCREMENT.
func isCommand(a *lint.Act) bool {
	return a.Verb == schema.Inserts && slices.ContainsFunc(a.Columns, func(n string) bool { return strings.EqualFold(n, a.On.Name) }) ||
		a.On.Name == "sqlite_sequence"
}
