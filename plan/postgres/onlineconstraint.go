package postgres

// Checks and foreign keys on tables that hold rows. ADD CONSTRAINT reads every row while it
// blocks others; NOT VALID reads none, and VALIDATE CONSTRAINT reads them beside everyone else
// in a transaction of its own (sql-altertable.html, "Notes").

import (
	"slices"

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
	if !ok || a.op != opCreate || c.NotValid || c.NotEnforced || c.Inherited || len(a.statements) == 0 || w.obeyedBelow(c) || w.recreatedForAnother(c.Key()) || !w.mayBlock(c.Table) {
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
	if w.validatedAbove(c) {
		return
	}
	valid := w.validate(c, node{opCreate, c.Key()})
	if w.needsToInherit(c) { // INHERIT takes no check that is not valid
		w.inheritsAfter(c.Table, valid.node)
	}
}

// validatedAbove reports whether a check is a parent's as well that the plan adds and validates:
// VALIDATE CONSTRAINT reads the child tables too (ATExecValidateConstraint, tablecmds.c).
func (w *planner) validatedAbove(c *pgmodel.Constraint) bool {
	if c.Kind != schema.KindCheck || w.reparented(c) {
		return false
	}
	return slices.ContainsFunc(w.ancestors(c.Table), func(up schema.Key) bool {
		k := c.Key()
		k.Schema, k.Table = up.Schema, up.Name
		a := w.actions[node{opCreate, k}]
		if a == nil || !w.mayBlock(up) {
			return false
		}
		parents, ok := a.to.(*pgmodel.Constraint)
		return ok && !parents.NotValid && !parents.NotEnforced && !parents.NoInherit
	})
}
