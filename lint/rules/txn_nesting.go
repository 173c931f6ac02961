package rules

// BEGIN inside a transaction only warns, and the first COMMIT then ends what the author thought
// was still open; so does a COMMIT without a BEGIN of the file, which ends the transaction of the tool
// that runs it. The analyser marks such a BEGIN and the transactions of tools.

import (
	_ "embed"
	"slices"

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
		p.Each(func(a *lint.Act) {
			if (a.Wrapped || a.Tx == 0) && !followsNested(p, a) && !makesRoom(p, a) {
				f := p.At(a, "leave it out; what no transaction can hold goes into a file of its own, with the mark of the tool for none", "no transaction of this file is open: this ends the one of the tool that runs the file, if there is one")
				f.Severity = lint.Warning
				f.Why = "What comes before stays when what follows fails, and the tool has not noted the file yet."
				if a.Tx == 0 {
					takeOut(p, f, a)
				}
			}
		}, schema.Commits, schema.RollsBack)
	}}
}

// followsNested reports whether the BEGIN of the transaction that an act would end is reported itself.
func followsNested(p *lint.Pass, a *lint.Act) bool {
	return slices.ContainsFunc(p.Acts[:a.Index], func(o lint.Act) bool { return o.Nested && o.Pos.File == a.Pos.File })
}

// makesRoom reports whether a file ends the transaction of its tool for statements that none can hold.
func makesRoom(p *lint.Pass, a *lint.Act) bool {
	for _, o := range p.Acts[a.Index+1:] {
		if o.Verb == schema.Begins || o.Pos.File != a.Pos.File {
			return false
		}
		if o.Concurrently || o.Verb == schema.Vacuums || o.Verb == schema.AddsValue {
			return true
		}
	}
	return false
}
