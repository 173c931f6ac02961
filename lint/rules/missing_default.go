package rules

// Columns whose names promise a default (created_at, a flag, a counter) and that are NOT NULL
// without one make plain INSERTs fail. Keys, identity and generated columns are left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed missing-default.md
var missingDefaultPage string

func missingDefault() *lint.Rule {
	return &lint.Rule{Name: "missing-default", Category: "design", Severity: lint.Info, Page: missingDefaultPage, Check: func(p *lint.Pass) {
		eachColumn(p, func(t *lint.Table, c *lint.Column) {
			if c.NotNull && c.Default == "" && !c.Identity && !c.Generated && !inPrimaryKey(t, c.Name) && wantsDefault(c) != "" {
				p.About(t.Part(c.Name, c.Pos), pgmodel.Quote(c.Name)+" … DEFAULT "+wantsDefault(c), "inserts into %s that leave out %s fail", t.Display(), c.Name)
			}
		})
	}}
}
