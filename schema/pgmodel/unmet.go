package pgmodel

// Whether what a scope has put aside, privileges and owners, is on one side what it is on the
// other. A side that says nothing lacks nothing: nothing is revoked by omission.

import (
	"slices"

	"github.com/schemadiff/schemadiff/schema"
)

// DiffersInGrants reports whether an object is given, or denied, privileges that are not managed
// and that the other side has not; from may be nil.
func DiffersInGrants(from, to schema.Object) bool {
	if !HasKept(to) {
		return false
	}
	had := keptOf(from)
	return anyKept(to, func(k schema.Key, kept Kept) bool {
		return slices.ContainsFunc(kept.Grants, func(g Grant) bool { return !slices.Contains(had[k].Grants, g) })
	})
}

// DiffersInOwner reports whether an object names an owner that is not managed and is another one
// on the other side: that of from or, where from is nil, the role that will make the object. An
// owner that is not known, "", differs from none.
func DiffersInOwner(from, to schema.Object, role string) bool {
	if !HasKept(to) {
		return false
	}
	had := keptOf(from)
	return anyKept(to, func(k schema.Key, kept Kept) bool {
		was := had[k].Owner
		if from == nil {
			was = role
		}
		return kept.Owner != "" && was != "" && kept.Owner != was
	})
}

// anyKept reports whether test holds of an object or a part of it.
func anyKept(o schema.Object, test func(schema.Key, Kept) bool) (found bool) {
	eachKept(o, func(k schema.Key, kept Kept) { found = found || test(k, kept) })
	return found
}

// HasKept reports whether an object or a part of it has privileges or an owner that are not managed.
func HasKept(o schema.Object) bool {
	return anyKept(o, func(_ schema.Key, kept Kept) bool { return kept.Owner != "" || kept.Grants != nil })
}

func keptOf(o schema.Object) map[schema.Key]Kept {
	out := map[schema.Key]Kept{}
	if o != nil {
		eachKept(o, func(k schema.Key, kept Kept) { out[k] = kept })
	}
	return out
}

// eachKept calls do for an object and each of its parts that has an owner or grants.
func eachKept(o schema.Object, do func(schema.Key, Kept)) {
	if pg, ok := o.(Object); ok && pg.Common().access.has() {
		do(o.Key(), pg.Common().Access().Kept)
	}
	if v, ok := o.(*View); ok {
		for _, c := range v.Columns {
			eachKept(c, do)
		}
	}
	if c, ok := o.(schema.Composite); ok {
		for _, part := range c.Parts() {
			eachKept(part, do)
		}
	}
}
