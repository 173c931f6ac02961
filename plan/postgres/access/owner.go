package access

import (
	"cmp"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// An owner may do everything with its object and is not asked by row security; views and
// SECURITY DEFINER functions run with its rights.

// ownerWas is the owner of an object in the database; "" where it is not known.
func (j *judge) ownerWas(o schema.PgObject) string {
	a := o.Pg().Access()
	return cmp.Or(a.Owner, a.Kept.Owner, j.From.Role)
}

// ownerNow is the owner of an object afterwards. Files that name none leave it.
func (j *judge) ownerNow(o schema.PgObject) string {
	if owner := o.Pg().Access().Owner; owner != "" {
		return owner
	}
	if from := object(j.From.Get(o.Key())); from != nil {
		return j.ownerWas(from)
	}
	return j.From.Role
}

// owner records that an object gets another owner.
func (j *judge) owner(c plan.Change, from, to schema.PgObject) {
	was, now := from.Pg().Access().Owner, to.Pg().Access().Owner
	if !c.Has("owner") || now == "" || was == now {
		return
	}
	if was == "" {
		was = j.From.Role
	}
	what := "ownership"
	switch o := to.(type) {
	case *schema.PgView:
		if !invoker(o) {
			what += "; who uses it does so with the rights of " + schema.QuotePg(now)
		}
	case *schema.PgFunction:
		if o.SecurityDefiner {
			what += "; who calls it does so with the rights of " + schema.QuotePg(now)
		}
	case *schema.PgTable:
		if o.RowSecurity && !o.ForceRowSecurity {
			what += " and all its rows"
		}
	}
	j.gain(c.Key, c.Pos(), schema.QuotePg(now), what, "OWNER TO")
	if was != "" {
		j.lose(c.Key, c.Pos(), schema.QuotePg(was), "ownership", "OWNER TO")
	}
}
