package postgres

// What rows can stop. A probe is not asked about columns that the database does not have
// yet. A step that rows may stop although no probe tells runs before what destroys: a
// plan of several transactions that fails there has lost nothing.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
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
func (w *planner) unprovenFirst(edges map[node][]node) {
	var unproven, destroying []node
	for n, a := range w.actions {
		switch {
		case a.silent:
		case n.op == opDrop && w.actions[node{opCreate, n.key}] == nil && slices.ContainsFunc(a.pieces, func(p piece) bool { return p.Loss == plan.Loses }):
			destroying = append(destroying, n)
		case slices.ContainsFunc(a.pieces, func(p piece) bool { return p.Unproven }):
			unproven = append(unproven, n)
		}
	}
	byKey := func(a, b node) int { return schema.CompareKeys(a.key, b.key) }
	slices.SortFunc(unproven, byKey)
	slices.SortFunc(destroying, byKey)
	for _, u := range unproven {
		needs := reachable(edges, u)
		for _, d := range destroying {
			if !needs[d] {
				edges[d] = append(edges[d], u)
			}
		}
	}
}

// reachable are the actions that must come before one, directly or not.
func reachable(edges map[node][]node, from node) map[node]bool {
	seen := map[node]bool{}
	for list := []node{from}; len(list) > 0; {
		n := list[len(list)-1]
		list = list[:len(list)-1]
		for _, b := range edges[n] {
			if !seen[b] {
				seen[b] = true
				list = append(list, b)
			}
		}
	}
	return seen
}

// afterUsing drops a column, or gives it another type, only when the values of the
// column that @using makes of it are made.
func (w *planner) afterUsing(n node, a *action, before func(first, then node)) {
	c, ok := a.to.(*pgmodel.Column)
	if !ok || n.op != opAlter || n.key.Kind != schema.KindColumn {
		return
	}
	for _, read := range c.Rare().Using.Columns {
		if k := (schema.Key{Kind: schema.KindColumn, Schema: n.key.Schema, Table: n.key.Table, Name: read}); k != n.key {
			before(n, node{opDrop, k})
		}
	}
}
