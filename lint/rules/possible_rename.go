package rules

// DROP COLUMN beside ADD COLUMN of the same type is often a rename that loses the values. Decided
// by the acts on one table in either order; columns that the same migration added are left out.

import (
	_ "embed"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed possible-rename.md
var possibleRenamePage string

func possibleRename() *lint.Rule {
	return &lint.Rule{Name: "possible-rename", Category: "compat", Severity: lint.Error, Page: possibleRenamePage, Planner: "objects of both schemas are compared", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			t := p.Was(a.On)
			if t == nil || t.Column(a.Name) == nil || addedBefore(p, a) {
				return
			}
			was := t.Column(a.Name)
			like := func(o *lint.Act) bool {
				return o.Verb == schema.AddsColumn && (o.Type == was.Type || o.Type == "" && strings.EqualFold(o.Spelled, was.Type)) && o.Name != a.Name
			}
			moved := p.Earlier(a, func(o *lint.Act) bool { return o.Verb == schema.Updates }) // by hand, after the new column came
			if p.Later(a, like) || p.Earlier(a, like) && !moved {
				p.At(a, "ALTER TABLE "+tableSQL(a)+" RENAME COLUMN "+pgmodel.Quote(a.Name)+" TO …, if the same column was meant", "%s is dropped and a column of the same type added: a RENAME would keep its values", a.Object())
			}
		}, schema.DropsColumn)
	}}
}
