package rules

// DROP SCHEMA is reported whatever is in the schema, since CASCADE or a later release may fill it;
// one that the same migration creates is left out.

import (
	_ "embed"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-schema.md
var dropSchemaPage string

func dropSchema() *lint.Rule {
	return &lint.Rule{Name: "drop-schema", Category: "destructive", Severity: lint.Error, Dialect: "postgres", Page: dropSchemaPage, Destroys: true, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if a.Kind == schema.KindSchema && !p.Absent(a) && !slices.ContainsFunc(p.Acts[:a.Index], createdHere(a)) {
				p.At(a, "drop or move the objects of the schema one by one first", "dropping schema %s drops all objects in it", a.Name)
			}
		}, schema.Drops)
	}}
}

// createdHere reports whether an act creates the schema that another one drops. Schemas are
// compared by name: their acts are about no relation.
func createdHere(a *lint.Act) func(lint.Act) bool {
	return func(o lint.Act) bool {
		return o.Verb == schema.Creates && o.Kind == schema.KindSchema && o.Name == a.Name
	}
}
