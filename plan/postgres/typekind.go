package postgres

// Types that become others of another kind, such as an enum that becomes a domain: one is dropped and the
// other created under its name, and the columns between the two are text.

import (
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// changeKinds takes the columns of types that become others of another kind through text.
func (w *planner) changeKinds() {
	for _, o := range w.before.sorted() {
		k := o.Key()
		create := w.anotherKind(k)
		if create == nil {
			continue
		}
		drop := w.actions[node{opDrop, k}]
		becomes := k.String() + " becomes " + create.key.String()
		drop.reasons, create.reasons = []string{becomes}, []string{becomes}
		columns := w.columnsOfType(k)
		at := len(create.statements)
		w.overText(columns, drop, create)
		w.askForLabels(columns, create, create.statements[at:])
		create.after = append(create.after, drop.node)
	}
}

// askForLabels asks whether the columns have values that a type does not take, which are known of an enum. Of
// other types only the server knows.
func (w *planner) askForLabels(columns []*pgmodel.Column, create *action, statements []statement) {
	e, _ := create.to.(*pgmodel.Enum)
	for i := range statements {
		statements[i].Unproven = e == nil
	}
	if e == nil || len(statements) == 0 {
		return
	}
	for _, c := range columns {
		if strings.HasSuffix(c.Type, "[]") {
			statements[0].Unproven = true
			continue
		}
		statements[0].Probes = append(statements[0].Probes, plan.Probe{Rule: "cast-needs-using", Key: c.Key(), Pos: c.Pos(),
			SQL:     "SELECT count(*) FROM " + w.asked(c.Table, false, "") + " WHERE " + ddl.Quote(c.Name) + "::text NOT IN (" + ddl.Literals(e.Labels) + ")",
			Message: "rows of " + c.Table.Object() + " with a value of " + c.Name + " that enum " + e.ID.Object() + " does not have", Hint: "correct them first"})
	}
}
