package rules

// LOCK TABLE in a mode that readers or writers wait for (lock-table). It lasts until the end of the
// transaction, whatever the statements after it do.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed lock-table.md
var lockTablePage string

func lockTable() *lint.Rule {
	return &lint.Rule{Name: "lock-table", Category: "lock", Severity: lint.Warning, Dialect: "postgres", Page: lockTablePage, NoChange: "it is a command, no difference between schemas", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if !a.Locks {
				return
			}
			who := map[string]string{"ACCESS EXCLUSIVE": "all readers and writers", "EXCLUSIVE": "all writers", "SHARE ROW EXCLUSIVE": "all writers", "SHARE": "all writers"}[a.To]
			if who != "" {
				p.At(a, "leave it to the statements to lock what they need, for as long as they need it", "%s of %s wait until the transaction ends", who, tableSQL(a))
			}
		}, schema.Alters)
	}}
}
