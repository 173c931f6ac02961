package rules

// SQLite accepts a foreign key to a table that does not exist and fails on the first write. A
// single file without a known schema is left out, since the table may exist already.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed fk-target-missing.md
var fkTargetMissingPage string

func fkTargetMissing() *lint.Rule {
	return &lint.Rule{Name: "fk-target-missing", Category: "design", Severity: lint.Error, Page: fkTargetMissingPage, Check: func(p *lint.Pass) {
		if !p.Based && p.Kind == lint.Migration {
			return
		}
		eachReference(p, func(o lint.Object, from []string, f *lint.ForeignKey, parent *lint.Table) {
			if parent == nil && !f.Resolved {
				p.About(o, "name the table that is meant, or create it", "there is no table %s to refer to", f.References.Name)
			}
		})
	}}
}
