package rules

// A value added by ALTER TYPE … ADD VALUE cannot be used before its transaction commits (ALTER
// TYPE, "Notes"). The rule looks for the value as a string in later acts of the same transaction,
// and reports the first.

import (
	_ "embed"
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
)

//go:embed enum-value-used-same-tx.md
var enumValueUsedSameTxPage string

func enumValueUsedSameTx() *lint.Rule {
	return &lint.Rule{Name: "enum-value-used-same-tx", Category: "data", Severity: lint.Error, Dialect: "postgres", Page: enumValueUsedSameTxPage, NoChange: "it is about rows written in the transaction of a file", Check: func(p *lint.Pass) {
		for i, a := range p.Acts {
			if a.Verb != schema.AddsValue || a.Tx == 0 {
				continue
			}
			for _, o := range p.Acts[i+1:] {
				if o.Tx != a.Tx {
					break
				}
				if slices.Contains(o.Strings, a.To) {
					p.At(&o, "commit after ALTER TYPE … ADD VALUE", "%q was added to %s in this transaction: using it fails", a.To, a.Name)
					break
				}
			}
		}
	}}
}
