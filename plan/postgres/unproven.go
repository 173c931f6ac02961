package postgres

// What rows can stop. A probe is not asked about columns that the database does not have
// yet. A step that rows may stop, without a probe to show it, runs before anything that
// destroys: a plan of several transactions that fails there has lost nothing.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// columnsRead are the columns of a table by their names, and those among keys.
func columnsRead(table schema.Key, names []string, keys []schema.Key) []schema.Key {
	var out []schema.Key
	for _, n := range names {
		out = append(out, schema.Key{Kind: schema.KindColumn, Schema: table.Schema, Table: table.Name, Name: n})
	}
	for _, k := range keys {
		if k.Kind == schema.KindColumn {
			out = append(out, k)
		}
	}
	return out
}

// askable leaves out the probes that read a column which the plan itself adds.
func (w *planner) askable(probes []plan.Probe) []plan.Probe {
	return slices.DeleteFunc(slices.Clone(probes), func(p plan.Probe) bool {
		return slices.ContainsFunc(p.Columns, func(k schema.Key) bool { return w.actions[node{opCreate, k}] != nil })
	})
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
