package postgres

// Tables that become partitioned, cease to be, or get another partition key. No ALTER does that
// (ddl-partitioning.html, 5.12.2), so the table is dropped and recreated with all of its partitions
// and all that hangs on it, in one transaction. Its rows wait in a temporary table meanwhile, and are
// counted when they are back: a row that no partition takes stops the whole.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// findRebuilds finds the tables whose partition key changes, the topmost of a tree alone.
func (w *planner) findRebuilds() {
	for o := range w.to.All() {
		to, ok := o.(*pgmodel.Table)
		from, was := w.from.Get(o.Key()).(*pgmodel.Table)
		if !ok || !was || samePartitionKey(from, to) || w.changesAbove(from, to) {
			continue
		}
		w.rebuilds = append(w.rebuilds, &rebuild{from: from, to: to, gone: treeOf(w.from, from), made: treeOf(w.to, to)})
	}
}

func samePartitionKey(from, to *pgmodel.Table) bool {
	if from.PartitionBy == nil || to.PartitionBy == nil {
		return from.PartitionBy == to.PartitionBy
	}
	return !slices.ContainsFunc(plan.CompareObjects(from, to), func(c plan.Change) bool { return c.Key == to.ID && c.Has("partition by") })
}

// changesAbove reports whether a table above one, in both schemas, is recreated itself.
func (w *planner) changesAbove(from, to *pgmodel.Table) bool {
	if from.PartitionOf != to.PartitionOf || from.PartitionOf == (schema.Key{}) {
		return false
	}
	was, now := parentOf(w.from, from), parentOf(w.to, to)
	return was != nil && now != nil && (!samePartitionKey(was, now) || w.changesAbove(was, now))
}

// rebuildTables recreates the tables, in place of what else was planned for them.
func (w *planner) rebuildTables() {
	for _, r := range w.rebuilds {
		for _, t := range r.gone {
			if hasTable(r.made, t.ID) {
				w.withoutParts(t.ID)
				k := schema.Key{Kind: kindBound, Schema: t.ID.Schema, Name: t.ID.Name}
				delete(w.actions, node{opDrop, k})
				delete(w.actions, node{opCreate, k})
				w.recreate(t.ID, "the partition key of "+r.to.ID.Object()+" changes")
			}
			if a := w.actions[node{opDrop, t.ID}]; a != nil { // whose rows are kept
				a.statements = []statement{{Do: ddl.Drop("TABLE " + ddl.Qualified(t.ID)), Form: locks.Of(locks.DropsTable)}}
				a.after = append(a.after, node{opDrop, rowsKey(r.to.ID)})
			}
		}
		w.keepRows(r)
	}
}

// asideName is that of a temporary table for rows, or for the position of a column's sequence.
func asideName(t *pgmodel.Table, column string) schema.Key {
	return schema.Key{Kind: schema.KindTable, Schema: "pg_temp", Name: pgmodel.MadeName("schemadiff_"+t.ID.Schema+"_"+t.ID.Name, column, "aside")}
}

