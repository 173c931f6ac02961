package access

import (
	"maps"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// A SECURITY DEFINER function does what its owner may do, for everybody who may call it;
// and that is PUBLIC, unless it was taken away. Without a search_path of its own, callers
// decide what the names in it mean.

const asOwner = "EXECUTE with its owner's rights"

func (j *judge) function(c plan.Change, from, to *pgmodel.Function) {
	users := j.callers(to)
	switch {
	case from.SecurityDefiner && !to.SecurityDefiner:
		j.lose(to.ID, c.Pos(), users, asOwner, "SECURITY INVOKER")
	case !from.SecurityDefiner && to.SecurityDefiner:
		j.gain(to.ID, c.Pos(), users, asOwner, "SECURITY DEFINER")
	case to.SecurityDefiner:
		j.definer(c, users, from, to)
	}
	if from.Leakproof != to.Leakproof {
		what := "its work on rows that security barriers hide"
		if to.Leakproof {
			j.gain(to.ID, c.Pos(), users, what, "LEAKPROOF")
		} else {
			j.lose(to.ID, c.Pos(), users, what, "NOT LEAKPROOF")
		}
	}
}

// definer judges a function that keeps its owner's rights.
func (j *judge) definer(c plan.Change, users string, from, to *pgmodel.Function) {
	a, had := searchPath(from)
	b, has := searchPath(to)
	switch {
	case had && !has:
		j.gain(to.ID, c.Pos(), users, "a say in what its names mean", plan.WhyPathLost)
	case has && !had:
		j.lose(to.ID, c.Pos(), users, "a say in what its names mean", "SET search_path")
	case a != b:
		j.gain(to.ID, c.Pos(), users, "another meaning of its names", "its search_path").Unclear = true
	}
	if (c.Has("body") || c.Has("sql body")) && !triggers(to) && !j.harmless(to) {
		j.gain(to.ID, c.Pos(), users, "what its body does with its owner's rights", "its body").Unclear = true
	}
}

func (j *judge) callers(f *pgmodel.Function) string {
	if list := j.now(f).others(); len(list) > 0 {
		return displayAll(list)
	}
	return "whoever may call it"
}

func searchPath(f *pgmodel.Function) (string, bool) {
	for _, s := range f.Settings {
		if s.Name == "search_path" {
			return s.Value, true
		}
	}
	return "", false
}

// triggers reports whether only a trigger can call a function.
func triggers(f *pgmodel.Function) bool {
	return f.Returns == "trigger" || f.Returns == "event_trigger"
}

// harmless reports whether a function reads nothing that was there before.
func (j *judge) harmless(f *pgmodel.Function) bool {
	keys, known := j.Proof.Relations(f)
	return known && !slices.ContainsFunc(keys, j.existed)
}

// existed reports whether a relation of a name, perhaps without schema, is in the database.
func (j *judge) existed(k schema.Key) bool {
	for o := range j.From.All() {
		if n := o.Key(); n.Kind.IsRelation() && n.Name == k.Name && (k.Schema == "" || n.Schema == k.Schema) {
			return true
		}
	}
	return false
}

// newFunction judges a function that is new: one that takes the place of another, with
// other arguments, has the privileges of a new one.
func (j *judge) newFunction(c plan.Change, f *pgmodel.Function) {
	old, _ := j.predecessor(f.ID).(*pgmodel.Function)
	now := j.now(f)
	if old != nil {
		j.compare(f.ID, c.Pos(), j.was(old), now, nil, nil)
	}
	if !f.SecurityDefiner || triggers(f) || old != nil && old.SecurityDefiner || len(now.others()) == 0 || !j.holdsRows() || j.harmless(f) {
		return
	}
	j.gain(f.ID, c.Pos(), j.callers(f), asOwner, "a new SECURITY DEFINER function").Unclear = true
}

// holdsRows reports whether there is anything in the database that could be reached.
func (j *judge) holdsRows() bool {
	for o := range j.From.All() {
		if o.Key().Kind.IsRelation() {
			return true
		}
	}
	return false
}

// predecessor is the object that a new one replaces: a function of the same name that is
// dropped.
func (j *judge) predecessor(k schema.Key) pgmodel.Object { return j.counterpart(k, plan.Drop) }

// successor is the new object that takes the place of a dropped one.
func (j *judge) successor(k schema.Key) pgmodel.Object { return j.counterpart(k, plan.Add) }

func (j *judge) counterpart(k schema.Key, op plan.Op) pgmodel.Object {
	if !k.Kind.Has(schema.HasBody) {
		return nil
	}
	for _, c := range j.Changes {
		if c.Op == op && c.Key.Kind.Has(schema.HasBody) && c.Key.Schema == k.Schema && routine(c.Key) == routine(k) {
			if op == plan.Add {
				return object(c.To)
			}
			return object(c.From)
		}
	}
	return nil
}

// routine is the name of a function without its arguments.
func routine(k schema.Key) string {
	name, _, _ := strings.Cut(k.Name, "(")
	return name
}

func sorted(p map[string]bool) []string { return slices.Sorted(maps.Keys(p)) }
