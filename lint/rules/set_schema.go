package rules

// An object moves to another schema (set-schema): code that names it with the old one, or has only that
// one in its search_path, finds it no longer.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed set-schema.md
var setSchemaPage string

func setSchema() *lint.Rule {
	return &lint.Rule{Name: "set-schema", Category: "compat", Severity: lint.Warning, Dialect: "postgres", Page: setSchemaPage, NoChange: "a plan moves nothing: it creates what is in the new schema and reports what is dropped from the old one", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if !madeHere(p, a) && !p.Later(a, isCreate) {
				p.At(a, "leave a view or a function of the old name in the old schema for one release", "code that finds %s in its schema fails: it moves to %s", a.On.Name, a.To)
			}
		}, schema.Moves)
	}}
}
