package rules

// Only INTEGER PRIMARY KEY is the rowid; INT or BIGINT make a separate key that allows NULL
// (lang_createtable.html, "ROWIDs and the INTEGER PRIMARY KEY"). Keys of several columns and
// WITHOUT ROWID tables are left out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed sqlite-int-pk-not-rowid.md
var sqliteIntPkNotRowidPage string

func sqliteIntPkNotRowid() *lint.Rule {
	return &lint.Rule{Name: "sqlite-int-pk-not-rowid", Category: "sqlite", Severity: lint.Warning, Dialect: "sqlite", Page: sqliteIntPkNotRowidPage, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			if t.Primary == nil || t.RowIDAlias != "" || t.WithoutRowID || len(t.Primary.Columns) != 1 {
				continue
			}
			c := t.Column(t.Primary.Columns[0])
			if c != nil && integerLike(c.Type) {
				what := "get NULL"
				if c.NotNull {
					what = "are refused"
				}
				retype(p, p.About(t.Part(c.Name, c.Pos), pgmodel.Quote(c.Name)+" INTEGER PRIMARY KEY", "%s.%s is no rowid: rows without a value %s", t.Display(), c.Name, what), t.Key, c.Name, always("INTEGER"))
			}
		}
	}}
}
