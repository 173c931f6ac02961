package postgres

// Checks and foreign keys on tables that hold rows. ADD CONSTRAINT reads every row while it
// blocks others; NOT VALID reads none, and VALIDATE CONSTRAINT reads them beside everyone else
// in a transaction of its own (sql-altertable.html, "Notes").

import (
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// onlineConstraint adds a constraint unvalidated and reads the rows when that is
// committed, beside everyone else.
func (w *planner) onlineConstraint(a *action) {
	c, ok := a.to.(*pgmodel.Constraint)
	if ok && a.op == opAlter && len(a.statements) == 1 && a.statements[0].ID == locks.Validates {
		a.ownTransaction, a.rank = true, rankValid
	}
	if !ok || a.op != opCreate || c.NotValid || c.NotEnforced || c.Inherited || len(a.statements) == 0 || w.recreatedForAnother(c.Key()) || !w.mayBlock(c.Table) {
		return
	}
	t := w.before.table(c.Table)
	if t == nil || c.Kind == schema.KindForeign && t.PartitionBy != nil && w.version < 18 { // the server has no such form
		return
	}
	for _, k := range c.Needs() { // rows that are not filled yet could not be updated
		if k.Kind == schema.KindColumn {
			a.after = append(a.after, node{opAlter, schema.Key{Kind: kindFill, Schema: k.Schema, Table: k.Table, Name: k.Name}})
		}
	}
	p := &a.statements[0]
	unchecked := *c
	unchecked.NotValid = true
	p.Do, p.Form = ddl.AlterTable(c.Table, ddl.AddConstraint{Constraint: c, NotValid: true}), locks.Of(constraintForm(&unchecked))
	valid := w.validate(c, node{opCreate, c.Key()})
	if inherit := w.actions[node{opAlter, c.Table}]; inherit != nil && w.needsToInherit(c) { // INHERIT takes no check that is not valid
		inherit.after = append(inherit.after, valid.node)
		inherit.rank = rankTakeOver
	}
}
