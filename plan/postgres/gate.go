package postgres

// Where each of many actions comes before each of many others, such as the indexes of a
// table that go before any of its columns change, the edges between them would be as many
// as the one number times the other. A gate stands between: it waits for the first, and
// the others wait for it.

import (
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// gates writes the edges of an order that are between groups of actions.
type gates struct {
	w        *planner
	edges    map[node][]node       // for each action or gate, what comes before it
	columns  map[schema.Key][]node // actions on columns, by relation
	byTable  map[schema.Key][]node // the same by the name of the table, without its kind
	detached []node                // partitions that are detached
	changes  map[schema.Key][]node // what goes from a relation, and changes of its columns; nil until asked for
	members  map[node][]node       // of the gates so far
}

func (w *planner) newGates(edges map[node][]node) *gates {
	g := &gates{w: w, edges: edges, columns: w.columnActions(), byTable: map[schema.Key][]node{}, members: map[node][]node{}}
	for n := range w.actions {
		switch {
		case n.key.Kind == schema.KindColumn:
			t := schema.Key{Schema: n.key.Schema, Name: n.key.Table}
			g.byTable[t] = append(g.byTable[t], n)
		case n.key.Kind == kindBound && n.op == opDrop:
			g.detached = append(g.detached, n)
		}
	}
	return g
}

// gate is the node of a gate, which is no action. Its members are found once.
func (g *gates) gate(label schema.Kind, of schema.Key, among []node, is func(node) bool) (node, []node, bool) {
	n := node{opGate, schema.Key{Kind: label + " " + of.Kind, Schema: of.Schema, Table: of.Table, Name: of.Name}}
	members, known := g.members[n]
	if !known {
		for _, m := range among {
			if is(m) {
				members = append(members, m)
			}
		}
		g.members[n] = members
	}
	return n, members, !known
}

// after has an action wait for all members of a gate.
func (g *gates) after(n node, label schema.Kind, of schema.Key, among []node, is func(node) bool) {
	gate, members, fresh := g.gate(label, of, among, is)
	if len(members) == 0 {
		return
	}
	if fresh {
		g.edges[gate] = members
	}
	g.edges[n] = append(g.edges[n], gate)
}

// before has all members of a gate wait for an action.
func (g *gates) before(n node, label schema.Kind, of schema.Key, among []node, is func(node) bool) {
	gate, members, fresh := g.gate(label, of, among, is)
	if len(members) == 0 {
		return
	}
	if fresh {
		for _, m := range members {
			g.edges[m] = append(g.edges[m], gate)
		}
	}
	g.edges[gate] = append(g.edges[gate], n)
}

// letGo has what is on a table, or reads it, go before columns are dropped or get
// another type.
func (g *gates) letGo(n node, table schema.Key) {
	if n.key.Kind == schema.KindColumn || n.key.Kind == kindDefault {
		return
	}
	if n.op == opAlter {
		g.before(n, "dropped columns", table, g.columns[table], func(c node) bool { return c.op == opDrop && !g.w.madeAnew(c) })
		return
	}
	g.before(n, "changed columns", table, g.columns[table], func(c node) bool { return c.op == opDrop || c.op == opAlter })
}

// takeUp has what is on a table, or reads it, come when the columns are there.
func (g *gates) takeUp(n node, table schema.Key) {
	if n.key.Kind == schema.KindColumn || n.key.Kind == kindDefault {
		return
	}
	if n.op == opAlter {
		g.after(n, "new columns", table, g.columns[table], func(c node) bool { return c.op == opCreate && !g.w.madeAnew(c) })
		return
	}
	g.after(n, "present columns", table, g.columns[table], func(c node) bool { return c.op == opCreate || c.op == opAlter })
}

// detachFirst has every partition detached before one is attached, and that before
// the parent or the partition goes, and when both and their columns are there.
func (g *gates) detachFirst(n node, before func(first, then node)) {
	if n.key.Kind != kindBound {
		return
	}
	if n.op == opDrop && g.w.rebound(n) {
		g.changeAttached(n, before)
	}
	if n.op != opCreate {
		return
	}
	g.after(n, "detached partitions", schema.Key{}, g.detached, func(node) bool { return true })
	for _, c := range g.byTable[schema.Key{Schema: n.key.Schema, Name: n.key.Name}] {
		before(c, n)
	}
}

// changeAttached has all that happens to the columns of a parent, and what goes from
// it, happen while the partition is still there to be changed with it.
func (g *gates) changeAttached(n node, before func(first, then node)) {
	if g.changes == nil {
		g.changes = map[schema.Key][]node{}
		for o, a := range g.w.actions {
			if o.key.Kind != kindBound && (o.op == opDrop || o.key.Kind == schema.KindColumn) {
				r := g.w.relation(pick(a.to, a.from))
				g.changes[r] = append(g.changes[r], o)
			}
		}
	}
	parents := map[schema.Key]bool{}
	for t := g.w.actions[n].from.(*pgmodel.Table); t != nil && !parents[t.PartitionOf]; {
		parents[t.PartitionOf] = true
		for _, o := range g.changes[t.PartitionOf] {
			before(o, n)
		}
		t, _ = g.w.before.get(t.PartitionOf).(*pgmodel.Table)
	}
}

// queue takes actions in the order of their rank once all is done that they wait for.
type queue struct {
	w       *planner
	edges   map[node][]node
	waiting map[node]int // for how many, of which gates count as one
	next    map[node][]node
	ready   actionHeap
	done    map[node]bool
}

func (w *planner) newQueue(edges map[node][]node) *queue {
	q := &queue{w: w, edges: edges, waiting: map[node]int{}, next: map[node][]node{}, done: map[node]bool{}}
	for to, befores := range edges {
		q.waiting[to] = len(befores)
		for _, b := range befores {
			q.next[b] = append(q.next[b], to)
		}
	}
	return q
}

// finish releases what has waited for an action, also at the other side of gates.
func (q *queue) finish(n node, release func(node)) {
	for list := []node{n}; len(list) > 0; {
		n, list = list[len(list)-1], list[:len(list)-1]
		q.done[n] = true
		for _, then := range q.next[n] {
			if q.waiting[then]--; q.waiting[then] > 0 || q.done[then] {
				continue
			}
			if then.op == opGate {
				list = append(list, then)
			} else {
				release(then)
			}
		}
	}
}

// waits is for how many actions one still waits, those before a gate counted each.
func (q *queue) waits(n node) int {
	count := q.waiting[n]
	for _, b := range q.edges[n] {
		if b.op == opGate && !q.done[b] {
			count += q.waiting[b] - 1
		}
	}
	return count
}
