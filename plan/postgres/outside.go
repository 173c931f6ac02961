package postgres

// What the plan does not manage and would be in its way. The server refuses to drop what another
// object depends on, or to give its column another type, and the step would fail. What is managed is
// recreated around such a step (recreate.go); the rest is left alone, so that the plan says before it
// runs what must be changed by hand.

import (
	"fmt"
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// reportOutside is a finding for each object that the scope leaves out and that a step is refused for.
func (w *planner) reportOutside() {
	if len(w.in.From.Outside) == 0 {
		return
	}
	users := outsideUsers(w.in.From.Outside)
	reported := map[schema.Key]bool{}
	for _, b := range w.blocked() {
		for _, need := range w.needed(b) {
			for _, u := range users[need] {
				if k := u.Key(); !reported[k] && w.refusedFor(u, b, need) {
					reported[k] = true
					w.reportBroken(u, b, need)
				}
			}
		}
	}
}

// outsideUsers lists the objects, and the parts of tables, that need each key.
func outsideUsers(outside []schema.Object) map[schema.Key][]pgmodel.Object {
	users := map[schema.Key][]pgmodel.Object{}
	add := func(o schema.Object) {
		x, ok := o.(pgmodel.Object)
		if !ok {
			return
		}
		for _, n := range x.Needs() {
			users[n] = append(users[n], x)
		}
	}
	for _, o := range outside {
		add(o)
		if c, ok := o.(schema.Composite); ok {
			for _, part := range c.Parts() {
				add(part)
			}
		}
	}
	for _, list := range users {
		slices.SortFunc(list, func(a, b pgmodel.Object) int { return schema.CompareKeys(a.Key(), b.Key()) })
	}
	return users
}

// needed are the keys, as the database has them, of an object in the way and of what goes with it.
func (w *planner) needed(b blocker) []schema.Key {
	keys := []schema.Key{w.formerKey(b.key)}
	if b.retyped {
		return keys
	}
	for _, x := range w.before.partsOfRoot(b.key) {
		keys = append(keys, w.formerKey(x.Key()))
	}
	if c, ok := w.before.get(b.key).(schema.Composite); ok {
		for _, part := range c.Parts() {
			keys = append(keys, w.formerKey(part.Key()))
		}
	}
	return keys
}

// refusedFor reports whether the server refuses a step because of an object outside the scope. What
// goes with the object that is dropped does not stop it.
func (w *planner) refusedFor(u pgmodel.Object, b blocker, need schema.Key) bool {
	k := u.Key()
	if b.retyped {
		return w.kinds[k.Kind].stopsRetype || k.Kind == schema.KindForeign && w.acrossFamilies(b.key)
	}
	switch x := u.(type) {
	case *pgmodel.Table:
		return x.PartitionOf != need
	case *pgmodel.Sequence, *pgmodel.Statistics: // which go with the column
		return false
	case *pgmodel.Constraint:
		return !x.Inherited
	case *pgmodel.Publication: // which loses the table
		return need.Kind == schema.KindColumn
	}
	return b.key.Kind != schema.KindSchema && w.formerKey(b.key) != w.relation(u)
}

// acrossFamilies reports whether a column gets a type that foreign keys from the old one cannot compare it with.
func (w *planner) acrossFamilies(column schema.Key) bool {
	return w.mentionsRetyped(schema.TableOfPart(column), []string{column.Name})
}

func (w *planner) reportBroken(u pgmodel.Object, b blocker, need schema.Key) {
	does := "drops"
	switch {
	case b.retyped:
		does = "gives another type"
	case w.recreated[b.key]:
		does = "drops and creates again"
	}
	a := w.actions[node{opDrop, b.key}]
	if a == nil {
		a = w.actions[node{opAlter, b.key}]
	}
	key := u.Key()
	w.find(plan.Finding{Rule: "broken-reference", Severity: plan.Error, Key: key, Pos: pick(a.to, a.from).Pos(), Blocks: true, Allow: "broken-reference",
		Message: fmt.Sprintf("%s, which is not managed, uses %s, which the plan %s: the server would refuse the step", key, need, does),
		Hint:    hintOutside(key)})
}

// hintOutside says how an object stops being in the way.
func hintOutside(k schema.Key) string {
	hint := "drop or change it first"
	if k.Schema == "" {
		return hint
	}
	return fmt.Sprintf("%s, or have its schema managed too: --schemas takes %s", hint, k.Schema)
}
