package postgres

// Tables and functions that need each other: a function takes a row of a table or reads it in a
// body of standard SQL, and a check, default or generated column of the table calls the function.
// Neither can be created first as a whole, so the part that calls comes later by a statement of its
// own, and goes before both. The parts are found in the graph of what objects need.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// apartFrom are the parts of a table that are created after it or dropped before it.
type apartFrom struct {
	checks    []*pgmodel.Constraint
	defaults  []*pgmodel.Column // whose default comes later
	generated []*pgmodel.Column // that come later
}

// circularParts are the parts of a table that need an object, such as a function, which needs the
// table.
func (w *planner) circularParts(side *objects, t *pgmodel.Table) apartFrom {
	var parts apartFrom
	circular := func(o pgmodel.Object) bool {
		return slices.ContainsFunc(o.Needs(), func(k schema.Key) bool {
			return !k.IsPart() && k != t.ID && needsTable(side, k, t.ID, map[schema.Key]bool{})
		})
	}
	for _, c := range t.Columns {
		switch {
		case comesFromParent(t, c) || c.Default.IsZero() && c.Extra().Generated.IsZero() || !circular(c):
		case !c.Extra().Generated.IsZero():
			parts.generated = append(parts.generated, c)
		default:
			parts.defaults = append(parts.defaults, c)
		}
	}
	for _, c := range t.Constraints {
		if c.Kind == schema.KindForeign || c.Inherited {
			continue
		}
		if circular(c) || slices.ContainsFunc(parts.generated, func(g *pgmodel.Column) bool { return slices.Contains(c.Needs(), g.Key()) }) {
			parts.checks = append(parts.checks, c)
		}
	}
	return parts
}

// needsTable reports whether an object needs a table, by whatever others.
func needsTable(side *objects, k, table schema.Key, seen map[schema.Key]bool) bool {
	if seen[k] {
		return false
	}
	seen[k] = true
	o := side.get(k)
	if o == nil {
		return false
	}
	needs := o.Needs()
	if c, ok := o.(schema.Composite); ok {
		for _, part := range c.Parts() {
			if part.Key().Kind != schema.KindForeign {
				needs = append(slices.Clip(needs), part.Needs()...)
			}
		}
	}
	return slices.ContainsFunc(needs, func(n schema.Key) bool {
		if n.IsPart() {
			n = schema.Key{Kind: table.Kind, Schema: n.Schema, Name: n.Table}
		}
		return n == table || needsTable(side, n, table, seen)
	})
}

// withoutCircle is a table without the parts that come later.
func withoutCircle(t *pgmodel.Table, parts apartFrom) *pgmodel.Table {
	bare := t.Clone().(*pgmodel.Table)
	key := func(o pgmodel.Object) schema.Key { return o.Key() }
	has := func(list []*pgmodel.Column, c *pgmodel.Column) bool {
		return slices.ContainsFunc(list, func(o *pgmodel.Column) bool { return key(o) == key(c) })
	}
	bare.Columns = slices.DeleteFunc(bare.Columns, func(c *pgmodel.Column) bool { return has(parts.generated, c) })
	for _, c := range bare.Columns {
		if has(parts.defaults, c) {
			c.Default = pgmodel.Expr{}
		}
	}
	bare.Constraints = slices.DeleteFunc(bare.Constraints, func(c *pgmodel.Constraint) bool {
		return slices.ContainsFunc(parts.checks, func(o *pgmodel.Constraint) bool { return key(o) == key(c) })
	})
	return bare
}

// splitCreated has the parts of a new table that need it to be there come after it.
func (w *planner) splitCreated(a *action, t *pgmodel.Table, reason string) {
	parts := w.circularParts(w.after, t)
	if len(parts.checks)+len(parts.defaults)+len(parts.generated) == 0 {
		return
	}
	bare := withoutCircle(t, parts)
	a.statements = append(w.kinds[t.ID.Kind].create(w, bare), sharedCreate(w.name(t), t)...)
	for _, c := range parts.generated {
		w.split[c.Key()] = true
		w.create(c, reason)
	}
	for _, c := range parts.defaults {
		w.split[c.Key()] = true
		w.add(node{opCreate, defaultKey(c)}, nil, c, []statement{{Do: ddl.AlterTable(t.ID, ddl.SetDefault{Column: c.Name, Value: c.Default.SQL}), Form: locks.Of(locks.AltersColumn)}},
			"the default needs the table to be there")
	}
	for _, c := range parts.checks {
		w.split[c.Key()] = true
		w.create(c, reason)
	}
}

// splitDropped drops what is on a table that goes, and calls a function that goes and needs the
// table, before both.
func (w *planner) splitDropped() {
	for _, n := range w.sortedActions() {
		a := w.actions[n]
		t, ok := a.from.(*pgmodel.Table)
		if !ok || n.op != opDrop || n.key != t.ID {
			continue
		}
		parts := w.circularParts(w.before, t)
		for _, c := range parts.checks {
			w.splitDrop(c)
		}
		for _, c := range parts.generated {
			w.splitDrop(c)
		}
		for _, c := range parts.defaults {
			w.split[c.Key()] = true
			d := node{opDrop, defaultKey(c)}
			w.add(d, c, nil, []statement{{Do: ddl.AlterTable(t.ID, ddl.DropDefault(c.Name)), Form: locks.Of(locks.AltersColumn)}}, "a function that it calls needs the table")
			w.explicit[d] = true
		}
		w.splitOnTable(t)
	}
}

func (w *planner) splitDrop(o pgmodel.Object) {
	w.split[o.Key()] = true
	w.drop(o, "a function that it calls needs the table")
	w.explicit[node{opDrop, o.Key()}] = true
}

// splitOnTable drops policies, indexes and triggers on a table before the function that they call.
func (w *planner) splitOnTable(t *pgmodel.Table) {
	for o := range w.before.of(schema.KindIndex, schema.KindPolicy, schema.KindTrigger) {
		n := node{opDrop, o.Key()}
		if w.actions[n] != nil && w.relation(o) == t.ID && slices.ContainsFunc(o.Needs(), func(k schema.Key) bool {
			return routine(k.Kind) && w.actions[node{opDrop, k}] != nil && needsTable(w.before, k, t.ID, map[schema.Key]bool{})
		}) {
			w.explicit[n] = true
		}
	}
}
