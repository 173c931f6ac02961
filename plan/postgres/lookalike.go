package postgres

// Drops and adds that may be a rename. The two schemas alone cannot show whether a column was
// renamed or replaced, and a wrong guess loses its values, so the plan is blocked until a hint
// or an --allow decides. plan.Lookalikes finds the pairs; by what an object is compared is said
// in the file of its kind.

import (
	"fmt"
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// lookalikes finds a drop and an add that may well be a rename. Without a hint
// the rows or values would be gone, so the plan is refused until someone says
// which it is.
func (w *planner) lookalikes(changes []plan.Change) {
	lookalike := func(o schema.Object) (plan.Lookalike, bool) {
		k := w.kinds[o.Key().Kind]
		if k.lookalike == nil {
			return plan.Lookalike{}, false
		}
		return k.lookalike(o.(pgmodel.Object))
	}
	fromParent := func(o schema.Object) bool {
		k := w.kinds[o.Key().Kind]
		return k.fromParent != nil && k.fromParent(o.(pgmodel.Object))
	}
	var dropped, added []plan.Change
	var was, now []plan.Lookalike
	for _, c := range changes {
		switch c.Op {
		case plan.Drop:
			if l, ok := lookalike(c.From); ok && !fromParent(c.From) && w.anotherKind(c.Key) == nil {
				dropped, was = append(dropped, c), append(was, l)
			}
		case plan.Add:
			if l, ok := lookalike(c.To); ok && !fromParent(c.To) {
				added, now = append(added, c), append(now, l)
			}
		}
	}
	for _, o := range w.newOutside(dropped) {
		if l, ok := lookalike(o); ok && !fromParent(o) {
			added, now = append(added, plan.Change{Op: plan.Add, Key: o.Key(), To: o}), append(now, l)
		}
	}
	for i, a := range plan.Lookalikes(was, now) {
		switch {
		case a < 0:
		case w.after.get(added[a].Key) == nil:
			w.leavesScope(dropped[i], added[a])
		default:
			w.likely(dropped[i], added[a])
		}
	}
}

// newOutside are the objects that only the desired side has, in schemas that are not managed, under
// names that are dropped in others: SET SCHEMA in the files, or another CREATE, may have moved them.
func (w *planner) newOutside(dropped []plan.Change) []schema.Object {
	if len(dropped) == 0 || len(w.in.To.Outside) == 0 {
		return nil
	}
	there, gone := map[schema.Key]bool{}, map[schema.Key]bool{}
	for _, o := range w.in.From.Outside {
		there[o.Key()] = true
	}
	for _, d := range dropped {
		gone[schema.Key{Kind: d.Key.Kind, Name: d.Key.Name}] = !d.Key.IsPart()
	}
	return slices.DeleteFunc(slices.Clone(w.in.To.Outside), func(o schema.Object) bool {
		k := o.Key()
		return there[k] || !gone[schema.Key{Kind: k.Kind, Name: k.Name}]
	})
}

// leavesScope is the finding for what may have moved to a schema that is not managed, where the
// plan would drop it and create nothing.
func (w *planner) leavesScope(d, a plan.Change) {
	w.find(plan.Finding{Rule: "possible-rename", Severity: plan.Error, Key: d.Key, Pos: a.Pos(), Blocks: true, Allow: "possible-rename",
		Message: fmt.Sprintf("%s would be dropped, and %s is new in a schema that is not managed: was it moved there?", d.Key, a.Key),
		Hint: fmt.Sprintf("if it was, manage both schemas (--schemas %s); if not, --allow %s",
			plan.ShellWord(d.Key.Schema+","+a.Key.Schema), plan.ShellWord(plan.Item("possible-rename", d.Key)))})
}

func (w *planner) likely(d, a plan.Change) {
	now := a.Key.Name
	if a.Key.Schema != d.Key.Schema {
		now = a.Key.Object()
	}
	w.find(plan.Finding{Rule: "possible-rename", Severity: plan.Error, Key: d.Key, Pos: a.Pos(), Blocks: true, Allow: "possible-rename",
		Message: fmt.Sprintf("%s would be dropped and %s created: is it a rename?", d.Key, a.Key),
		Hint: fmt.Sprintf("if it is, write after the new definition: -- @renamed from=%s (or --rename %s); if not, --allow %s",
			ddl.Quote(d.Key.Name), plan.ShellWord(d.Key.Object()+"="+now), plan.ShellWord(plan.Item("possible-rename", d.Key)))})
}
