package rules

// A sequence at its maximum makes every INSERT fail. Decided by the positions that a live database
// reports; without facts the rule is silent. It reports from half of the maximum on.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed sequence-near-limit.md
var sequenceNearLimitPage string

func sequenceNearLimit() *lint.Rule {
	return &lint.Rule{Name: "sequence-near-limit", Category: "live", Severity: lint.Error, Dialect: "postgres", Page: sequenceNearLimitPage, NoChange: "it is about the state of a database", Check: func(p *lint.Pass) {
		if p.Facts == nil {
			return
		}
		for _, s := range p.Facts.Sequences {
			if s.Last > s.Max/2 {
				p.Live(lint.Object{Name: s.Sequence.Object()}, "change the column to bigint: expand and contract, it is a rewrite", "sequence %s is at %d of %d", s.Sequence.Object(), s.Last, s.Max)
			}
		}
	}}
}
