package rules

// Off by default, for teams that run files by hand and again after an error. Looks for IF EXISTS
// and IF NOT EXISTS where the statement has such a form; views have OR REPLACE and are left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed not-rerunnable.md
var notRerunnablePage string

func notRerunnable() *lint.Rule {
	return &lint.Rule{Name: "not-rerunnable", Category: "hygiene", Severity: lint.Off, Dialect: "postgres", Page: notRerunnablePage, NoChange: "it is about the text of a file", Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			switch {
			case a.Verb == schema.Creates && !a.IfNotExists && (a.Kind.IsRelation() || a.Kind == schema.KindIndex || a.Kind == schema.KindSchema) && a.Kind != schema.KindView:
				what := a.Object()
				if a.Kind == schema.KindIndex {
					what = indexName(a)
				}
				ifExists(p, p.At(a, "CREATE … IF NOT EXISTS", "creating %s a second time fails", what), a)
			case a.Verb == schema.Drops && !a.IfExists, a.Verb == schema.DropsColumn && !a.IfExists, a.Verb == schema.DropsConstraint && !a.IfExists:
				ifExists(p, p.At(a, "DROP … IF EXISTS", "dropping %s a second time fails", a.Object()), a)
			case a.Verb == schema.AddsColumn && !a.IfNotExists:
				ifExists(p, p.At(a, "ADD COLUMN IF NOT EXISTS", "adding %s a second time fails", a.Object()), a)
			}
		}, schema.Creates, schema.Drops, schema.DropsColumn, schema.DropsConstraint, schema.AddsColumn)
	}}
}
