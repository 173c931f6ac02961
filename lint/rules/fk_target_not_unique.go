package rules

// The referenced columns must be a key, in any order. Decided by the keys and unique indexes of
// the referenced table; a reference without columns means the primary key and is left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed fk-target-not-unique.md
var fkTargetNotUniquePage string

func fkTargetNotUnique() *lint.Rule {
	return &lint.Rule{Name: "fk-target-not-unique", Category: "design", Severity: lint.Error, Page: fkTargetNotUniquePage, Check: func(p *lint.Pass) {
		eachReference(p, func(o lint.Object, from []string, f *lint.ForeignKey, parent *lint.Table) {
			if parent != nil && len(f.Referenced) > 0 && !isKey(parent, f.Referenced) {
				p.About(o, "CREATE UNIQUE INDEX ON "+pgmodel.Quote(parent.Name)+" ("+nameList(f.Referenced)+");", "%s of %s is no unique key: the foreign key is refused", nameList(f.Referenced), parent.Display())
			}
		})
	}}
}
