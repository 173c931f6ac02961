package rules

// DISABLE ROW LEVEL SECURITY shows all rows to each role with a privilege on the table. Decided by
// the act, even of an empty table, since it will have rows.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed disable-rls.md
var disableRlsPage string

func disableRls() *lint.Rule {
	return &lint.Rule{Name: "disable-rls", Category: "access", Severity: lint.Error, Dialect: "postgres", Page: disableRlsPage, Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			f := p.At(a, "change the policies instead", "every role with a privilege on %s sees all its rows", a.Object())
			f.Table = schema.Key{} // what it has no rows of today it has tomorrow
		}, schema.DisablesRLS)
	}}
}
