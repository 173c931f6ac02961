package postgres

// What the online forms of all kinds are made of: the ranks by which their parts come before or
// after the rest of the plan, the actions that are parts of another one's form, and the questions
// whether an action can wait or be done before all else.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Ranks of what comes when the rest is committed.
const (
	rankFill = 1000 + 10*iota
	rankHelper
	rankBuild
	rankValid
	rankFilled
	rankTakeOver // of an index by a constraint or a name
	rankDropIndex
)

// fillsColumn is the kind of the step that fills a column in batches.
const fillsColumn plan.Kind = "fill column"

// rankEarly is the rank of what comes before all else.
const rankEarly = 0

// largeTable is the size in bytes from which on a rewrite of a table has to be allowed:
// about a second of writing.
const largeTable = 64 << 20

// recreatedForAnother reports whether an object is recreated for the sake of another, which is
// then away as well: no other form of it would help.
func (w *planner) recreatedForAnother(k schema.Key) bool { return w.recreated[k] && !w.redefined[k] }

// neededByRecreated reports whether something that is recreated needs the object.
func (w *planner) neededByRecreated(k schema.Key) bool {
	for r := range w.recreated {
		if o := w.before.get(r); o != nil && r != k && slices.Contains(o.Needs(), k) {
			return true
		}
	}
	return false
}

// mustGoFirst reports whether an object must go before one of its columns is dropped or gets
// another type, so that its own change cannot wait.
func (w *planner) mustGoFirst(o pgmodel.Object, table schema.Key) bool {
	x, index := o.(*pgmodel.Index)
	for n, a := range w.actions {
		c, _ := a.from.(*pgmodel.Column)
		if c == nil || n.key.Kind != schema.KindColumn || c.Table != table || n.op == opAlter && !w.retypes(a) {
			continue
		}
		if slices.Contains(o.Needs(), n.key) || index && x.Reads(c.Name) {
			return true
		}
	}
	return false
}

// canBuildFirst reports whether an index can be built before anything else is done: all that it
// needs is there and stays as it is.
func (w *planner) canBuildFirst(o pgmodel.Object) bool {
	for _, k := range o.Needs() {
		if w.actions[node{opCreate, k}] != nil || w.actions[node{opDrop, k}] != nil || k.Kind != schema.KindTable && w.actions[node{opAlter, k}] != nil {
			return false
		}
		if w.actions[node{opAlter, schema.Key{Kind: kindFilled, Schema: k.Schema, Table: k.Table, Name: k.Name}}] != nil {
			return false
		}
	}
	return true
}

// createsKeyReaders reports whether the plan makes what may need a key to be there: views by
// GROUP BY, rules and functions by ON CONFLICT.
func (w *planner) createsKeyReaders() bool {
	for n := range w.actions {
		if n.op == opCreate && w.kinds[n.key.Kind].readsKeys {
			return true
		}
	}
	return false
}

// part adds an action that is a part of another one's online form.
func (w *planner) part(k schema.Key, kind schema.Kind, rank int, label plan.Kind, o pgmodel.Object, statements []statement, reason string) *action {
	about := k
	k.Kind = kind
	a := w.add(node{opAlter, k}, nil, o, statements, reason)
	a.rank, a.label, a.about = rank, label, about
	return a
}

// validate has the rows checked for a constraint that new ones obey already.
func (w *planner) validate(c *pgmodel.Constraint, after node) *action {
	v := w.part(c.Key(), kindValid, rankValid, "validate constraint", c,
		[]statement{{Do: ddl.AlterTable(c.Table, ddl.ValidateConstraint(c.Name)), Form: locks.Of(locks.Validates),
			Why: "the rows there are, read while others go on writing"}}, "new rows obey "+c.Key().String()+" already")
	v.statements = v.statements[:1] // once, however many steps make it necessary
	v.ownTransaction = true
	v.after = append(v.after, after)
	return v
}

// inheritsAfter has a table inherit only when another step of an online form is done.
func (w *planner) inheritsAfter(table schema.Key, step node) {
	if inherit := w.actions[node{opCreate, parentsKey(table)}]; inherit != nil {
		inherit.after = append(inherit.after, step)
		inherit.rank = rankTakeOver
	}
}
