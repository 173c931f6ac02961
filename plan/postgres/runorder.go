package postgres

// What runs functions while it is created: a materialized view that is filled, and a check, index or
// column of a table with rows. The body of such a function is a string that names whatever it likes,
// and nothing says what. So it all comes after the functions, tables and views that the plan
// creates, except where one of these needs it.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// runsBodies reports whether an action runs functions whose bodies are strings.
func (w *planner) runsBodies(n node) bool {
	a := w.actions[n]
	if n.op != opCreate || a.to == nil {
		return false
	}
	switch o := a.to.(type) {
	case *pgmodel.View:
		if o.ID.Kind != schema.KindMatView || o.NoData {
			return false
		}
	case *pgmodel.Constraint, *pgmodel.Index, *pgmodel.Column:
		if r := w.relation(a.to); w.before.get(r) == nil || w.madeHere(r) {
			return false
		}
	default:
		return false
	}
	return w.callsBody(a.to, map[schema.Key]bool{})
}

// callsBody reports whether an object needs a function whose body is a string, by whatever others.
func (w *planner) callsBody(o pgmodel.Object, seen map[schema.Key]bool) bool {
	return slices.ContainsFunc(o.Needs(), func(k schema.Key) bool {
		if seen[k] || k.IsPart() || k.Kind == schema.KindSchema {
			return false
		}
		seen[k] = true
		need := w.after.get(k)
		if f, ok := need.(*pgmodel.Function); ok && f.Body != "" && f.Library == "" {
			return true
		}
		return need != nil && need.Key().Kind != schema.KindTable && w.callsBody(need, seen)
	})
}

// bodiesFirst has an action that runs bodies wait for all that these may name.
func bodiesFirst(o *ordering, s subject) {
	if !o.runners[s.node] {
		return
	}
	o.afterAll(s.node, "what bodies name", schema.Key{}, o.nodes, func(n node) bool {
		named := routine(n.key.Kind) || n.key.Kind.Has(schema.RowSource)
		return named && n.op != opDrop && !o.runners[n] && !o.waitsForRunner(n.key, map[schema.Key]bool{})
	})
}

// waitsForRunner reports whether an object needs one that runs bodies as it is created.
func (o *ordering) waitsForRunner(k schema.Key, seen map[schema.Key]bool) bool {
	if seen[k] {
		return false
	}
	seen[k] = true
	to := o.w.after.get(k)
	return to != nil && slices.ContainsFunc(o.w.needsOf(to, false), func(n schema.Key) bool {
		return o.runners[node{opCreate, n}] || o.w.actions[node{opCreate, n}] != nil && o.waitsForRunner(n, seen)
	})
}

// runnersAmong are the actions that run bodies.
func (w *planner) runnersAmong(nodes []node) map[node]bool {
	runners := map[node]bool{}
	for _, n := range nodes {
		if w.runsBodies(n) {
			runners[n] = true
		}
	}
	return runners
}
