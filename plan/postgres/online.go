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

// online gives actions on tables that hold rows the form that blocks other sessions no
// longer than a catalog update takes.
func (w *planner) online() {
	for _, n := range w.sortedActions() {
		a := w.actions[n]
		if a == nil { // another one has taken it over
			continue
		}
		if w.retypeBeside(a) || w.fillsOn(a) || w.Plain {
			continue
		}
		w.createChecked(a)
		if online := w.kinds[n.key.Kind].online; online != nil {
			online(w, a)
		}
	}
	if !w.Plain {
		w.rewrites()
	}
}

// amount describes how much a table holds.
func amount(f schema.TableFacts) string {
	if f.Rows < 0 {
		return fmt.Sprintf(": %d MB", f.Bytes>>20)
	}
	return fmt.Sprintf(": about %d rows, %d MB", f.Rows, f.Bytes>>20)
}

// recipe is advice on changing a large table without blocking its sessions.
func (w *planner) recipe(a *action) string {
	c, ok := a.to.(*pgmodel.Column)
	quiet := " in a quiet hour with --allow " + rewriteRule(a)
	if !ok || a.op != opAlter || !slices.ContainsFunc(a.statements, func(p statement) bool { return p.ID == locks.Retypes }) {
		return "do it" + quiet
	}
	if !w.OnlineRewrite && !w.Plain {
		return "with --online-rewrite a new column beside it takes its place, filled while others work, where the plan knows how; or do it" + quiet
	}
	table, column, next := ddl.Qualified(c.Table), ddl.Quote(c.Name), ddl.Quote(c.Name+"_next")
	why := ""
	if text := w.notBeside[c.Key()]; text != "" {
		why = "--online-rewrite leaves it alone: " + text + ". By hand, "
	}
	return why + "expand and contract: ALTER TABLE " + table + " ADD COLUMN " + next + " " + c.Type + "; a trigger BEFORE INSERT OR UPDATE that sets " + next + " from " + column +
		"; UPDATE " + table + " in batches until no row lacks it; then, in one transaction, drop the trigger and " + column + " and rename " + next +
		" to it. Or" + quiet
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
	found := map[[2]schema.Key]bool{}
	for _, n := range w.sortedActions() {
		a := w.actions[n]
		if !slices.ContainsFunc(a.statements, func(p statement) bool { return p.Cost == plan.Rewrite }) {
			continue
		}
		rule := rewriteRule(a)
		for _, table := range w.rewritten(a) {
			f := w.facts(table)
			about := [2]schema.Key{n.key, table}
			if !w.mayBlock(table) || f.Bytes < largeTable || found[about] { // by the drop of the type, and by its return
				continue
			}
			found[about] = true
			w.find(plan.Finding{Rule: rule, Severity: plan.Error, Key: n.key, Pos: pick(a.to, a.from).Pos(), Blocks: true, Allow: rule,
				Message: "every row of " + table.Object() + " is rewritten while no session can read or write it" + amount(f), Hint: w.recipe(a)})
		}
	}
}

// rewritten are the tables whose rows an action writes: its own, or those with columns of its type.
func (w *planner) rewritten(a *action) []schema.Key {
	o := pick(a.to, a.from)
	if r := w.relation(o); r != (schema.Key{}) {
		return []schema.Key{r}
	}
	if !w.kinds[a.key.Kind].ofColumns {
		return []schema.Key{a.key}
	}
	var list []schema.Key
	for _, p := range a.statements {
		if change, ok := p.Do.(ddl.TableChange); ok && p.Cost == plan.Rewrite {
			list = union(list, []schema.Key{change.Table})
		}
	}
	return list
}
