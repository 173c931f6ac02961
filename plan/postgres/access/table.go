package access

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// A partition or child table is reached through its parent with the privileges and the
// policies of the parent; its own are not asked (ddl-inherit.html).

func (j *judge) table(c plan.Change, from, to *pgmodel.Table) {
	if c.Has("row security") || c.Has("force row security") || c.Has("owner") && (from.RowSecurity || to.RowSecurity) {
		j.rows(to.ID)
	}
	before, after := from.Parents(), to.Parents()
	for _, k := range after {
		if !slices.Contains(before, k) {
			j.attached(c, from, k)
		}
	}
	for _, k := range before {
		if p := object(j.From.Get(k)); !slices.Contains(after, k) && p != nil {
			for _, role := range j.was(p).others() {
				j.lose(to.ID, c.Pos(), display(role), "rows through "+k.Object(), "it is no longer part of "+k.Object())
			}
		}
	}
}

// attached judges a table with rows that becomes part of another one.
func (j *judge) attached(c plan.Change, child *pgmodel.Table, parent schema.Key) {
	p := object(j.To.Get(parent))
	if p == nil {
		return
	}
	own, why := j.was(child), "it becomes part of "+parent.Object()
	through := j.now(p)
	for _, role := range through.others() {
		for privilege := range through[role] {
			if child.RowSecurity || !own.has(role, privilege) {
				j.gain(child.ID, c.Pos(), display(role), "rows through "+parent.Object(), why)
				break
			}
		}
	}
	if owner, was := j.ownerNow(p), j.ownerWas(child); owner != was && owner != "" {
		j.gain(child.ID, c.Pos(), display(owner), "rows through "+parent.Object(), why)
	}
}
