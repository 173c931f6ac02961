package rules

// The affinity of a column follows from letters in the name of its type (datatype3.html, section
// 3.1), which turns texts into numbers. STRICT tables are left out; dates are only a note.

import (
	_ "embed"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

//go:embed sqlite-type-affinity.md
var sqliteTypeAffinityPage string

func sqliteTypeAffinity() *lint.Rule {
	return &lint.Rule{Name: "sqlite-type-affinity", Category: "sqlite", Severity: lint.Warning, Dialect: "sqlite", Page: sqliteTypeAffinityPage, Check: func(p *lint.Pass) {
		eachColumn(p, func(t *lint.Table, c *lint.Column) {
			if text, ok := surprisingAffinity(c.Type); ok && !t.Strict {
				f := p.About(t.Part(c.Name, c.Pos), pgmodel.Quote(c.Name)+" TEXT", "%s.%s is %s: %s", t.Display(), c.Name, c.Type, text)
				retype(p, f, t.Key, c.Name, always("TEXT"))
				if isTime(strings.ToLower(c.Type)) { // dates are texts that look like no number
					f.Severity = lint.Info
				}
			}
		})
	}}
}
