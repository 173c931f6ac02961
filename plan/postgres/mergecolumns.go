package postgres

// Columns of one table that come, go or change one after the other share an ALTER TABLE where that
// takes the same lock and costs the same: rows that several changes write are written once, and a
// change that writes none does not wait for one that does. The server runs the clauses of an ALTER
// TABLE in passes (tablecmds.c, AlterTablePass): what is dropped, then other types, then new
// columns, then NOT NULL and defaults, so that clauses of one kind keep their order.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// writeSteps writes the steps of sorted actions. It answers with the actions but for the ones that
// share the step of another, and with the number of steps that there are after each.
func (w *planner) writeSteps(o *ordering, sorted []node) (written []node, ends []int) {
	for i := 0; i < len(sorted); {
		group, next := w.columnsTogether(o, sorted, i)
		first := sorted[i]
		written = append(written, first)
		w.step(w.merged(group))
		ends = append(ends, len(w.out.Steps))
		for _, n := range sorted[i+1 : next] {
			if w.silentNode(n) {
				written, ends = append(written, n), append(ends, len(w.out.Steps))
			} else {
				o.graph.Join(first, n)
			}
		}
		i = next
	}
	return written, ends
}

// columnsTogether are the actions from a place on that share an ALTER TABLE, at least one, and the
// place after them.
func (w *planner) columnsTogether(o *ordering, sorted []node, from int) (group []*action, next int) {
	group, next = []*action{w.actions[sorted[from]]}, from+1
	if !w.sharesAlter(group[0]) {
		return group, next
	}
	for i := next; i < len(sorted); i++ {
		a := w.actions[sorted[i]]
		if w.silentNode(sorted[i]) {
			continue
		}
		waits := func(b *action) bool { return a.op == opAlter && o.graph.Waits(a.node, b.node) }
		if !w.sharesAlter(a) || !sameAlter(group[0], a) || !w.Plain && !slices.Equal(w.blockedBeside(group[0]), w.blockedBeside(a)) || slices.ContainsFunc(group, waits) {
			break
		}
		group, next = append(group, a), i+1
	}
	return group, next
}

// silentNode reports whether an action makes no step.
func (w *planner) silentNode(n node) bool {
	a := w.actions[n]
	return a.silent || len(a.statements) == 0
}

// sharesAlter reports whether the statements of an action can stand in an ALTER TABLE with others.
func (w *planner) sharesAlter(a *action) bool {
	c, ok := pick(a.to, a.from).(*pgmodel.Column)
	if !ok || a.key.Kind != schema.KindColumn || a.label != "" || a.ownTransaction || w.silentNode(a.node) || w.madeHere(c.Table) {
		return false
	}
	lead := clausesAtFront(a)
	if lead == 0 {
		return false
	}
	for i, p := range a.statements {
		if p.Tx != plan.TxIn || p.Check != "" || p.Lock != a.statements[0].Lock && i < lead || a.op == opAlter && i >= lead && !ddl.IsComment(p.Do) {
			return false
		}
	}
	return true
}

// clausesAtFront is how many statements of a column's action begin it that are clauses of an ALTER
// TABLE and can stand beside others.
func clausesAtFront(a *action) int {
	table := pick(a.to, a.from).(*pgmodel.Column).Table
	n := 0
	for _, p := range a.statements {
		change, ok := p.Do.(ddl.TableChange)
		if !ok || change.Only || change.Table != table || !besideOthers(p.Form.ID, change.Clauses) || n == 1 && a.op == opCreate {
			break
		}
		n++
	}
	return n
}

