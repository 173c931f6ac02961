package sqlite

// What a plan does to one kind of object is a phase, and rules say which phase comes before
// which. Within a phase objects come by their names, but for dropped tables: see
// childrenFirst.

import "github.com/schemadiff/schemadiff/plan"

// phase is one operation on one kind of object, such as dropping the views.
type phase int

// The phases. What no rule orders comes as it stands here.
const (
	dropTriggers phase = iota
	dropViews
	dropIndexes
	dropVirtual
	dropTables
	changeTables
	createVirtual
	createIndexes
	createViews
	refillIndexes
	createTriggers
	phases // how many there are
)

// phaseRule says that phases come before another one.
type phaseRule struct {
	plan.OrderRule
	first []phase
	then  phase
}

func phaseRules() []phaseRule {
	return []phaseRule{
		{plan.OrderRule{Name: "a trigger goes before the view that it is on"}, []phase{dropTriggers}, dropViews},
		{plan.OrderRule{Name: "a trigger goes before the table that it is on"}, []phase{dropTriggers}, dropTables},
		{plan.OrderRule{Name: "a trigger does not fire while rows are copied or filled in"}, []phase{changeTables, refillIndexes}, createTriggers},
		{plan.OrderRule{Name: "a view goes before the tables that it reads"}, []phase{dropViews}, dropTables},
		{plan.OrderRule{Name: "what reads a column lets go before it changes"}, []phase{dropTriggers, dropViews, dropIndexes, dropVirtual}, changeTables},
		{plan.OrderRule{Name: "an index goes before its table, with an undo of its own"}, []phase{dropIndexes}, dropTables},
		{plan.OrderRule{Name: "a virtual table goes before the table that it reads"}, []phase{dropVirtual}, dropTables},
		{plan.OrderRule{Name: "a name is free before another object takes it"}, []phase{dropViews, dropIndexes, dropVirtual, dropTables}, changeTables},
		{plan.OrderRule{Name: "a table is there before a virtual table that reads it"}, []phase{changeTables}, createVirtual},
		{plan.OrderRule{Name: "a table has its columns before an index on them is built"}, []phase{changeTables}, createIndexes},
		{plan.OrderRule{Name: "what a view reads is there before it"}, []phase{changeTables, createVirtual}, createViews},
		{plan.OrderRule{Name: "a full-text index is filled from views that are there"}, []phase{createVirtual, createViews}, refillIndexes},
		{plan.OrderRule{Name: "a view is there before a trigger on it"}, []phase{createViews}, createTriggers},
	}
}

// inOrder are the phases in an order that keeps the rules.
func inOrder() []phase {
	o := plan.Order[phase]{Less: func(a, b phase) bool { return a < b }}
	rules := phaseRules()
	for i := range rules {
		for _, first := range rules[i].first {
			o.Before(first, rules[i].then, &rules[i].OrderRule)
		}
	}
	var all []phase
	for p := range phases {
		all = append(all, p)
	}
	sorted, circles := o.Sort(all)
	if len(circles) > 0 {
		panic(circles[0]) // the rules contradict each other
	}
	return sorted
}
