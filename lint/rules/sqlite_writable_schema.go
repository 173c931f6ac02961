package rules

// With writable_schema SQLite stores what it is given, and an error makes the file unreadable
// (pragma.html). Switching it off is left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed sqlite-writable-schema.md
var sqliteWritableSchemaPage string

func sqliteWritableSchema() *lint.Rule {
	return &lint.Rule{Name: "sqlite-writable-schema", Category: "sqlite", Severity: lint.Error, Dialect: "sqlite", Page: sqliteWritableSchemaPage, NoChange: "it is a command, no difference between schemas", Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if a.Name == "writable_schema" && a.To != "" && a.To != "off" && a.To != "0" && a.To != "false" && a.To != "reset" {
				p.At(a, "a rebuild, as schemadiff plan writes it", "what is written to sqlite_schema is not checked: an error makes the database unreadable")
			}
		}, schema.Pragmas)
	}}
}
