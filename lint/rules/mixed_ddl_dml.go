package rules

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed mixed-ddl-dml.md
var mixedDdlDmlPage string

func mixedDdlDml() *lint.Rule {
	return &lint.Rule{Name: "mixed-ddl-dml", Category: "hygiene", Severity: lint.Warning, Page: mixedDdlDmlPage, NoChange: "it is about rows, which a desired schema does not have", Check: func(p *lint.Pass) {
		changes := map[string]bool{}
		told := map[string]bool{}
		for i := range p.Acts {
			a := &p.Acts[i]
			file := a.Pos.File
			switch {
			case p.Kind != lint.Migration || a.New || told[file]:
			case schemaChange(a):
				changes[file] = true
			case changes[file] && (a.Verb == schema.Updates || a.Verb == schema.Deletes || a.Verb == schema.Inserts):
				told[file] = true
				p.At(a, "put the rows into a file of their own", "rows of %s are changed in the migration that changes the schema", a.Object())
			}
		}
	}}
}