// besideOthers reports whether a clause about a column can stand beside others, which may be on
// other columns. What changes an identity or an expression cannot: the others are checked before it
// has run.
func besideOthers(id locks.FormID, clauses []ddl.TableClause) bool {
	switch id {
	case locks.AddsColumn, locks.AddsRequiredColumn, locks.AddsFilledColumn, locks.DropsColumn, locks.Retypes, locks.Reindexes, locks.Relabels:
		return true
	case locks.AltersColumn, locks.SetsNotNull, locks.SetsProvenNotNull:
		return !slices.ContainsFunc(clauses, func(c ddl.TableClause) bool {
			switch c.(type) {
			case ddl.SetDefault, ddl.SetNotNull:
				return false
			}
			return true
		})
	}
	return false
}

// sameAlter reports whether two actions on columns do the same to one table, with the same lock and
// cost.
func sameAlter(a, b *action) bool {
	x, y := pick(a.to, a.from).(*pgmodel.Column), pick(b.to, b.from).(*pgmodel.Column)
	return a.op == b.op && x.Table == y.Table && a.statements[0].Lock == b.statements[0].Lock && worstCost(a) == worstCost(b)
}

// blockedBeside are the other tables with rows that a column's action blocks: a transaction over
// several would block all of them for its whole length.
func (w *planner) blockedBeside(a *action) []schema.Key {
	return slices.DeleteFunc(a.alsoLocks(), func(k schema.Key) bool { return len(w.lockedBy(k)) == 0 })
}

func worstCost(a *action) plan.Cost {
	return slices.MaxFunc(a.statements, func(p, q statement) int { return costRank(p.Cost) - costRank(q.Cost) }).Cost
}

// merged is the action of a group: the ALTER TABLE that its members share, and what else they do
// after it.
func (w *planner) merged(group []*action) *action {
	first := group[0]
	if !w.sharesAlter(first) {
		return first
	}
	var clauses, rest []statement
	all := *first
	all.reasons, all.included, all.lockedToo = nil, nil, nil
	for _, a := range group {
		lead := clausesAtFront(a)
		clauses, rest = append(clauses, a.statements[:lead]...), append(rest, a.statements[lead:]...)
		all.reasons, all.included = append(all.reasons, a.reasons...), append(all.included, a.included...)
		all.lockedToo = union(all.lockedToo, a.lockedToo)
	}
	all.statements = append([]statement{oneAlter(clauses)}, rest...)
	if len(group) > 1 {
		table := pick(first.to, first.from).(*pgmodel.Column).Table
		all.label, all.about, all.members = plan.Kind(verb(first.op)+" columns"), table, group
	}
	return &all
}

// oneAlter is an ALTER TABLE with the clauses of several.
func oneAlter(list []statement) statement {
	out := list[0]
	do, undo := list[0].Do.(ddl.TableChange), ddl.AlterTable(list[0].Do.(ddl.TableChange).Table)
	do.Clauses, out.Rules, out.Probes = nil, nil, nil
	undone := true
	for _, p := range list {
		do.Clauses = append(do.Clauses, p.Do.(ddl.TableChange).Clauses...)
		back, ok := p.Undo.(ddl.TableChange)
		if undone = undone && ok; ok {
			undo.Clauses = append(slices.Clone(back.Clauses), undo.Clauses...)
		}
		out.Rules, out.Probes = append(out.Rules, p.Rules...), append(out.Probes, p.Probes...)
		out.Unproven = out.Unproven || p.Unproven
		if costRank(p.Cost) > costRank(out.Cost) {
			out.Form = p.Form
		}
		if p.Loss != "" && out.Loss != plan.Loses {
			out.Loss = p.Loss
		}
	}
	out.Do, out.Undo = do, nil
	if undone {
		out.Undo = undo
	}
	out.Lost = joinDistinct(list, func(p statement) string { return p.Lost })
	out.Why = joinDistinct(list, func(p statement) string { return p.Why })
	return out
}

// joinDistinct lists the texts of statements, each once.
func joinDistinct(list []statement, text func(statement) string) string {
	var out string
	var seen []string
	for _, p := range list {
		if t := text(p); t != "" && !slices.Contains(seen, t) {
			if seen = append(seen, t); out != "" {
				out += ", "
			}
			out += t
		}
	}
	return out
}
