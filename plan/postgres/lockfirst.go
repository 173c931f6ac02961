package postgres

// Transactions over several tables. Who waits for the lock of a second table holds up the sessions
// of the first one meanwhile, and perhaps the very session that is waited for. Such a transaction
// names its tables, so that the executor gets all of their locks, or none, before it changes one.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
)

// lockFirst gives the first step of each transaction the tables that it locks, where they are several.
func (w *planner) lockFirst() {
	steps, from := w.out.Steps, 0
	for i, s := range steps {
		if s.Tx == plan.TxNever {
			from = i + 1
		} else if last := i == len(steps)-1; last || s.Tx == plan.TxOwn || steps[i+1].Tx == plan.TxNever {
			if list := w.lockedIn(from, i+1); len(list) > 1 {
				steps[from].LockFirst = list
			}
			from = i + 1
		}
	}
}

// lockedIn are the tables with rows that steps lock, each with the strongest mode, up to the first
// step that reads or writes rows: what comes after that is not to be held while it runs.
func (w *planner) lockedIn(from, end int) []plan.Locked {
	var list []plan.Locked
	for i, f := range w.stepFacts[from:end] {
		s := w.out.Steps[from+i]
		mode := locks.Mode(s.Lock)
		for _, k := range f.blocked {
			at := slices.IndexFunc(list, func(l plan.Locked) bool { return l.Table == k })
			switch {
			case at < 0:
				list = append(list, plan.Locked{Table: k, Mode: mode})
			case locks.Rank(mode) > locks.Rank(list[at].Mode):
				list[at].Mode = mode
			}
		}
		if s.Cost != plan.Constant {
			break
		}
	}
	return list
}
