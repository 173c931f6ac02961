package postgres

// Where transactions end. A lock is held until the commit, so that a transaction over several
// busy tables blocks all of them for its whole length and can deadlock with the application
// (explicit-locking.html). The ordered steps come in and get their transaction modes and the
// summary of what they block; an object that is recreated stays within one transaction, so that
// no session sees it missing.

import (
	"cmp"
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
)

// splitTransactions puts the steps together and ends transactions so that none holds up more than
// one table with rows, and none reads or writes the rows of one while it holds up another. What is
// dropped and recreated is never missing in between; where that takes several tables, their locks come first.
func (w *planner) splitTransactions() {
	first := make([]stepFacts, len(w.first))
	for i := range first { // a renaming is all or nothing
		k := w.first[i].Key
		if k.IsPart() {
			k = schema.Key{Kind: schema.KindTable, Schema: k.Schema, Name: k.Table}
		}
		first[i].blocked = w.lockedBy(k)
	}
	w.stepFacts = append(first, w.stepFacts...)
	w.out.Steps = plan.AfterRenames(w.first, w.out.Steps)
	w.sumBlocks()
	if !w.Plain {
		w.endTransactions()
	}
	w.refuseSplitRebuilds()
	w.lockFirst()
}

// endTransactions chooses the steps that a transaction ends with.
func (w *planner) endTransactions() {
	var open []schema.Key // tables and sequences that the transaction blocks so far
	for from := 0; from < len(w.stepFacts); {
		end := w.groupEnd(from)
		var more []schema.Key
		for i := from; i < end; i++ {
			more = union(union(more, w.stepFacts[i].blocked), w.lockedSequences(i))
		}
		own := w.stepFacts[from].ownTransaction
		rows := len(more) < len(open) && w.touchesRows(from, end) // and needs fewer tables than are blocked
		if from > 0 && (own || len(open) > 0 && (rows || len(union(open, more)) > len(open))) {
			w.commitAfter(from - 1)
			open = nil
		}
		open = union(open, more)
		if own {
			w.commitAfter(end - 1)
		}
		if w.out.Steps[end-1].Tx != plan.TxIn {
			open = nil
		}
		from = end
	}
	if last := len(w.out.Steps) - 1; last >= 0 && w.out.Steps[last].Tx == plan.TxOwn { // which the end does anyway
		w.out.Steps[last].Tx = plan.TxIn
	}
}

// lockedSequences are the sequences whose numbers others have to wait for from a step on: an INSERT asks for
// one when it has locked its table.
func (w *planner) lockedSequences(step int) []schema.Key {
	if locks.Rank(w.out.Steps[step].Lock) < locks.Rank(locks.Share) {
		return nil
	}
	var out []schema.Key
	for _, n := range w.stepFacts[step].nodes {
		if n.key.Kind == schema.KindSequence && w.before != nil && w.before.get(n.key) != nil {
			out = append(out, n.key)
		}
	}
	return out
}

// refuseSplitRebuilds refuses a plan that would commit while rows are set aside, for they would be lost.
func (w *planner) refuseSplitRebuilds() {
	for _, r := range w.rebuilds {
		k := rowsKey(r.to.ID)
		places, _ := w.lastPlaces()
		aside, set := places[node{opDrop, k}]
		back, brought := places[node{opCreate, k}]
		if set && brought && slices.ContainsFunc(w.out.Steps[aside:max(aside, back)], func(s plan.Step) bool { return s.Tx != plan.TxIn }) {
			w.find(plan.Finding{Rule: "partition-change", Severity: plan.Error, Key: r.to.ID, Pos: r.to.Pos(), Blocks: true,
				Message: r.to.ID.String() + ": its rows are set aside within one transaction, and what else the plan does in between cannot be in it",
				Hint:    "do one after the other, in plans of their own"})
		}
	}
}

