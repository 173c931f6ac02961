package rules

// Code that reads a dropped view fails. Decided by the act; a view that is recreated under its
// name, or is known not to exist, is left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-view.md
var dropViewPage string

func dropView() *lint.Rule {
	return &lint.Rule{Name: "drop-view", Category: "destructive", Severity: lint.Warning, Page: dropViewPage, Destroys: true, Aliases: []string{"drop-materialized-view"}, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if (a.Kind == schema.KindView || a.Kind == schema.KindMatView) && !p.Replaced(a) && !p.Absent(a) {
				p.At(a, "keep it, or change what reads it first", "dropping view %s breaks what reads it", a.Object())
			}
		}, schema.Drops)
	}}
}
