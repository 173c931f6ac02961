package rules

// What a trigger or rule did when rows were written is not done any more, without an error. Left
// out is one that the migration creates again, and, where the schema is known, one whose table
// goes too or that was not there.

import (
	_ "embed"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

//go:embed drop-trigger.md
var dropTriggerPage string

func dropTrigger() *lint.Rule {
	return &lint.Rule{Name: "drop-trigger", Category: "destructive", Severity: lint.Warning, Page: dropTriggerPage, Destroys: true, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			again := func(o *lint.Act) bool {
				return o.Verb == schema.Creates && o.Kind == a.Kind && strings.EqualFold(o.Name, a.Name)
			}
			if a.Kind != schema.KindTrigger && a.Kind != schema.KindRule && a.Kind != schema.KindEventTrigger || p.Based && !hasTrigger(p, a) {
				return
			}
			for i := a.Index + 1; i < len(p.Acts); i++ {
				if again(&p.Acts[i]) {
					return
				}
			}
			if a.Kind == schema.KindEventTrigger {
				p.At(a, "make sure that no code relies on what it does", "without event trigger %s schema changes are no longer checked or logged by it", a.Name)
				return
			}
			p.At(a, "make sure that no code relies on what it does", "without %s %s new and changed rows are no longer checked, copied or logged by it", a.Kind, a.Name)
		}, schema.Drops)
	}}
}

// hasTrigger reports whether what a statement drops was there, on a relation that stays.
func hasTrigger(p *lint.Pass, a *lint.Act) bool {
	for o := range p.From.All() {
		if o.Key().Kind != a.Kind || !strings.EqualFold(o.Key().Name, a.Name) {
			continue
		}
		on := a.On
		if t, ok := o.(*litemodel.Trigger); ok {
			on = t.Table
		}
		if on.Kind == schema.KindEventTrigger || p.Analyzed.To.Get(on) != nil {
			return true
		}
	}
	return false
}
