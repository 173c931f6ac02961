package postgres

// Drops and adds that may be a rename. The two schemas alone cannot show whether a column was
// renamed or replaced, and a wrong guess loses its values, so the plan is blocked until a hint
// or an --allow decides. plan.Lookalikes finds the pairs; what tables and columns are compared
// by is here.

import (
	"fmt"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// lookalikes finds a drop and an add that may well be a rename. Without a hint
// the rows or values would be gone, so the plan is refused until someone says
// which it is.
func (w *planner) lookalikes(changes []plan.Change) {
	var dropped, added []plan.Change
	var was, now []plan.Lookalike
	for _, c := range changes {
		switch c.Op {
		case plan.Drop:
			if l, ok := lookalike(c.From); ok && !comesWithParent(c.From) {
				dropped, was = append(dropped, c), append(was, l)
			}
		case plan.Add:
			if l, ok := lookalike(c.To); ok && !comesWithParent(c.To) {
				added, now = append(added, c), append(now, l)
			}
		}
	}
	for i, a := range plan.Lookalikes(was, now) {
		if a >= 0 {
			w.likely(dropped[i], added[a])
		}
	}
}

// lookalike holds the properties by which a table or column is compared.
func lookalike(o schema.Object) (plan.Lookalike, bool) {
	switch o := o.(type) {
	case *pgmodel.Table:
		l := plan.Lookalike{Group: string(o.ID.Kind), Name: o.ID.Name, AnyName: true}
		for _, c := range o.Columns {
			l.Columns = append(l.Columns, c.Name+" "+c.Type)
		}
		return l, len(o.Columns) > 0
	case *pgmodel.Column:
		group := o.Table.Schema + "\x00" + o.Table.Name + "\x00" + o.Type
		return plan.Lookalike{Group: group, Name: o.Name, AnyName: true}, o.Extra().Generated.IsZero()
	}
	return plan.Lookalike{}, false
}

// comesWithParent reports whether an object comes and goes with that of a parent: partitions and
// child tables are alike by their nature.
func comesWithParent(o schema.Object) bool {
	switch o := o.(type) {
	case *pgmodel.Table:
		return len(parents(o)) > 0
	case *pgmodel.Column:
		return o.Inherited
	}
	return false
}

func (w *planner) likely(d, a plan.Change) {
	flag := d.Key.Object() + "=" + a.Key.Name
	w.find(plan.Finding{Rule: "possible-rename", Severity: plan.Error, Key: d.Key, Pos: a.Pos(), Blocks: true, Allow: "possible-rename",
		Message: fmt.Sprintf("%s would be dropped and %s created: is it a rename?", d.Key, a.Key),
		Hint: fmt.Sprintf("if it is, write after the new definition: -- @renamed from=%s (or --rename %s); if not, --allow possible-rename:%s",
			ddl.Quote(d.Key.Name), flag, d.Key.Object())})
}
