package access

import (
	"cmp"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// An owner may do everything with its object and is not asked by row security; views and
// SECURITY DEFINER functions run with its rights.

// ownerWas is the owner of an object in the database; "" where it is not known.
func (j *judge) ownerWas(o pgmodel.Object) string {
	a := o.Common().Access()
	return cmp.Or(a.Owner, a.Kept.Owner, j.From.Role)
}

// ownerNow is the owner of an object afterwards. Files that name none leave it.
func (j *judge) ownerNow(o pgmodel.Object) string {
	if owner := o.Common().Access().Owner; owner != "" {
		return owner
	}
	if from := object(j.From.Get(o.Key())); from != nil {
		return j.ownerWas(from)
	}
	return j.From.Role
}

// owner records that an object gets another owner.
func (j *judge) owner(c plan.Change, from, to pgmodel.Object) {
	was, now := from.Common().Access().Owner, to.Common().Access().Owner
	if !c.Has("owner") || now == "" || was == now {
		return
	}
	if was == "" {
		was = j.From.Role
	}
	what := "ownership"
	switch o := to.(type) {
	case *pgmodel.View:
		if !invoker(o) {
			what += "; who uses it does so with the rights of " + pgmodel.Quote(now)
		}
	case *pgmodel.Function:
		if o.SecurityDefiner {
			what += "; callers run it with the rights of " + pgmodel.Quote(now)
		}
	case *pgmodel.Table:
		if o.RowSecurity && !o.ForceRowSecurity {
			what += " and all its rows"
		}
	}
	j.gain(c.Key, c.Pos(), pgmodel.Quote(now), what, "OWNER TO")
	if was != "" {
		j.lose(c.Key, c.Pos(), pgmodel.Quote(was), "ownership", "OWNER TO")
	}
}