// keepRows copies the rows of a table before it is dropped, and back when it is recreated. The
// sequences of its columns go on where they stood.
func (w *planner) keepRows(r *rebuild) {
	table, rows := ddl.Qualified(r.to.ID), ddl.Qualified(asideName(r.to, ""))
	text := func(format string, args ...any) statement {
		return statement{Do: ddl.Text(fmt.Sprintf(format, args...))}
	}
	out := []statement{
		{Do: ddl.Text("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE"), Form: locks.Of(locks.AltersTable), On: table, Probes: w.rebuildProbes(r), Unproven: true,
			Why: "the rows wait in a temporary table until the new one is there"},
		text("SET LOCAL row_security = off"),
		{Do: ddl.Text(fmt.Sprintf("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS SELECT * FROM %s", strings.TrimPrefix(rows, "pg_temp."), table)), Form: locks.Of(locks.ReadsRows)},
	}
	var columns, values []string
	var positions []statement
	for _, c := range r.to.Columns {
		was := r.from.Column(c.Name)
		if was == nil || !c.Extra().Generated.IsZero() {
			continue
		}
		columns, values = append(columns, ddl.Quote(c.Name)), append(values, w.valueOver(was, c, &out[0]))
		if was.Extra().Identity == "" && c.Extra().Identity != "" {
			positions = append(positions, statement{Do: positionAfter(c), Form: locks.Of(locks.ReadsRows)})
		}
		if s := was.Extra().SequenceKey; s != (schema.Key{}) && c.Extra().SequenceKey != (schema.Key{}) {
			aside := asideName(r.to, c.Name)
			out = append(out, text("CREATE TEMPORARY TABLE %s ON COMMIT DROP AS SELECT last_value, is_called FROM %s", ddl.Quote(aside.Name), ddl.Qualified(s)))
			positions = append(positions, statement{Do: takePosition(c.Extra().SequenceKey, aside, c.Extra().Sequence, containsBounds(c.Extra().Sequence, was.Extra().Sequence))})
		}
	}
	for _, s := range w.sequencesThatStay(r) {
		out = append(out, text("ALTER SEQUENCE %s OWNED BY NONE", ddl.Qualified(s.ID)))
		positions = append(positions, statement{Do: ddl.Text(fmt.Sprintf("ALTER SEQUENCE %s OWNED BY %s", ddl.Qualified(s.ID), ddl.SequenceOwner(s))),
			Form: locks.Of(locks.AltersSequence), Beside: s.ID})
	}
	lost(&out[2], r)
	back := []statement{
		text("WITH back AS (INSERT INTO %s%s OVERRIDING SYSTEM VALUE SELECT%s FROM %s RETURNING 1)\nSELECT 1 / (count(*) = (SELECT count(*) FROM %s))::integer AS all_rows_are_back FROM back",
			table, ddl.If(columns != nil, " ("+strings.Join(columns, ", ")+")", ""), ddl.If(values != nil, " ", "")+strings.Join(values, ", "), rows, rows),
	}
	for i := range back {
		back[i].Form, back[i].On = locks.Of(locks.UpdatesRows), table
	}
	reason := "the rows of " + r.to.ID.Object() + " are kept"
	k := rowsKey(r.to.ID)
	o := w.add(node{opDrop, k}, r.from, nil, out, reason)
	o.label, o.about = "set rows aside", r.to.ID
	in := w.add(node{opCreate, k}, nil, r.to, append(append(back, positions...), rowSecurity(r.made)...), reason)
	in.label, in.about = "bring rows back", r.to.ID
	o.rank, in.rank = rank(node{opDrop, r.to.ID}), rank(node{opCreate, r.to.ID})+1
}

// sequencesThatStay are the sequences that columns of a recreated table own before and after it.
func (w *planner) sequencesThatStay(r *rebuild) (list []*pgmodel.Sequence) {
	for o := range w.before.of(schema.KindSequence) {
		s := o.(*pgmodel.Sequence)
		if now, stays := w.after.get(s.ID).(*pgmodel.Sequence); stays && hasTable(r.gone, w.tableOf(s.OwnedBy)) && now.OwnedBy == s.OwnedBy {
			list = append(list, now)
		}
	}
	return list
}

// valueOver is the expression for the value of a column in a row that is brought back. What another type cannot
// hold is asked for and permitted at the statement before all.
func (w *planner) valueOver(from, to *pgmodel.Column, first *statement) string {
	if from.Type == to.Type {
		return ddl.Quote(to.Name)
	}
	a := &columnChange{p: w, from: from, to: to}
	value := a.using()
	if value == "" {
		value = ddl.Quote(to.Name) // INSERT casts as ALTER COLUMN does
	}
	if probes, _ := a.castProbes(); probes != nil {
		first.Probes = append(first.Probes, probes...)
	}
	if !locks.ChangeOfType(from.Type, to.Type).Widens && !a.keepsLabels() {
		loses(first, fmt.Sprintf("what %s cannot hold of the values of %s", to.Type, to.Key().Object()), "narrow-type", to.Key())
	}
	return value
}

