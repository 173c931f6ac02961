package rules

// Reading or writing rows after a strong lock keeps the lock for as long as the rows take. Decided
// by the order of acts in one transaction; locks on tables that the migration creates are left
// out.

import (
	_ "embed"

	"github.com/schemadiff/schemadiff/lint"
)

//go:embed work-under-exclusive-lock.md
var workUnderExclusiveLockPage string

func workUnderExclusiveLock() *lint.Rule {
	return &lint.Rule{Name: "work-under-exclusive-lock", Category: "lock", Severity: lint.Warning, Dialect: "postgres", Page: workUnderExclusiveLockPage, NoChange: "it is about how statements share transactions; the planner sees to that", Check: func(p *lint.Pass) {
		held := map[int]*lint.Act{}
		for i := range p.Acts {
			a := &p.Acts[i]
			switch {
			case a.Tx == 0:
			case blocksOthers(p, a) && !a.New && held[a.Tx] == nil && !p.Made(lockedTable(p, a)):
				held[a.Tx] = a
			case held[a.Tx] != nil && handlesRows(a):
				p.At(a, "COMMIT before", "%s stays locked for all sessions while this statement runs", lockedRelation(p, held[a.Tx]))
			}
		}
	}}
}
