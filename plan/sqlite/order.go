package sqlite

// The order of a plan. Each change becomes one or more operations; rules say which come before
// which, and plan.Order sorts them. What no rule orders comes phase by phase, and within a phase
// in the order in which the operations were added. The rules are data, and steps carry the name
// of the rule by which they wait for others (plan.Step.After). The rules among the ALTER TABLE
// statements of one table are in alterorder.go.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// phase is one kind of operation on one kind of object, such as dropping views.
type phase int

// The phases, in the order in which operations come that no rule is about.
const (
	dropTriggers phase = iota
	dropViews
	dropIndexes
	dropVirtual
	dropTables
	changeTables
	dropKeys
	createKeys
	createVirtual
	createIndexes
	createViews
	refillIndexes
	createTriggers
	phases // how many there are
)

// node is an operation in the graph: a phase and the object. An ALTER TABLE is about a column or
// a constraint. A node with a rule is no operation, but a junction between the two sides of it.
type node struct {
	phase phase
	key   schema.Key
	rule  string
}

// operations are the nodes of a plan: for each the object that it is about, and the function that
// writes its steps.
type operations struct {
	graph plan.Order[node]
	nodes []node
	rank  map[node]int
	write map[node]func()
	about map[node]schema.Object
}

func newOperations() *operations {
	o := &operations{rank: map[node]int{}, write: map[node]func(){}, about: map[node]schema.Object{}}
	o.graph.Less = func(a, b node) bool { return o.rank[a] < o.rank[b] }
	o.graph.Junction = func(n node) bool { return n.rule != "" }
	return o
}

// add has write called for an operation when its turn comes.
func (o *operations) add(p phase, about schema.Object, write func()) {
	n := node{phase: p, key: about.Key()}
	o.rank[n] = len(o.nodes)
	o.nodes = append(o.nodes, n)
	o.write[n], o.about[n] = write, about
}

// phaseRule has operations of some phases wait for those of others: all for all, or each for
// the ones that it shares a key with.
type phaseRule struct {
	plan.OrderRule
	first, then []phase
	// firstOn and thenOn return the keys that an operation at either side shares with those at
	// the other; nil for rules about all of them.
	firstOn, thenOn func(schema.Object) []schema.Key
}

func phaseRules() []phaseRule {
	on := func(sentence string, first, then phase, of, thenOf func(schema.Object) []schema.Key) phaseRule {
		return phaseRule{plan.OrderRule{Name: sentence}, []phase{first}, []phase{then}, of, thenOf}
	}
	return []phaseRule{
		on("a trigger goes before the view that it is on", dropTriggers, dropViews, relation, relation),
		{plan.OrderRule{Name: "views and triggers go before a column does, for SQLite tests all of them"},
			[]phase{dropTriggers, dropViews}, []phase{changeTables}, nil, nil},
		on("a view goes before the tables that it reads", dropViews, dropTables, readRelations, relation),
		on("an index goes before the columns of its table change", dropIndexes, changeTables, relation, relation),
		{plan.OrderRule{Name: "a virtual table goes before the table that it reads"},
			[]phase{dropVirtual}, []phase{dropTables, changeTables}, nil, nil},
		{plan.OrderRule{Name: "a table is dropped before the tables that it refers to", Yields: "foreign keys are not enforced meanwhile"},
			[]phase{dropTables}, []phase{dropTables}, references, relation},
		{plan.OrderRule{Name: "a name is free before another object takes it"},
			[]phase{dropTriggers, dropViews, dropIndexes, dropVirtual, dropTables},
			[]phase{changeTables, createVirtual, createKeys, createIndexes, createViews, createTriggers}, ownName, ownName},
		{plan.OrderRule{Name: "an index that was the key of a foreign key is gone before another object takes its name"},
			[]phase{dropKeys}, []phase{createKeys, createVirtual, createIndexes, createViews, createTriggers}, ownName, ownName},
		{plan.OrderRule{Name: "a table is there before a virtual table that reads it"},
			[]phase{changeTables}, []phase{createVirtual}, nil, nil},
		{plan.OrderRule{Name: "a table has its columns before an index on them is built"},
			[]phase{changeTables}, []phase{createIndexes, createKeys}, relation, relation},
		{plan.OrderRule{Name: "what a view reads is there before it"},
			[]phase{changeTables, createVirtual}, []phase{createViews}, nil, nil},
		{plan.OrderRule{Name: "a full-text index is filled from tables and views that are there"},
			[]phase{changeTables, createVirtual, createViews}, []phase{refillIndexes}, nil, nil},
		{plan.OrderRule{Name: "a trigger does not fire while rows are copied or filled in"},
			[]phase{changeTables, refillIndexes}, []phase{createTriggers}, nil, nil},
		on("a view is there before a trigger on it", createViews, createTriggers, relation, relation),
	}
}

// relation is the table or view of what is on one, or else the object itself. The key is that
// of a table for views too, as in Trigger.Table.
func relation(o schema.Object) []schema.Key {
	switch o := o.(type) {
	case *litemodel.Trigger:
		return []schema.Key{o.Table}
	case *litemodel.Index:
		return []schema.Key{o.Table}
	}
	if k := o.Key(); k.IsPart() {
		return []schema.Key{litemodel.TableKey(k.Table)}
	}
	return ownName(o)
}

// ownName is the name of an object without its kind.
func ownName(o schema.Object) []schema.Key {
	if o.Key().IsPart() {
		return nil
	}
	return []schema.Key{litemodel.TableKey(o.Key().Name)}
}

// readRelations are the tables that a view reads.
func readRelations(o schema.Object) []schema.Key { return o.Needs() }

// references are the other tables that a table refers to.
func references(o schema.Object) []schema.Key {
	var keys []schema.Key
	for _, fk := range o.(*litemodel.Table).ForeignKeys {
		if fk.References != o.Key() {
			keys = append(keys, fk.References)
		}
	}
	return keys
}

// applyRules draws the edges of the rules. Each goes by way of a junction, so that there are
// as many edges as operations, and not as many as pairs.
func (o *operations) applyRules(rules []phaseRule) {
	for i := range rules {
		r := &rules[i]
		used := map[node]bool{} // junctions that something comes before
		for _, n := range o.inPhases(r.first) {
			for _, j := range o.junctions(r, n, r.firstOn) {
				o.graph.Before(n, j, &r.OrderRule)
				used[j] = true
			}
		}
		for _, n := range o.inPhases(r.then) {
			for _, j := range o.junctions(r, n, r.thenOn) {
				if used[j] {
					o.graph.Before(j, n, &r.OrderRule)
				}
			}
		}
	}
}

// inPhases are the operations of some phases.
func (o *operations) inPhases(list []phase) []node {
	return slices.DeleteFunc(slices.Clone(o.nodes), func(n node) bool { return !slices.Contains(list, n.phase) })
}

// junctions are those of a rule that an operation is at.
func (o *operations) junctions(r *phaseRule, n node, on func(schema.Object) []schema.Key) []node {
	if on == nil {
		return []node{{rule: r.Name}}
	}
	var list []node
	for _, k := range on(o.about[n]) {
		if j := (node{rule: r.Name, key: k}); !slices.Contains(list, j) {
			list = append(list, j)
		}
	}
	return list
}

// inOrder are the operations in an order that keeps the rules.
func (o *operations) inOrder() []node {
	o.applyRules(phaseRules())
	sorted, circles := o.graph.Sort(o.nodes)
	if len(circles) > 0 {
		panic("plan/sqlite: rules contradict each other: " + circles[0].Rules[0].Name)
	}
	return sorted
}
