package rules

// NOT VALID followed by VALIDATE in one transaction keeps the strong lock of the first while the
// second reads all rows. Decided by the constraint's name and the transaction of both acts.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed validate-in-same-tx.md
var validateInSameTxPage string

func validateInSameTx() *lint.Rule {
	return &lint.Rule{Name: "validate-in-same-tx", Category: "lock", Severity: lint.Warning, Dialect: "postgres", Page: validateInSameTxPage, NoChange: "it is about how statements share transactions; the planner sees to that", Check: func(p *lint.Pass) {
		p.Each(func(a *lint.Act) {
			added := func(o *lint.Act) bool {
				return o.Verb == schema.AddsConstraint && o.NotValid && o.Name == a.Name && o.Tx == a.Tx && (a.Tx > 0 || o.Statement == a.Statement)
			}
			if p.Earlier(a, added) {
				p.At(a, "COMMIT between the two", "the lock of adding %s is held while every row is read", a.Name)
			}
		}, schema.Validates)
	}}
}
