package rules

// BEGIN inside a transaction only warns, and the first COMMIT then ends what the author thought
// was still open. The analyser marks such a BEGIN.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed txn-nesting.md
var txnNestingPage string

func txnNesting() *lint.Rule {
	return &lint.Rule{Name: "txn-nesting", Category: "hygiene", Severity: lint.Error, Dialect: "postgres", Page: txnNestingPage, NoChange: "it is about transactions of a file", Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			if a.Nested {
				takeOut(p, p.At(a, "leave it out, or use SAVEPOINT", "a transaction is open already"), a)
			}
		}, schema.Begins)
	}}
}