// lost says at the statement that sets the rows aside which columns do not come back with them: columns that
// go, and columns that are computed from then on.
func lost(aside *statement, r *rebuild) {
	for _, c := range r.from.Columns {
		to := r.to.Column(c.Name)
		if c.Extra().Generated.IsZero() && (to == nil || !to.Extra().Generated.IsZero()) {
			loses(aside, "all values of "+c.Key().Object(), "drop-column", c.Key())
		}
	}
}

// loses adds to what a statement loses, and the rule that permits it.
func loses(s *statement, what, rule string, k schema.Key) {
	if s.Loss = plan.Loses; s.Lost != "" {
		what = s.Lost + ", " + what
	}
	s.Lost, s.Rules = what, append(s.Rules, plan.Rule{Name: rule, Key: k})
}

// rowSecurity switches on what would hide rows from those who bring them back.
func rowSecurity(list []*pgmodel.Table) []statement {
	var out []statement
	for _, t := range list {
		if t.ForceRowSecurity {
			out = append(out, statement{Do: ddl.AlterTable(t.ID, ddl.Clause("FORCE ROW LEVEL SECURITY"))})
		}
	}
	return out
}

// orderRebuilds has rows set aside when the partitions that stay have left, and brought back before
// anything is made that reads them or would act on them.
func (w *planner) orderRebuilds() {
	for _, r := range w.rebuilds {
		k := rowsKey(r.to.ID)
		aside, back := w.actions[node{opDrop, k}], w.actions[node{opCreate, k}]
		for _, t := range r.gone {
			if !hasTable(r.made, t.ID) {
				aside.after = append(aside.after, node{opDrop, schema.Key{Kind: kindBound, Schema: t.ID.Schema, Name: t.ID.Name}})
			}
		}
		for _, t := range r.made {
			back.after = append(back.after, node{opCreate, t.ID}, node{opCreate, schema.Key{Kind: kindBound, Schema: t.ID.Schema, Name: t.ID.Name}})
		}
		for n, a := range w.actions {
			if n.op != opCreate || n.key == k || a.to == nil || n.key.Kind == kindBound || n.key.Kind == schema.KindColumn || hasTable(r.made, n.key) || w.readiesPartition(r, a) {
				continue
			}
			if slices.ContainsFunc(w.needsOf(a.to, false), func(need schema.Key) bool { return hasTable(r.made, need) }) {
				a.after = append(a.after, back.node)
				r.follow = append(r.follow, n)
			}
		}
		for _, t := range r.made {
			r.follow = append(r.follow, node{opCreate, identityKey(t.ID)}, accessNode(t.ID))
		}
	}
}

// rebuildProbes count the rows that the new table would not take.
func (w *planner) rebuildProbes(r *rebuild) []plan.Probe {
	list := w.valueProbes(r)
	if fits := fitsTree(r.made, r.to); fits != "" && !w.retypesKey(r) {
		list = append(list, plan.Probe{Rule: "partition-change", Key: r.to.ID, Pos: r.to.Pos(), SQL: "SELECT count(*) FROM " + w.asked(r.from.ID, false, "") + " WHERE (" + fits + ") IS NOT TRUE",
			Message: "rows of " + r.to.ID.Object() + " fitting no partition", Hint: "add a partition for them, or a DEFAULT one"})
	}
	for _, c := range r.to.Constraints {
		if c.Kind == schema.KindForeign || r.keeps(c) {
			continue
		}
		for _, p := range w.constraintProbes(c) {
			if !slices.ContainsFunc(p.Columns, func(k schema.Key) bool { return r.changesValue(k.Name) }) {
				list = append(list, p)
			}
		}
	}
	return list
}

// keeps reports whether rows that the old table takes break no constraint of the new one.
func (r *rebuild) keeps(c *pgmodel.Constraint) bool {
	return slices.ContainsFunc(r.from.Constraints, func(was *pgmodel.Constraint) bool {
		if keyRank(c) > 1 || keyRank(was) > 1 {
			return was.Name == c.Name && alikeButAccess(was, c)
		}
		return !was.WithoutOverlaps && (was.NullsNotDistinct || !c.NullsNotDistinct) && !slices.ContainsFunc(was.Columns, func(n string) bool { return !slices.Contains(c.Columns, n) })
	})
}

