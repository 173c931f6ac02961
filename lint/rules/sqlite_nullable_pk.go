package rules

// For historical reasons a primary key of SQLite allows NULL (lang_createtable.html, "The PRIMARY
// KEY"). The rowid, WITHOUT ROWID and STRICT tables are left out, which do not.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed sqlite-nullable-pk.md
var sqliteNullablePkPage string

func sqliteNullablePk() *lint.Rule {
	return &lint.Rule{Name: "sqlite-nullable-pk", Category: "sqlite", Severity: lint.Error, Dialect: "sqlite", Page: sqliteNullablePkPage, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			if t.Primary == nil || t.RowIDAlias != "" || t.WithoutRowID || t.Strict {
				continue
			}
			for _, n := range t.Primary.Columns {
				if c := t.Column(n); c != nil && !c.NotNull {
					addToColumn(p, p.About(t.Part(n, c.Pos), pgmodel.Quote(c.Name)+" "+typeOrNone(c.Type)+" NOT NULL PRIMARY KEY", "the key %s.%s takes NULL, more than once", t.Display(), n), t.Key, n, "NOT NULL")
				}
			}
		}
	}}
}
