package rules

// serial and its like are types without a meaning in SQLite: they number no rows. Decided by the
// declared type of each column.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed sqlite-foreign-type.md
var sqliteForeignTypePage string

func sqliteForeignType() *lint.Rule {
	return &lint.Rule{Name: "sqlite-foreign-type", Category: "sqlite", Severity: lint.Warning, Dialect: "sqlite", Page: sqliteForeignTypePage, Check: func(p *lint.Pass) {
		eachColumn(p, func(t *lint.Table, c *lint.Column) {
			if foreignType(c.Type) {
				retype(p, p.About(t.Part(c.Name, c.Pos), pgmodel.Quote(c.Name)+" INTEGER PRIMARY KEY", "%s.%s is %s, which numbers no rows in SQLite", t.Display(), c.Name, c.Type), t.Key, c.Name, always("INTEGER"))
			}
		})
	}}
}