// valueProbes count the rows without a value for a column that is NOT NULL in the new table.
func (w *planner) valueProbes(r *rebuild) (list []plan.Probe) {
	for _, c := range r.to.Columns {
		was := r.from.Column(c.Name)
		switch rare := c.Extra(); {
		case !c.NotNull || !rare.Generated.IsZero():
		case was == nil && c.Default.IsZero() && rare.Identity == "":
			list = append(list, w.missingValueProbes(c)...)
		case was != nil && !was.NotNull:
			list = append(list, w.nullProbes(was, c)...)
		}
	}
	return list
}

// changesValue reports whether a column is new or holds other values than before, so that no question to the rows
// can be about it.
func (r *rebuild) changesValue(name string) bool {
	from, to := r.from.Column(name), r.to.Column(name)
	return from == nil || to == nil || from.Type != to.Type || !to.Extra().Generated.IsZero()
}

// retypesKey reports whether a partition key of the new tree reads such a column.
func (w *planner) retypesKey(r *rebuild) bool {
	return slices.ContainsFunc(r.made, func(t *pgmodel.Table) bool {
		return slices.ContainsFunc(t.Columns, func(c *pgmodel.Column) bool { return w.keyHas(t, c) && r.changesValue(c.Name) })
	})
}

// fitsTree is the condition that a partition of a table takes a row; "" where every row fits, or the
// server alone knows.
func fitsTree(tree []*pgmodel.Table, t *pgmodel.Table) string {
	if t.PartitionBy == nil {
		return ""
	}
	var conditions []string
	for _, p := range tree {
		if p.PartitionOf != t.ID {
			continue
		}
		text := boundText(t, p)
		if text == "" {
			text = listText(t, p)
		}
		if text == "" { // a default partition, or a bound that is no condition
			return ""
		}
		if below := fitsTree(tree, p); below != "" {
			text += " AND (" + below + ")"
		}
		conditions = append(conditions, text)
	}
	if conditions == nil {
		return "false"
	}
	return strings.Join(conditions, " OR ")
}

// reportRebuild is the finding about a table that is recreated. It is refused where rows could not
// be kept as they are.
func (w *planner) reportRebuild(r *rebuild) {
	f := plan.Finding{Rule: "partition-change", Severity: plan.Error, Key: r.to.ID, Pos: r.to.Pos()}
	why := r.refused()
	for _, t := range r.gone {
		if w.inColumns(t.ID) {
			why = "columns hold values of the type of " + t.ID.Object()
		}
	}
	if why != "" {
		f.Blocks, f.Message = true, r.to.ID.String()+": a plain table becomes a partitioned one, or a partition key another, by recreating the table, but "+why
		f.Hint = "do one after the other, in plans of their own"
		w.find(f)
		return
	}
	f.Blocks, f.Allow = true, "partition-change"
	f.Message = r.to.ID.String() + " is recreated, for no partition key changes in place: its rows are copied twice while all others wait"
	switch {
	case r.notBeside != "":
		f.Hint = "--online-rewrite leaves it alone: " + r.notBeside + ". By hand, make the new one beside it, copy the rows in parts, and rename"
	case !w.Plain && !w.OnlineRewrite && w.facts(r.to.ID).Bytes >= largeTable:
		f.Hint = "with --online-rewrite a new table beside it takes its place, filled while others work, where the plan knows how"
	default:
		f.Hint = "for a large table make the new one beside it, copy the rows in parts, and rename"
	}
	if w.facts(r.to.ID).Empty {
		f.Severity, f.Blocks, f.Allow = plan.Info, false, ""
		f.Message, f.Hint = r.to.ID.String()+" is recreated, for no partition key changes in place; it has no rows", ""
	}
	w.find(f)
}

// refused is the reason why a table cannot be recreated with its rows, or "".
func (r *rebuild) refused() string {
	if len(r.from.Inherits)+len(r.to.Inherits) > 0 {
		return "it has parents by inheritance"
	}
	if len(r.from.Columns) == 0 {
		return "it has no columns by which its rows could be copied"
	}
	return ""
}
