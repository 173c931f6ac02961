package postgres

import (
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
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
	Unproven bool // rows may stop it, and no probe tells
}

// costly reports whether a statement writes every row.
func (p statement) costly() bool { return p.Cost == plan.Rewrite }

// writer writes the SQL of one kind of object. Comments, owners and grants are
// written for all kinds alike, from name.
type writer struct {
	// name is what COMMENT ON, ALTER and DROP call it: "TABLE public.users",
	// "FUNCTION public.add(integer)", "TRIGGER t ON public.users".
	name func(o pgmodel.Object) string
	// create makes it, as one readable statement and what can only follow it.
	create func(o pgmodel.Object) []statement
	// drop destroys it; nil means "DROP " + name.
	drop func(o pgmodel.Object) []statement
	// alter changes it in place. It answers false where nothing but dropping it and
	// recreating it will do; then everything that needs it is recreated too.
	alter func(p *planner, c plan.Change) ([]statement, bool)
	// rename takes it from one name to another; nil means ALTER name RENAME TO.
	rename func(from, to pgmodel.Object) []statement
}
