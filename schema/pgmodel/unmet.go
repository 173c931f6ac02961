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
	had := keptParts{of: from}
	return anyKept(to, func(k schema.Key, kept Kept) bool {
		return slices.ContainsFunc(kept.Grants, func(g Grant) bool { return !slices.Contains(had.get(k).Grants, g) })
	})
}

// DiffersInOwner reports whether an object names an owner that is not managed and is another one
// on the other side: that of from or, where from is nil, the role that will make the object. An
// owner that is not known, "", differs from none.
func DiffersInOwner(from, to schema.Object, role string) bool {
	if !HasKept(to) {
		return false
	}
	had := keptParts{of: from}
	return anyKept(to, func(k schema.Key, kept Kept) bool {
		was := had.get(k).Owner
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

// keptParts looks up the unmanaged owners and grants of an object and its parts. Most objects have no such
// part: the list of them is made when it is first asked for one.
type keptParts struct {
	of    schema.Object // nil for none
	parts map[schema.Key]Kept
}

func (p *keptParts) get(k schema.Key) Kept {
	if p.of == nil {
		return Kept{}
	}
	if pg, ok := p.of.(Object); ok && k == p.of.Key() {
		return pg.Common().Access().Kept
	}
	if p.parts == nil {
		p.parts = map[schema.Key]Kept{}
		eachKept(p.of, func(k schema.Key, kept Kept) { p.parts[k] = kept })
	}
	return p.parts[k]
}

// eachKept calls do for an object and each of its parts that has an owner or grants.
func eachKept(o schema.Object, do func(schema.Key, Kept)) {
	if pg, ok := o.(Object); ok && pg.Common().access.has() {
		do(o.Key(), pg.Common().Access().Kept)
	}
	eachPart(o, func(part schema.Object) { eachKept(part, do) })
}
