package postgres

// Partitions that come without a scan under a lock. The server reads the rows of a table that is
// attached, and those of the default partition, for such that belong elsewhere; with CHECKs that say
// that there are none it reads nothing (ddl-partitioning.html, 5.12.2.2). The CHECKs are validated
// beside everyone else beforehand, and go with the step that has needed them.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// attachChecked attaches a table with the rows checked for its bound.
func (w *planner) attachChecked(a *action) {
	t, _ := a.to.(*pgmodel.Table)
	if t == nil || !w.mayBlock(t.ID) || w.rebound(a.node) || t.PartitionBy != nil || len(a.statements) == 0 {
		return
	}
	text := boundText(w.after.table(t.PartitionOf), t)
	if text == "" {
		return
	}
	a.rank = rankTakeOver
	w.proveBeforehand(a, t.ID, "bound", text, node{opAlter, t.ID})
	if w.checkDefault(a, t, text) {
		a.statements[0].Form = locks.Of(locks.AttachesProven)
	}
}

// createChecked creates a partition with the rows of the default partition checked for its bound.
func (w *planner) createChecked(a *action) {
	t, _ := a.to.(*pgmodel.Table)
	i := slices.IndexFunc(a.statements, func(p statement) bool { return p.Form.ID == locks.CreatesPartitionBesideDefault })
	if t == nil || a.op != opCreate || i < 0 || w.rebound(a.node) {
		return
	}
	if text := boundText(w.after.table(t.PartitionOf), t); text != "" && w.checkDefault(a, t, text) {
		a.statements[i].Form = locks.Of(locks.CreatesPartition)
	}
}

// checkDefault has the rows of the default partition, if others may use it, checked for the bound of a
// new one, which is the condition text. It reports whether none is left to read.
func (w *planner) checkDefault(a *action, t *pgmodel.Table, text string) bool {
	rest := w.defaultLeft(t)
	if rest == (schema.Key{}) {
		return !w.defaultPartition(t.PartitionOf)
	} else if !w.mayBlock(rest) {
		return true
	} else if w.before.table(rest).PartitionBy != nil {
		return false
	}
	a.lockedToo = union(a.lockedToo, []schema.Key{rest})
	w.proveBeforehand(a, rest, t.ID.Name+"_beside", "NOT ("+text+")", node{opAlter, rest})
	return true
}

// proveBeforehand has all rows of a table checked for a condition before an action, which drops the CHECK at its end.
func (w *planner) proveBeforehand(a *action, table schema.Key, what, text string, after node) {
	c := &pgmodel.Constraint{Table: table, Kind: schema.KindCheck, Expr: pgmodel.Expr{SQL: text, Strict: text, Loose: text}}
	c.Name = pgmodel.MadeName("schemadiff", table.Name, what)
	if have := w.before.table(table).Constraint(c.Name); have != nil { // of a plan that was broken off
		delete(w.actions, node{opDrop, have.Key()})
		if have.NotValid {
			after = w.validate(c, after).node
		}
	} else {
		h := w.part(c.Key(), kindHelper, rankHelper, "prepare attaching", c, []statement{{Do: ddl.AlterTable(table, ddl.AddConstraint{Constraint: c, NotValid: true}),
			Form: locks.Of(locks.AddsUncheckedCheck), Undo: ddl.AlterTable(table, ddl.DropConstraint(c.Name)), Why: "a constraint that is validated spares ATTACH PARTITION the scan"}}, strings.Join(a.reasons, "; "))
		h.about = table
		h.after = append(h.after, after)
		after = w.validate(c, h.node).node
	}
	a.after = append(a.after, after)
	a.statements = append(a.statements, statement{Do: ddl.AlterTable(table, ddl.DropConstraint(c.Name)), Form: locks.Of(locks.DropsConstraint), On: ddl.Qualified(table)})
}
