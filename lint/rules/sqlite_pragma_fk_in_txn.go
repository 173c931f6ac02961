package rules

// PRAGMA foreign_keys is a no-op inside a transaction (pragma.html). Decided by the transaction
// that the analyser numbers for each act; one that a tool begins is none of the file's, and what
// becomes of it there is reported by sqlite-rebuild-cascades.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed sqlite-pragma-fk-in-txn.md
var sqlitePragmaFkInTxnPage string

func sqlitePragmaFkInTxn() *lint.Rule {
	return &lint.Rule{Name: "sqlite-pragma-fk-in-txn", Category: "sqlite", Severity: lint.Error, Dialect: "sqlite", Page: sqlitePragmaFkInTxnPage, NoChange: "it is about the order of statements; the planner sees to that", Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if a.Tx > 0 && !a.Wrapped && a.Name == "foreign_keys" && a.To != "" {
				p.At(a, "write it before BEGIN", "PRAGMA foreign_keys does nothing inside a transaction")
			}
		}, schema.Pragmas)
	}}
}
