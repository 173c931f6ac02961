package postgres

// How differences become actions: an object is created, dropped, altered in place, or
// dropped and recreated where its kind has no ALTER for the change.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// change turns one difference into actions.
func (w *planner) change(c plan.Change) {
	m := w.kinds[c.Key.Kind]
	if m.instead != nil && m.instead(w, c) {
		return
	}
	switch c.Op {
	case plan.Add:
		if w.within(c.To.(pgmodel.Object), w.before) {
			return // CREATE of its table makes it
		}
		w.create(c.To.(pgmodel.Object), reasonNew(c))
	case plan.Drop:
		w.drop(c.From.(pgmodel.Object), reasonGone(c))
	case plan.Alter:
		statements, ok := sharedAlter(w, c), true
		own := withoutShared(c)
		if len(own.Fields) > 0 {
			var more []statement
			if more, ok = m.alter(w, own); ok {
				statements = append(more, statements...)
			}
		}
		if !ok {
			w.redefined[c.Key] = !w.recreated[c.Key]
			w.recreate(c.Key, reasonChanged(c))
			return
		}
		w.alter(c, statements)
	}
}

// within reports whether a part is made by CREATE of its relation, which is new.
func (w *planner) within(o pgmodel.Object, before *objects) bool {
	switch k := o.Key().Kind; {
	case k == schema.KindForeign: // which comes when both tables are there
		return false
	case k == schema.KindColumn, k == schema.KindDomainCheck, k.Has(schema.Constraint):
		t := w.owner(o.Key())
		return t != nil && (before.get(t.Key()) == nil || w.recreated[t.Key()])
	}
	return false
}

func withoutShared(c plan.Change) plan.Change {
	c.Fields = slices.DeleteFunc(slices.Clone(c.Fields), func(f plan.FieldChange) bool {
		return f.Name == "comment" || isAccessField(f.Name)
	})
	return c
}

// isAccessField reports whether an attribute says who may use an object.
func isAccessField(name string) bool { return name == "owner" || name == "grants" }

func (w *planner) create(o pgmodel.Object, reason string) {
	n := node{opCreate, o.Key()}
	if w.actions[n] != nil {
		return
	}
	k := w.kinds[o.Key().Kind]
	w.add(n, nil, o, append(k.create(w, o), sharedCreate(k.name(o), w.grantedWhenMade(o))...), reason)
	w.access(o, reason)
	if k.created != nil {
		k.created(w, o, reason)
	}
}

func (w *planner) drop(o pgmodel.Object, reason string) {
	if w.actions[node{opDrop, o.Key()}] != nil {
		return
	}
	m := w.kinds[o.Key().Kind]
	statements := []statement{{Do: ddl.Drop(m.name(o))}}
	if m.drop != nil {
		statements = m.drop(w, o)
	}
	w.add(node{opDrop, o.Key()}, o, nil, statements, reason)
}

func (w *planner) alter(c plan.Change, statements []statement) {
	if len(statements) == 0 {
		return
	}
	a := w.add(node{opAlter, c.Key}, c.From.(pgmodel.Object), c.To.(pgmodel.Object), statements, "")
	for _, f := range c.Fields {
		if !isAccessField(f.Name) && !comesWithIdentity(c, f.Name) { // which has an action of its own, or is said already
			a.reasons = append(a.reasons, reasonField(c, f))
		}
	}
}

// recreate drops an object and recreates it.
func (w *planner) recreate(k schema.Key, reason string) {
	if w.recreated[k] {
		return
	}
	from, to := w.before.get(k), w.after.get(k)
	if next := w.kinds[k.Kind].recreated; next != nil {
		to = next(from, to)
	}
	w.recreated[k] = true
	delete(w.actions, node{opAlter, k})
	w.drop(from, reason)
	w.create(to, reason)
	w.keep(from, to, reason)
}
