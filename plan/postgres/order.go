package postgres

// From actions to steps. The actions are sorted by the rules of orderrule.go, and the statements
// of each become a step whose cost, lock and loss are those of its worst statement. A drop that
// another drop includes, such as an index with its table, makes no step.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
)

// order sorts the actions so that each finds what it needs, and writes the steps.
func (w *planner) order() {
	w.markIncludedDrops()
	nodes := w.sortedActions()
	o := w.ordered(nodes, orderRules())
	sorted, circles := o.graph.Sort(nodes)
	for w.dropsByThemselves(circles) {
		o = w.ordered(nodes, orderRules())
		sorted, circles = o.graph.Sort(nodes)
	}
	w.nameIncluded(sorted)
	w.lockReferences()
	written, ends := w.writeSteps(o, sorted)
	o.graph.NameWaits(w.out.Steps, written, ends)
	for _, c := range circles {
		w.reportCircle(c)
	}
}

// step writes the step of one action.
func (w *planner) step(a *action) {
	if a.silent || len(a.statements) == 0 {
		return
	}
	for _, statements := range byTransaction(a.statements) {
		w.stepOf(a, statements)
	}
}

// byTransaction are the statements of an action that make a step each: one that runs in no
// transaction is a step of its own.
func byTransaction(statements []statement) [][]statement {
	var list [][]statement
	for i, p := range statements {
		if i == 0 || p.Tx == plan.TxNever || statements[i-1].Tx == plan.TxNever {
			list = append(list, nil)
		}
		list[len(list)-1] = append(list[len(list)-1], p)
	}
	return list
}

// stepOf writes the step of some statements of an action.
func (w *planner) stepOf(a *action, statements []statement) {
	s := plan.Step{Kind: a.kind(), Key: cmp.Or(a.about, a.key), Reasons: a.reasons, Rows: -1, Bytes: -1, Cost: plan.Constant, Loss: plan.Keeps}
	if a.to != nil {
		s.Pos = a.to.Pos()
	}
	table := cmp.Or(a.about, a.key)
	if r := w.relation(pick(a.to, a.from)); r != (schema.Key{}) {
		table = r
	}
	if a.op != opCreate || table != a.key {
		f := w.facts(table)
		s.Rows, s.Bytes = f.Rows, f.Bytes
	}
	w.addIncluded(&s, a)
	undo, beside := true, lockedBeside(table, a.alsoLocks())
	for _, p := range statements {
		p.On = cmp.Or(p.On, beside)
		if a.op != opDrop {
			p = w.onNewRelation(p, table, a)
		}
		w.addStatement(&s, p, table)
		undo = undo && p.Undo != nil
	}
	if first := statements[0]; a.op == opCreate && ddl.Creates(first.Do) && first.Undo != nil { // the rest goes with it
		s.Undo = []string{first.Undo.SQL()}
	} else if undo {
		for _, p := range slices.Backward(statements) {
			s.Undo = append(s.Undo, p.Undo.SQL())
		}
	}
	w.out.Steps = append(w.out.Steps, s)
	w.stepFacts = append(w.stepFacts, stepFacts{nodes: a.nodes(), blocked: w.locked(a, statements), ownTransaction: a.ownTransaction})
}

// nodes are an action, or those of which it is made.
func (a *action) nodes() []node {
	if len(a.members) == 0 {
		return []node{a.node}
	}
	list := make([]node, len(a.members))
	for i, m := range a.members {
		list[i] = m.node
	}
	return list
}

// kind is the name of an action's step.
func (a *action) kind() plan.Kind {
	if a.label != "" {
		return a.label
	}
	return plan.Kind(verb(a.op) + " " + string(a.key.Kind))
}

// addStatement adds a statement to a step, which is as dear and dangerous as the
// worst of its statements.
func (w *planner) addStatement(s *plan.Step, p statement, table schema.Key) {
	s.Statements = append(s.Statements, plan.Statement{SQL: p.Do.SQL(), Check: p.Check, Repair: p.Repair, Leaves: p.Leaves})
	s.Rules = append(s.Rules, p.Rules...)
	s.Probes = append(s.Probes, w.askable(p.Probes)...)
	if p.Why != "" {
		s.Why = p.Why
	}
	if p.Tx != "" {
		s.Tx = p.Tx
	}
	if table.Kind == schema.KindForeignTable || p.Form.ID == locks.AddsCheck && w.hasNoPartitions(table) || p.Form.ID == locks.AddsKey && w.keyedBelow(s.Key) { // its rows are elsewhere
		p.Cost = plan.Constant
	}
	if locks.Rank(p.Lock) > locks.Rank(s.Lock) {
		s.Lock = p.Lock + " on " + cmp.Or(p.On, ddl.Qualified(table))
	}
	if costRank(p.Cost) > costRank(s.Cost) {
		s.Cost = p.Cost
	}
	if p.Loss != "" && p.Loss != plan.Keeps && s.Loss != plan.Loses {
		s.Loss = p.Loss
	}
	if p.Lost != "" {
		s.Lost = p.Lost
	}
}

// keptPartitions names the partitions of a new table that were there before, where an action makes an index of all of them;
// "" where there are none.
func (w *planner) keptPartitions(table schema.Key, a *action) string {
	t := w.after.table(table)
	if t == nil || t.PartitionBy == nil || a.op != opCreate || partClass(a.key.Kind) == "" {
		return ""
	}
	var names []string
	for _, k := range w.family(table)[1:] {
		if !w.madeHere(k) {
			names = append(names, ddl.Qualified(k))
		}
	}
	return strings.Join(names, " and ")
}

// onNewRelation is a statement on a relation that the plan itself creates: no other session waits
// for it, and it has no rows.
func (w *planner) onNewRelation(p statement, table schema.Key, a *action) statement {
	index := a.op == opCreate && a.key.Kind == schema.KindIndex && ddl.IsComment(p.Do) // on itself
	if !table.Kind.IsRelation() || !w.madeHere(table) {
		if index {
			p.Lock = ""
		}
		return p
	}
	kept := w.keptPartitions(table, a)
	if (p.Beside == (schema.Key{}) || w.madeHere(p.Beside)) && kept == "" {
		p.Lock = ""
	}
	p.On = cmp.Or(kept, ddl.Qualified(p.Beside))
	if table.Kind != schema.KindMatView && !w.recreated[table] && a.key != table { // its own CREATE may read the rows of others
		p.Cost, p.Probes = plan.Constant, nil
	}
	return p
}
