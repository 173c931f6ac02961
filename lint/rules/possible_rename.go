package rules

// DROP COLUMN beside ADD COLUMN of the same type is often a rename that loses the values. Decided
// by the acts on one table in either order. Left out are columns that the same migration added or adds
// again, an UPDATE of the table beside, which moves values, and references to another table.

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
			moved := func(o *lint.Act) bool {
				return o.Verb == schema.Updates || o.Verb == schema.AddsColumn && o.Name == a.Name
			}
			if p.Later(a, moved) || p.Earlier(a, moved) {
				return
			}
			like := func(o *lint.Act) bool {
				if now := p.Now(a.On); now != nil && refersElsewhere(t, a.Name, now, o.Name) {
					return false
				}
				return o.Verb == schema.AddsColumn && (o.Type == was.Type || o.Type == "" && strings.EqualFold(o.Spelled, was.Type)) && o.Name != a.Name
			}
			if p.Later(a, like) || p.Earlier(a, like) {
				p.At(a, "ALTER TABLE "+tableSQL(a)+" RENAME COLUMN "+pgmodel.Quote(a.Name)+" TO …, if the same column was meant", "%s is dropped and a column of the same type added: a RENAME would keep its values", a.Object())
			}
		}, schema.DropsColumn)
	}}
}

// refersElsewhere reports whether two columns refer to different tables.
func refersElsewhere(was *lint.Table, one string, now *lint.Table, other string) bool {
	a, b := target(was, one), target(now, other)
	return a != (schema.Key{}) && b != (schema.Key{}) && a != b
}

// target is the table that a column refers to; the zero key for none.
func target(t *lint.Table, column string) schema.Key {
	for _, f := range t.ForeignKeys {
		if len(f.Columns) == 1 && f.Columns[0] == column {
			return f.References
		}
	}
	return schema.Key{}
}