// sumBlocks sums up what steps keep others from, table by table.
func (w *planner) sumBlocks() {
	type about struct {
		table schema.Key
		reads bool
	}
	sums := map[about]*plan.Block{}
	for i, p := range w.stepFacts {
		s := w.out.Steps[i]
		for _, k := range p.blocked {
			a := about{k, locks.Rank(s.Lock) == locks.Rank(locks.AccessExclusive)}
			if sums[a] == nil {
				sums[a] = &plan.Block{Table: k, Reads: a.reads, Cost: plan.Constant}
			}
			sums[a].Steps++
			if costRank(s.Cost) > costRank(sums[a].Cost) {
				sums[a].Cost = s.Cost
			}
		}
	}
	for _, h := range sums {
		w.out.Blocks = append(w.out.Blocks, *h)
	}
	slices.SortFunc(w.out.Blocks, func(a, b plan.Block) int {
		byReads := 1 // who keeps readers off keeps writers off too
		if a.Reads {
			byReads = -1
		}
		return cmp.Or(schema.CompareKeys(a.Table, b.Table), cmp.Compare(b.Steps, a.Steps), byReads)
	})
}

// touchesRows reports whether steps read or write rows, of what is new or of other tables.
func (w *planner) touchesRows(from, end int) bool {
	return slices.ContainsFunc(w.out.Steps[from:end], func(s plan.Step) bool { return s.Cost != plan.Constant && s.Tx != plan.TxNever })
}

func (w *planner) commitAfter(i int) {
	if w.out.Steps[i].Tx == plan.TxIn {
		w.out.Steps[i].Tx = plan.TxOwn
	}
}

// groupEnd is the end of the steps from one on that belong together.
func (w *planner) groupEnd(from int) int {
	end := from + 1
	if from < len(w.first) {
		end = len(w.first)
	}
	for i := from; i < end; i++ {
		for _, n := range w.stepFacts[i].nodes {
			if n.op == opDrop || w.kinds[n.key.Kind].ofColumns {
				end = max(end, w.lastOf(n.key)+1)
			}
		}
	}
	return end
}

// lastPlaces are the places of the last step of each action, and of each key.
func (w *planner) lastPlaces() (byNode map[node]int, byKey map[schema.Key]int) {
	byNode, byKey = map[node]int{}, map[schema.Key]int{}
	for i, p := range w.stepFacts {
		for _, n := range p.nodes {
			byNode[n], byKey[n.key] = i, i
		}
	}
	return byNode, byKey
}

// lastOf is the place of the step that makes an object again, or lets the old form
// of a type go; -1 if there is none.
func (w *planner) lastOf(k schema.Key) int {
	if w.lastByNode == nil {
		w.lastByNode, w.lastByKey = w.lastPlaces()
	}
	last := -1
	if i, made := w.lastByNode[node{opCreate, k}]; made && w.actions[node{opDrop, k}] != nil {
		last = i
	}
	if i, aside := w.lastByKey[formerKey(k)]; aside {
		last = max(last, i)
	}
	for _, r := range w.rebuilds {
		for _, n := range r.follow {
			if i, made := w.lastByNode[n]; made && k == rowsKey(r.to.ID) {
				last = max(last, i)
			}
		}
	}
	return last
}

// locked are the tables with rows that statements of an action keep others from.
func (w *planner) locked(a *action, statements []statement) []schema.Key {
	if !slices.ContainsFunc(statements, func(p statement) bool {
		return p.Tx != plan.TxNever && (p.Lock == locks.AccessExclusive || p.Lock == locks.ShareRowExclusive || p.Lock == locks.Share)
	}) {
		return nil
	}
	o := pick(a.to, a.from)
	keys := []schema.Key{cmp.Or(a.about, a.key)}
	if r := w.relation(o); r != (schema.Key{}) {
		keys[0] = r
	}
	if locks := w.kinds[o.Key().Kind].locks; locks != nil {
		keys = append(keys, locks(w, o)...)
	}
	keys = append(keys, a.alsoLocks()...)
	var out []schema.Key
	for _, k := range keys {
		out = union(out, w.lockedBy(k))
	}
	return out
}

// lockedBy is a table that holds rows, for which others would have to wait.
func (w *planner) lockedBy(k schema.Key) []schema.Key {
	if !k.Kind.Has(schema.Stored) || w.before == nil || w.before.get(k) == nil || w.facts(k).Empty {
		return nil
	}
	return []schema.Key{k}
}
