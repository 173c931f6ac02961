package expr

// FOR UPDATE and its like at the end of a query. The server keeps one mark for each item of FROM,
// with the strongest lock that any clause asks for, and prints a clause for each of them, with the
// name that it has in the query; without OF a clause is for every table and subquery
// (sql-select.html, "The Locking Clause").

import (
	pg "github.com/pganalyze/pg_query_go/v5"
)

// locking writes the locking clauses of a query: as the author has them, or as the server
// prints them.
func (w *writer) locking(list []*pg.Node) {
	if w.mode != modeSQL {
		w.lockMarks(list)
		return
	}
	for _, n := range list {
		l := n.GetLockingClause()
		w.lock(l.Strength, l.WaitPolicy, lockedNames(l))
	}
}

func lockedNames(l *pg.LockingClause) []string {
	var names []string
	for _, n := range l.LockedRels {
		names = append(names, n.GetRangeVar().Relname)
	}
	return names
}

// lockMark is the lock that a query takes on an item of FROM.
type lockMark struct {
	entry    *rangeEntry
	strength pg.LockClauseStrength
	wait     pg.LockWaitPolicy
}

// lockMarks writes one clause for each item of FROM that is locked.
func (w *writer) lockMarks(list []*pg.Node) {
	var marks []lockMark
	mark := func(e *rangeEntry, l *pg.LockingClause) {
		for i := range marks {
			if m := &marks[i]; m.entry == e {
				m.strength, m.wait = max(m.strength, l.Strength), max(m.wait, l.WaitPolicy)
				return
			}
		}
		marks = append(marks, lockMark{e, l.Strength, l.WaitPolicy})
	}
	for _, n := range list {
		l := n.GetLockingClause()
		for _, e := range w.lockedEntries(lockedNames(l)) {
			mark(e, l)
		}
	}
	for _, m := range marks {
		w.lock(m.strength, m.wait, []string{m.entry.shown})
	}
}

// lockedEntries are the items of FROM with these aliases; without names all that can be locked.
func (w *writer) lockedEntries(names []string) (out []*rangeEntry) {
	if len(names) == 0 {
		for _, e := range w.q.entries {
			if w.lockable(e) {
				out = append(out, e)
			}
		}
		return out
	}
	for _, name := range names {
		found := &rangeEntry{alias: name, shown: name}
		for _, e := range w.q.entries {
			if e.alias == name {
				found = e
				break
			}
		}
		out = append(out, found)
	}
	return out
}

// lockable reports whether FOR UPDATE without OF is for an item of FROM: tables and subqueries,
// not functions, values, joins and queries of WITH.
func (w *writer) lockable(e *rangeEntry) bool {
	if r := e.item.GetRangeVar(); r != nil {
		_, cte := w.relationOf(r)
		return !cte
	}
	return e.item.GetRangeSubselect() != nil
}

func (w *writer) lock(strength pg.LockClauseStrength, wait pg.LockWaitPolicy, of []string) {
	w.newline()
	switch strength {
	case pg.LockClauseStrength_LCS_FORKEYSHARE:
		w.put("FOR KEY SHARE")
	case pg.LockClauseStrength_LCS_FORSHARE:
		w.put("FOR SHARE")
	case pg.LockClauseStrength_LCS_FORNOKEYUPDATE:
		w.put("FOR NO KEY UPDATE")
	default:
		w.put("FOR UPDATE")
	}
	for i, name := range of {
		w.put(pick(i == 0, " OF ", ", "))
		w.word(name)
	}
	switch wait {
	case pg.LockWaitPolicy_LockWaitSkip:
		w.put(" SKIP LOCKED")
	case pg.LockWaitPolicy_LockWaitError:
		w.put(" NOWAIT")
	}
}
