package rules

// Every qualified name, search_path and function body that names the schema fails. Decided by the
// act alone.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed rename-schema.md
var renameSchemaPage string

func renameSchema() *lint.Rule {
	return &lint.Rule{Name: "rename-schema", Category: "compat", Severity: lint.Warning, Dialect: "postgres", Page: renameSchemaPage, NoChange: "a plan renames no schema: it creates the one and reports what is dropped with the other", Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if a.Kind == schema.KindSchema {
				p.At(a, "create the new schema and move objects one by one", "everything that names schema %s fails", a.Name)
			}
		}, schema.Renames)
	}}
}
