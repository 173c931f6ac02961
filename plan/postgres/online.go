package postgres

// The second form of a change: the same result with locks that readers and writers hardly
// notice. The actions come in as the kinds wrote them and, on tables with rows, are replaced by
// several that commit in between: a constraint is added NOT VALID and validated later, an index
// is built CONCURRENTLY. A rewrite of a large table that has no such form is reported.

import (
	"fmt"
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// fillsColumn is the kind of the step that fills a column in batches.
const fillsColumn plan.Kind = "fill column"

// rankEarly is the rank of what comes before all else.
const rankEarly = 0

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

// online gives actions on tables that hold rows the form that blocks other sessions no
// longer than a catalog update takes.
func (w *planner) online() {
	for _, n := range w.sortedActions() {
		a := w.actions[n]
		if a == nil { // another one has taken it over
			continue
		}
		if w.fillsOn(a) || w.Plain {
			continue
		}
		if online := w.kinds[n.key.Kind].online; online != nil {
			online(w, a)
		}
	}
	if !w.Plain {
		w.rewrites()
	}
}

// forAnother reports whether an object is recreated for the sake of another, which is
// then away as well: no other form of it would help.
func (w *planner) forAnother(k schema.Key) bool { return w.recreated[k] && !w.redefined[k] }

// wantedBy reports whether something that is recreated needs the object.
func (w *planner) wantedBy(k schema.Key) bool {
	for r := range w.recreated {
		if o := w.before.get(r); o != nil && r != k && slices.Contains(o.Needs(), k) {
			return true
		}
	}
	return false
}

// bound reports whether an object must go before one of its columns is dropped or gets
// another type, so that its own change cannot wait.
func (w *planner) bound(o pgmodel.Object, table schema.Key) bool {
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

// early reports whether an index can be built before anything else is done: all that it
// needs is there and stays as it is.
func (w *planner) early(o pgmodel.Object) bool {
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

// readersCome reports whether the plan makes what may need a key to be there: views by
// GROUP BY, rules and functions by ON CONFLICT.
func (w *planner) readersCome() bool {
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

// onlineConstraint adds a constraint unvalidated and reads the rows when that is
// committed, beside everyone else.
func (w *planner) onlineConstraint(a *action) {
	c, ok := a.to.(*pgmodel.Constraint)
	if ok && a.op == opAlter && len(a.statements) == 1 && a.statements[0].ID == locks.Validates {
		a.apart, a.rank = true, rankValid
	}
	if !ok || a.op != opCreate || c.NotValid || c.NotEnforced || c.Inherited || len(a.statements) == 0 || w.forAnother(c.Key()) || !w.mayBlock(c.Table) {
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
	w.validate(c, node{opCreate, c.Key()})
}

// validate has the rows checked for a constraint that new ones obey already.
func (w *planner) validate(c *pgmodel.Constraint, after node) *action {
	v := w.part(c.Key(), kindValid, rankValid, "validate constraint", c,
		[]statement{{Do: ddl.AlterTable(c.Table, ddl.ValidateConstraint(c.Name)), Form: locks.Of(locks.Validates),
			Why: "the rows there are, read while others go on writing"}}, "new rows obey "+c.Key().String()+" already")
	v.apart = true
	v.after = append(v.after, after)
	return v
}

// largeTable is the size in bytes from which on a rewrite of a table has to be allowed:
// about a second of writing.
const largeTable = 64 << 20

// amount describes how much a table holds.
func amount(f schema.TableFacts) string {
	if f.Rows < 0 {
		return fmt.Sprintf(": %d MB", f.Bytes>>20)
	}
	return fmt.Sprintf(": about %d rows, %d MB", f.Rows, f.Bytes>>20)
}

// recipe is advice on changing a large table without blocking its sessions.
func recipe(a *action) string {
	c, ok := a.to.(*pgmodel.Column)
	if !ok || a.op != opAlter {
		return "do it in a quiet hour with --allow " + rewriteRule(a)
	}
	table, column, next := ddl.Qualified(c.Table), ddl.Quote(c.Name), ddl.Quote(c.Name+"_next")
	return "expand and contract: ALTER TABLE " + table + " ADD COLUMN " + next + " " + c.Type + "; a trigger BEFORE INSERT OR UPDATE that sets " + next + " from " + column +
		"; UPDATE " + table + " in batches until no row lacks it; then, in one transaction, drop the trigger and " + column + " and rename " + next +
		" to it. Or in a quiet hour with --allow " + rewriteRule(a)
}

// rewriteRule is the rule about an action that rewrites every row of a table.
func rewriteRule(a *action) string {
	c, _ := a.to.(*pgmodel.Column)
	for _, p := range a.statements {
		switch {
		case c == nil || p.Cost != plan.Rewrite:
		case p.Form.ID == locks.Retypes:
			return "type-change-rewrites"
		case p.Form.ID != locks.AddsFilledColumn:
		case !c.Extra().Generated.IsZero():
			return "add-stored-generated"
		case c.Extra().Identity != "" || c.Default.Calls("nextval"):
			return "add-serial-column"
		default:
			return "volatile-default"
		}
	}
	return "table-rewrite"
}

// rewrites reports tables that are too large to be rewritten under a lock that keeps even
// readers out.
func (w *planner) rewrites() {
	for _, n := range w.sortedActions() {
		a := w.actions[n]
		table := n.key
		if r := w.relation(pick(a.to, a.from)); r != (schema.Key{}) {
			table = r
		}
		f := w.facts(table)
		if !slices.ContainsFunc(a.statements, func(p statement) bool { return p.Cost == plan.Rewrite }) || !w.mayBlock(table) || f.Bytes < largeTable {
			continue
		}
		rule := rewriteRule(a)
		w.find(plan.Finding{Rule: rule, Severity: plan.Error, Key: n.key, Pos: pick(a.to, a.from).Pos(), Blocks: true, Allow: rule,
			Message: "every row of " + table.Object() + " is rewritten while no session can read or write it" + amount(f), Hint: recipe(a)})
	}
}
