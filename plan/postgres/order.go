package postgres

// From actions to steps. The actions are sorted by the rules of orderrule.go, and the statements
// of each become a step whose cost, lock and loss are those of its worst statement. A drop that
// another drop includes, such as an index with its table, makes no step.

import (
	"cmp"
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// order sorts the actions so that each finds what it needs, and writes the steps.
func (w *planner) order() {
	w.quiet()
	nodes := w.sortedActions()
	o := w.ordered(nodes)
	sorted, circles := o.graph.Sort(nodes)
	ends := make([]int, len(sorted))
	for i, n := range sorted {
		w.step(w.actions[n])
		ends[i] = len(w.out.Steps)
	}
	o.graph.NameWaits(w.out.Steps, sorted, ends)
	for _, c := range circles {
		w.reportCircle(c)
	}
}

// quiet marks the drops that another drop does: what is on a relation goes with it.
func (w *planner) quiet() {
	for n, a := range w.actions {
		if n.op != opDrop {
			continue
		}
		r := w.relation(a.from)
		if n.key.Kind == kindDefault && a.from != nil {
			r = a.from.(*pgmodel.Column).Table
		}
		if s, ok := a.from.(*pgmodel.Sequence); ok && s.OwnedBy != (schema.Key{}) {
			owner := w.owner(s.OwnedBy)
			gone := w.actions[node{opDrop, s.OwnedBy}] != nil || owner != nil && w.actions[node{opDrop, owner.Key()}] != nil
			a.silent = gone && !w.recreated[n.key]
		}
		if r != (schema.Key{}) && w.actions[node{opDrop, r}] != nil && !w.explicit[n] && !w.readsOthers(a.from, r) {
			a.silent, a.with = true, r
		}
	}
}

// isRecreated reports whether an action is half of recreating an object. What is only
// altered then stays through it: were it bound to the object, it would be recreated too.
func (w *planner) isRecreated(n node) bool {
	return w.actions[node{opDrop, n.key}] != nil && w.actions[node{opCreate, n.key}] != nil
}

// rebound reports whether an action is part of giving a partition another bound in the
// same parent.
func (w *planner) rebound(n node) bool {
	if n.key.Kind != kindBound {
		return false
	}
	drop, create := w.actions[node{opDrop, n.key}], w.actions[node{opCreate, n.key}]
	return drop != nil && create != nil && drop.from.(*pgmodel.Table).PartitionOf == create.to.(*pgmodel.Table).PartitionOf
}

// columnActions are the actions on columns, by table.
func (w *planner) columnActions(nodes []node) map[schema.Key][]node {
	out := map[schema.Key][]node{}
	for _, n := range nodes {
		a := w.actions[n]
		if n.key.Kind == schema.KindColumn && !w.split[n.key] { // which what it calls cannot wait for
			t := w.relation(pick(a.to, a.from))
			out[t] = append(out[t], n)
		}
	}
	return out
}

// needsOf are the keys that an object and the parts that are created with it need.
// References of a table count when it is dropped.
func (w *planner) needsOf(o pgmodel.Object, dropped bool) []schema.Key {
	keys := slices.Clone(o.Needs())
	if r := w.relation(o); r != (schema.Key{}) && r != o.Key() {
		keys = append(keys, r)
	}
	if s, ok := o.(*pgmodel.Sequence); ok && s.OwnedBy != (schema.Key{}) && !dropped {
		keys = append(keys, s.OwnedBy, w.tableOf(s.OwnedBy))
	}
	c, ok := o.(schema.Composite)
	if !ok {
		return keys
	}
	for _, part := range c.Parts() {
		if part.Key().Kind == schema.KindForeign && !dropped {
			continue
		}
		split := w.split[part.Key()]
		for _, k := range part.Needs() {
			if split && (routine(k.Kind) || part.Key().Kind != schema.KindColumn) {
				continue // it comes by itself
			}
			if k != o.Key() && !(k.IsPart() && k.Schema == o.Key().Schema && k.Table == o.Key().Name) {
				keys = append(keys, k)
			}
		}
	}
	return keys
}

func less(a, b *action) bool {
	return cmp.Or(cmp.Compare(a.rank, b.rank), schema.CompareKeys(a.key, b.key), cmp.Compare(a.op, b.op)) < 0
}

// step writes the step of one action.
func (w *planner) step(a *action) {
	if a.silent || len(a.statements) == 0 {
		return
	}
	for _, statements := range apart(a.statements) {
		w.stepOf(a, statements)
	}
}

// apart are the statements of an action that make a step each: one that runs in no
// transaction is a step of its own.
func apart(statements []statement) [][]statement {
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
	if s, ok := pick(a.to, a.from).(*pgmodel.Statistics); ok {
		table = s.Table
	}
	if a.op != opCreate || table != a.key {
		f := w.facts(table)
		s.Rows, s.Bytes = f.Rows, f.Bytes
	}
	undo := true
	for _, p := range statements {
		if a.op != opDrop {
			p = w.unseen(p, table, a)
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
	w.places = append(w.places, place{node: a.node, hot: w.locked(a, statements), apart: a.apart})
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
	if table.Kind == schema.KindForeignTable { // its rows are elsewhere
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

// unseen is a statement on a relation that the plan itself creates: no other session waits
// for it, and it has no rows.
func (w *planner) unseen(p statement, table schema.Key, a *action) statement {
	index := a.op == opCreate && a.key.Kind == schema.KindIndex && ddl.IsComment(p.Do) // on itself
	if !table.Kind.IsRelation() || !w.madeHere(table) {
		if index {
			p.Lock = ""
		}
		return p
	}
	if p.Beside == (schema.Key{}) || w.madeHere(p.Beside) {
		p.Lock = ""
	}
	p.On = ddl.Qualified(p.Beside)
	if table.Kind != schema.KindMatView && !w.recreated[table] && a.key != table { // its own CREATE may read the rows of others
		p.Cost, p.Probes = plan.Constant, nil
	}
	return p
}

func costRank(c plan.Cost) int {
	return slices.Index([]plan.Cost{"", plan.Constant, plan.Scan, plan.Rewrite}, c)
}
