package postgres

// The graph of actions from which the order of the steps is found. Rules come in (orderrule.go)
// and are asked about each action; each edge that one adds carries its name, so that a plan can
// report why a step waits for another.

import (
	"cmp"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// ordering is the graph of actions in the making.
type ordering struct {
	groups
	w       *planner
	nodes   []node        // all actions, by key
	runners map[node]bool // actions that run functions
	graph   *plan.Order[node]
	rule    *plan.OrderRule // whose edges are being added
}

// subject is an action with what it lets go of and what it takes up.
type subject struct {
	node
	*action
	releases []schema.Key // what the object needed, unless it stays through the change
	needs    []schema.Key // what the object will need
}

func (o *ordering) subject(n node, a *action) subject {
	s := subject{node: n, action: a}
	if n.op != opCreate && a.from != nil {
		for _, k := range o.w.needsOf(a.from, n.op == opDrop) {
			if n.key.Kind == kindBound && k != a.from.(*pgmodel.Table).PartitionOf || n.key.Kind == kindParents && !o.w.leaves(a.from, k) { // the columns stay
				continue
			}
			if !o.w.staysThrough(a, k) && !o.w.withType(a, k) {
				s.releases = append(s.releases, k)
			}
		}
	}
	if n.op != opDrop && a.to != nil && a.rank > rankEarly { // which needs nothing that changes
		s.needs = o.w.needsOf(a.to, o.givenLater(n))
	}
	s.releases, s.needs = withRoots(o.w.before, s.releases), withRoots(o.w.after, s.needs)
	return s
}

// givenLater reports whether an action leaves it to another to give a sequence to its column.
func (o *ordering) givenLater(n node) bool {
	if n.key.Kind != schema.KindSequence {
		return false
	}
	return n.op == opCreate || o.w.actions[node{opCreate, ownership(n.key)}] != nil
}

// withRoots adds to keys those of the indexes and constraints that parts of partitions among them
// come and go with.
func withRoots(side *objects, keys []schema.Key) []schema.Key {
	for _, k := range keys {
		if root := side.rootOf(k); root != k {
			keys = append(slices.Clip(keys), root)
		}
	}
	return keys
}

// orderRule is a rule with the edges that it adds for an action.
type orderRule struct {
	plan.OrderRule
	add func(o *ordering, s subject)
}

// ordered is the graph of all actions, with the edges of the rules.
func (w *planner) ordered(nodes []node, rules []orderRule) *ordering {
	o := &ordering{w: w, groups: w.newGroups(nodes), nodes: nodes, runners: w.runnersAmong(nodes), graph: &plan.Order[node]{
		Less:     func(a, b node) bool { return less(w.actions[a], w.actions[b]) },
		Junction: func(n node) bool { return n.op == opGate },
		Held: func(n node) (node, bool) {
			drop := node{opDrop, n.key}
			return drop, n.op == opCreate && w.actions[drop] != nil
		},
	}}
	for _, n := range nodes {
		s := o.subject(n, w.actions[n])
		for i := range rules {
			o.rule = &rules[i].OrderRule
			rules[i].add(o, s)
		}
	}
	o.rule = &plan.OrderRule{Name: "what rows may stop comes before what destroys rows"}
	o.unprovenFirst()
	return o
}

// before has one action come before another, if the plan has both.
func (o *ordering) before(first, then node) {
	if first != then && o.w.actions[first] != nil && o.w.actions[then] != nil {
		o.graph.Before(first, then, o.rule)
	}
}

// Where each of many actions comes before each of many others, such as the indexes of a
// table that go before any of its columns change, a gate stands between: it waits for the
// first, and the others wait for it.

// groups are the sets of actions that rules put before or after others.
type groups struct {
	columns  map[schema.Key][]node // actions on columns, by relation
	byTable  map[schema.Key][]node // the same by the name of the table, without its kind
	detached []node                // partitions that are detached
	changes  map[schema.Key][]node // what goes from a relation, and changes of its columns; nil until asked for
	parts    map[schema.Key][]node // actions on its indexes and constraints by the name of the table; nil until asked for
	members  map[node][]node       // of the gates so far
}

func (w *planner) newGroups(nodes []node) groups {
	g := groups{columns: w.columnActions(nodes), byTable: map[schema.Key][]node{}, members: map[node][]node{}}
	for _, n := range nodes {
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
func (g *groups) gate(label schema.Kind, of schema.Key, among []node, is func(node) bool) (node, []node, bool) {
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

// afterAll has an action wait for all members of a gate.
func (o *ordering) afterAll(n node, label schema.Kind, of schema.Key, among []node, is func(node) bool) {
	gate, members, fresh := o.gate(label, of, among, is)
	if len(members) == 0 {
		return
	}
	if fresh {
		for _, m := range members {
			o.graph.Before(m, gate, o.rule)
		}
	}
	o.graph.Before(gate, n, o.rule)
}

// beforeAll has all members of a gate wait for an action.
func (o *ordering) beforeAll(n node, label schema.Kind, of schema.Key, among []node, is func(node) bool) {
	gate, members, fresh := o.gate(label, of, among, is)
	if len(members) == 0 {
		return
	}
	if fresh {
		for _, m := range members {
			o.graph.Before(gate, m, o.rule)
		}
	}
	o.graph.Before(n, gate, o.rule)
}

// unprovenFirst has what rows may stop come before what destroys rows, wherever it does
// not need that to be gone.
func (o *ordering) unprovenFirst() {
	var unproven, destroying []node
	for n, a := range o.w.actions {
		switch {
		case a.silent:
		case n.op == opDrop && o.w.actions[node{opCreate, n.key}] == nil && slices.ContainsFunc(a.statements, func(p statement) bool { return p.Loss == plan.Loses }):
			destroying = append(destroying, n)
		case slices.ContainsFunc(a.statements, func(p statement) bool { return p.Unproven }):
			unproven = append(unproven, n)
		}
	}
	byKey := func(a, b node) int { return schema.CompareKeys(a.key, b.key) }
	slices.SortFunc(unproven, byKey)
	slices.SortFunc(destroying, byKey)
	for _, u := range unproven {
		needs := o.graph.Reachable(u)
		for _, d := range destroying {
			if !needs[d] {
				o.graph.Before(u, d, o.rule)
			}
		}
	}
}

// reportCircle is the finding about steps that wait for each other.
func (w *planner) reportCircle(c plan.Circle[node]) {
	var names []string
	for i, n := range c.Steps {
		names = append(names, verb(n.op)+" "+n.key.String()+" ("+c.Rules[i].Name+")")
	}
	first := w.actions[c.Steps[0]]
	w.find(plan.Finding{Rule: "order-circle", Severity: plan.Error, Key: first.key, Pos: pick(first.to, first.from).Pos(), Blocks: true,
		Message: "no order of statements does this, each step waits for the next: " + strings.Join(names, ", "),
		Hint:    "do it in two plans: first without what one of them needs of the others, then with it"})
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

func less(a, b *action) bool {
	return cmp.Or(cmp.Compare(a.rank, b.rank), schema.CompareKeys(a.key, b.key), cmp.Compare(a.op, b.op)) < 0
}
