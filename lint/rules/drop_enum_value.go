package rules

// PostgreSQL cannot remove a value of an enum, so that a type without it is a new type to which
// rows are cast. Decided by comparing the labels of the enums of both schemas; where a type is
// renamed in the migration the comparison says nothing and the rule is silent.

import (
	_ "embed"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed drop-enum-value.md
var dropEnumValuePage string

func dropEnumValue() *lint.Rule {
	return &lint.Rule{Name: "drop-enum-value", Category: "destructive", Severity: lint.Error, Dialect: "postgres", Page: dropEnumValuePage, Planner: "renames of values are known, and the rows that hold one are counted", Destroys: true, Check: func(p *lint.Pass) {
		for o := range p.From.All() {
			was, ok := o.(*pgmodel.Enum)
			is, there := p.Analyzed.To.Get(o.Key()).(*pgmodel.Enum)
			if !ok || !there {
				continue
			}
			for _, label := range was.Labels {
				renamed := slices.ContainsFunc(p.Acts, func(a lint.Act) bool { return a.Verb == schema.Renames && a.Kind == schema.KindEnum })
				if !slices.Contains(is.Labels, label) && !renamed {
					p.About(lint.Object{Name: is.Key().Object(), Pos: is.Pos(), Key: is.Key()}, "change the rows that hold it first", "rows that hold %q fail to be cast to the new type", label)
				}
			}
		}
	}}
}
