package rules

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
		tell := func() {
			if open != nil {
				p.At(open, "COMMIT;", "nothing commits this transaction: all of it is rolled back")
			}
			open = nil
		}
		for i := range p.Acts {
			a := &p.Acts[i]
			if open != nil && open.Pos.File != a.Pos.File {
				tell()
			}
			switch a.Verb {
			case schema.Begins:
				if open == nil {
					open = a
				}
			case schema.Commits, schema.RollsBack:
				open = nil
			}
		}
		tell()
	}}
}
