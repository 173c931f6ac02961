package rules

// Off by default: CREATE without a schema creates in the first schema of the search_path of
// whoever runs it. Temporary objects are left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed unqualified-name.md
var unqualifiedNamePage string

func unqualifiedName() *lint.Rule {
	return &lint.Rule{Name: "unqualified-name", Category: "hygiene", Severity: lint.Off, Dialect: "postgres", Page: unqualifiedNamePage, NoChange: "it is about the text of a file", Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if a.Unqualified && !a.Temp {
				p.At(a, "write public."+a.Name, "the search_path decides which schema %s goes into", a.Name)
			}
		}, schema.Creates)
	}}
}
