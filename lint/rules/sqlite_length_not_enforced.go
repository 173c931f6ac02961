package rules

// SQLite ignores the length of varchar(n) (datatype3.html, section 3). Decided by the declared
// type of each column.

import (
	_ "embed"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed sqlite-length-not-enforced.md
var sqliteLengthNotEnforcedPage string

func sqliteLengthNotEnforced() *lint.Rule {
	return &lint.Rule{Name: "sqlite-length-not-enforced", Category: "sqlite", Severity: lint.Info, Dialect: "sqlite", Page: sqliteLengthNotEnforcedPage, Check: func(p *lint.Pass) {
		eachColumn(p, func(t *lint.Table, c *lint.Column) {
			checked := slices.ContainsFunc(t.Checks, func(k *lint.CheckRule) bool { return mentionsName(k.Expr, "length") && mentionsName(k.Expr, c.Name) })
			if lengthLimit(c.Type) && !checked {
				limitByCheck(p, p.About(t.Part(c.Name, c.Pos), "TEXT CHECK (length("+pgmodel.Quote(c.Name)+") <= …)", "%s.%s takes more than %s says", t.Display(), c.Name, c.Type), t.Key, c.Name, "TEXT")
			}
		})
	}}
}
