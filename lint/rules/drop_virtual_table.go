package rules

// A virtual table of SQLite goes with what its module keeps for it. DROP TABLE does not
// say that it is one: the schema before does.

import (
	_ "embed"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed drop-virtual-table.md
var dropVirtualTablePage string

func dropVirtualTable() *lint.Rule {
	return &lint.Rule{Name: "drop-virtual-table", Category: "destructive", Severity: lint.Error, Dialect: "sqlite", Page: dropVirtualTablePage, Planner: "it is known whose rows the module keeps",
		Destroys: true, Check: func(p *lint.Pass) {
			p.Changed(func(a *lint.Act) {
				again := func(o *lint.Act) bool { return o.Verb == schema.Creates }
				if a.Kind == schema.KindTable && isVirtual(p, a) && !p.Later(a, again) {
					p.At(a, "stop using it in one release, then drop it in the next", "dropping %s destroys what its module keeps for it", a.Object())
				}
			}, schema.Drops)
		}}
}

// isVirtual reports whether what an act is about was a virtual table before.
func isVirtual(p *lint.Pass, a *lint.Act) bool {
	for o := range p.From.All() {
		if o.Key().Kind == schema.KindVirtual && strings.EqualFold(o.Key().Name, a.On.Name) {
			return true
		}
	}
	return false
}
