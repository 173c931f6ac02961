package postgres

// A statement as the kinds hand it to the planner: the SQL as a value, its reverse, and the
// facts that the order, the transactions and the review need. order.go turns some of them into
// one plan.Step.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
)

// statement is one statement of a step with what a reviewer must know of it.
type statement struct {
	Do   ddl.Statement
	Undo ddl.Statement // nil if nothing reverts it

	locks.Form            // its lock and its cost; none of its own for what locks nothing
	On         string     // the relation that is locked, "" for that of the object
	Beside     schema.Key // another relation that is locked as well: what a reference names, the parent of a partition
	Loss       plan.Loss  // "" for Keeps
	Lost       string
	Rules      []plan.Rule
	Tx         plan.Tx
	Why        string

	Check, Repair string     // see plan.Statement
	Leaves        schema.Key // see plan.Statement

	Probes   []plan.Probe
	Unproven bool // rows may stop it, and no probe shows whether they do
}

// costly reports whether a statement writes every row.
func (p statement) costly() bool { return p.Cost == plan.Rewrite }

// commentOnIndex sets or removes the comment of an index, which locks the index and not its table.
func commentOnIndex(index, comment string) statement {
	return statement{Do: ddl.Comment{Object: "INDEX " + index, Text: comment}, Form: locks.Of(locks.Comments), On: index}
}

func costRank(c plan.Cost) int {
	return slices.Index([]plan.Cost{"", plan.Constant, plan.Scan, plan.Rewrite}, c)
}
