package rules

// A file that ends in an open transaction is rolled back by most runners, without an error. Looks
// for BEGIN without COMMIT or ROLLBACK, file by file.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed txn-uncommitted.md
var txnUncommittedPage string

func txnUncommitted() *lint.Rule {
	return &lint.Rule{Name: "txn-uncommitted", Category: "hygiene", Severity: lint.Error, Dialect: "postgres", Page: txnUncommittedPage, NoChange: "it is about transactions of a file", Check: func(p *lint.Pass) {
		var open *lint.Act
		given := false // the file has ended a transaction of its tool, which ends the last one of the file
		report := func() {
			if open != nil && !given {
				commitAtEnd(p, p.At(open, "COMMIT;", "this transaction is never committed: all of it is rolled back"), open)
			}
			open = nil
		}
		for i := range p.Acts {
			a := &p.Acts[i]
			if open != nil && open.Pos.File != a.Pos.File {
				report()
			}
			if i > 0 && p.Acts[i-1].Pos.File != a.Pos.File {
				given = false
			}
			switch a.Verb {
			case schema.Begins:
				if open == nil {
					open = a
				}
			case schema.Commits, schema.RollsBack:
				open, given = nil, given || a.Wrapped
			}
		}
		report()
	}}
}
