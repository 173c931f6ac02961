package postgres

// A large table that gets another partition key, or none, without blocking its sessions. The table as it will be is
// made under another name, a trigger writes there what sessions write, the rows that were there
// before are copied in batches, and one short transaction drops the old table and gives the new one
// its name, in place of setting rows aside and bringing them back (rebuild.go). In come the actions
// of that; exchangetablerefused.go says which tables have no such form, and underwaytable.go
// recognizes what a plan that was broken off has left.

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// tableBesideMark begins the comment of a table that is to replace the one named after it. The words
// that its statements are made of follow in a digest: another table was begun where it differs.
const tableBesideMark = "schemadiff: takes the place of table "

// tableBesideName is the key of the table that is to replace another.
func tableBesideName(table schema.Key) schema.Key {
	table.Name = pgmodel.MadeName("schemadiff", table.Name, "next")
	return table
}

// newTableBeside is the form beside the old one of a table that is recreated. Key says
// how its rows are found in it.
func (w *planner) newTableBeside(r *rebuild, key rowKey) *tableBeside {
	b := &tableBeside{table: r.to.ID, next: tableBesideName(r.to.ID)}
	b.function = w.copyFunction(r, b, key)
	b.triggers = copyTriggers(b, r.gone)
	b.make = append(w.tablesBeside(r, b), statement{})
	digest := sha256.New()
	for _, p := range b.make[:len(b.make)-1] {
		fmt.Fprintln(digest, p.Do.SQL())
	}
	b.mark = tableBesideMark + b.table.Name + " (" + hex.EncodeToString(digest.Sum(nil))[:12] + ")"
	b.make[len(b.make)-1] = statement{Do: ddl.Comment{Object: "TABLE " + ddl.Qualified(b.next), Text: b.mark}}
	return b
}

// exchangeTables gives the tables that are recreated their form without blocking, where that was asked
// for or a plan before has begun with it, and reports all of them.
func (w *planner) exchangeTables() {
	for _, r := range w.rebuilds {
		begun := w.tablesUnderWay[r.to.ID]
		if w.Plain || w.facts(r.to.ID).Empty || begun == nil && (!w.OnlineRewrite || w.facts(r.to.ID).Bytes < largeTable) {
			w.reportRebuild(r)
			continue
		}
		key, why := w.tableNotExchanged(r)
		if why != "" {
			r.notBeside = why
			w.reportRebuild(r)
			continue
		}
		b := w.newTableBeside(r, key)
		if begun.same(b) {
			delete(w.tablesUnderWay, r.to.ID)
		} else {
			begun = nil
		}
		w.exchangeTable(r, b, key, begun != nil)
	}
}

// exchangeTable replaces the actions that copy rows while others wait.
func (w *planner) exchangeTable(r *rebuild, b *tableBeside, key rowKey, begun bool) {
	k := rowsKey(r.to.ID)
	aside, back := w.actions[node{opDrop, k}], w.actions[node{opCreate, k}]
	reason := "the partition key of " + r.to.ID.Object() + " changes"
	beside := besideTableKey(r.to.ID)
	first := aside.statements[0]
	fill := w.add(node{opDrop, fillTableKey(r.to.ID)}, r.from, nil, []statement{{Do: ddl.Text(w.copyText(r, b, key)), Tx: plan.TxNever, Form: locks.Of(locks.FillsRows),
		Probes: first.Probes, Unproven: true, Why: "batches that commit block no session for long; interrupted, it goes on where it was"}}, reason)
	fill.label, fill.about, fill.rank = "fill table", r.to.ID, rankFillBeside
	fill.after = append(fill.after, node{opDrop, clearTableKey(r.to.ID)})
	if !begun {
		add := w.add(node{opDrop, beside}, r.from, nil, w.besideTableStatements(b), reason)
		add.label, add.about, add.rank, add.lockedToo = "create table beside", r.to.ID, rankAddBeside, referredByNew(r)
		add.after = append(append(add.after, node{opDrop, clearTableKey(r.to.ID)}), w.createdFor(r)...)
		add.ownTransaction = true
		fill.after = append(fill.after, add.node)
	}
	r.exchanged = true
	leave, take := w.sequencesOver(r)
	aside.statements = append(w.leaveStatements(r, b, aside.statements), leave...)
	aside.label = "stop copying rows"
	aside.after = append(aside.after, fill.node)
	back.statements, back.label = append(take, rowSecurity(r.made)...), "go on with sequences"
	drop := w.actions[node{opDrop, r.to.ID}]
	drop.statements, drop.label = w.setTableAside(r), "set table aside"
	w.takeTable(r, b)
	w.referencesAfter(r, back.node)
	former := w.dropFormerTable(r.to.ID, formerTable{r.from, w.neededByTree(r.gone)})
	former.after = append(former.after, back.node, node{opCreate, r.to.ID})
	w.dropPartitionsWith(r)
	w.find(plan.Finding{Rule: "partition-change", Severity: plan.Info, Key: r.to.ID, Pos: r.to.Pos(),
		Message: r.to.ID.String() + " is recreated, for no partition key changes in place: a new table beside it takes its place, filled while others work",
		Hint:    "it needs room for a second copy of the rows and indexes"})
}

// dropPartitionsWith leaves the partitions of the old table on it, to be dropped with it.
func (w *planner) dropPartitionsWith(r *rebuild) {
	for _, t := range r.gone {
		if a := w.actions[node{opDrop, t.ID}]; a != nil && t.ID != r.from.ID {
			a.silent, a.with = true, []node{{opDrop, r.from.ID}}
			delete(w.actions, node{opDrop, schema.Key{Kind: kindBound, Schema: t.ID.Schema, Name: t.ID.Name}})
		}
	}
}

// besideTableStatements make the new tables, and what keeps them in step.
func (w *planner) besideTableStatements(b *tableBeside) []statement {
	out := slices.Clone(b.make)
	out = append(out, w.ownerStatements(&pgmodel.Table{ID: b.next}, w.in.From.Role, b.owner)...)
	out = append(out, w.kinds[schema.KindFunction].create(w, b.function)...)
	out = append(out, w.ownerStatements(b.function, w.in.From.Role, b.owner)...)
	for _, t := range b.triggers {
		out = append(out, w.kinds[schema.KindTrigger].create(w, t)...)
	}
	for i := range out {
		out[i].Undo = nil // the next plan clears up, if it does not go on
	}
	out[0].Why = "the rows are copied while others work, not in the transaction that exchanges the tables"
	return out
}

// tablesBeside are the new tables with their keys, indexes and references, without rows.
func (w *planner) tablesBeside(r *rebuild, b *tableBeside) []statement {
	var out []statement
	for _, t := range r.made {
		create := createTable(w.besideForm(r, b, t))[0]
		create.Form, create.Beside = locks.Form{}, schema.Key{}
		out = append(out, create)
	}
	for _, n := range w.sortedActions() {
		a := w.actions[n]
		if x, ok := a.to.(*pgmodel.Index); ok && n.op == opCreate && hasTable(r.made, x.Table) {
			if x.Table == r.to.ID {
				x = x.Clone().(*pgmodel.Index)
				x.Table, x.ID.Name = b.next, pgmodel.MadeName("schemadiff", x.ID.Name, "next")
				x.Name = x.ID.Name
			}
			out = append(out, statement{Do: ddl.CreateIndex{Index: x}})
		}
	}
	for _, c := range foreignKeysOf(r) {
		c := c.Clone().(*pgmodel.Constraint)
		if c.Table == r.to.ID {
			c.Table = b.next
		}
		out = append(out, statement{Do: ddl.AlterTable(c.Table, ddl.AddConstraint{Constraint: c}), Form: locks.Of(locks.AddsUncheckedReference)})
	}
	return out
}

// besideForm is a new table as it is made beside the old one: without the sequences of identity columns,
// which are the old one's until the exchange, and the names of keys that the old one has.
func (w *planner) besideForm(r *rebuild, b *tableBeside, t *pgmodel.Table) *pgmodel.Table {
	t = w.asDeclared(w.withNotNulls(w.withoutForce(t))).Clone().(*pgmodel.Table)
	if t.PartitionOf == r.to.ID {
		t.PartitionOf = b.next
	}
	for i, c := range t.Columns {
		if c.Extra().Identity != "" {
			c = c.Clone().(*pgmodel.Column)
			c.NotNull = true
			x := c.EditExtra()
			x.Identity, x.Sequence, x.SequenceKey = "", nil, schema.Key{}
			t.Columns[i] = c
		}
	}
	if t.ID != r.to.ID {
		return t
	}
	t.ID = b.next
	for i, c := range t.Constraints {
		if c.Kind.Has(schema.Indexed) {
			c = c.Clone().(*pgmodel.Constraint)
			c.Name = pgmodel.MadeName("schemadiff", c.Name, "next")
			t.Constraints[i] = c
		}
	}
	return t
}

// foreignKeysOf are the references of new tables, each where it is declared.
func foreignKeysOf(r *rebuild) (list []*pgmodel.Constraint) {
	for _, t := range r.made {
		for _, c := range t.Constraints {
			if c.Kind == schema.KindForeign && !c.Inherited {
				list = append(list, c)
			}
		}
	}
	return list
}

// referencesOf are the tables that a table refers to, whose triggers go with it.
func referencesOf(t *pgmodel.Table) (list []schema.Key) {
	for _, c := range t.Constraints {
		if c.Kind == schema.KindForeign && c.References != t.ID {
			list = union(list, []schema.Key{c.References})
		}
	}
	return list
}

// referredByNew are the tables that new tables refer to.
func referredByNew(r *rebuild) (list []schema.Key) {
	for _, c := range foreignKeysOf(r) {
		list = union(list, []schema.Key{c.References})
	}
	return list
}

// createdFor are the actions that create what new tables need.
func (w *planner) createdFor(r *rebuild) (list []node) {
	for _, k := range w.neededByTables(r) {
		if n := (node{opCreate, k}); w.actions[n] != nil {
			list = append(list, n)
		}
	}
	return list
}

// neededByTables are the objects that new tables with their indexes and references need, other than
// themselves.
func (w *planner) neededByTables(r *rebuild) (list []schema.Key) {
	add := func(keys []schema.Key) {
		for _, k := range keys {
			if !hasTable(r.made, k) && !hasTable(r.made, w.tableOf(k)) {
				list = union(list, []schema.Key{k})
			}
		}
	}
	for _, t := range r.made {
		add(w.needsOf(t, false))
		add(t.Parents())
	}
	for _, c := range foreignKeysOf(r) {
		add(append(c.Needs(), c.References))
	}
	for n, a := range w.actions {
		if x, ok := a.to.(*pgmodel.Index); ok && n.op == opCreate && hasTable(r.made, x.Table) {
			add(x.Needs())
		}
	}
	return list
}

// leaveStatements begin the exchange: the rows are not copied any more, since no session can write them.
func (w *planner) leaveStatements(r *rebuild, b *tableBeside, aside []statement) []statement {
	lock := aside[0]
	lock.Probes, lock.Why, lock.Unproven = nil, "the new table has all rows by now", false
	if aside[2].Lost != "" {
		lock.Loss, lock.Lost, lock.Rules = plan.Loses, strings.TrimPrefix(lock.Lost+", "+aside[2].Lost, ", "), append(slices.Clip(lock.Rules), aside[2].Rules...)
	}
	out := []statement{lock}
	if r.from.PartitionBy != nil {
		out = append(out, statement{Do: ddl.Text("DO " + ddl.DollarQuoted("\nBEGIN"+samePartitions(b)+"\nEND")), Why: "a partition that has come or gone since rows were copied would not be in the new table"})
	}
	return append(out, w.withoutTableBeside(b, false)...)
}

// sequencesOver have the sequences of columns leave the old table, and give them to the new one: the
// one of an identity column, which cannot have another owner, as another sequence under its name.
func (w *planner) sequencesOver(r *rebuild) (leave, take []statement) {
	for _, c := range r.to.Columns {
		was := r.from.Column(c.Name)
		if was == nil || was.Extra().Identity == "" {
			continue
		}
		former := formerSequence(was)
		leave = append(leave, statement{Do: ddl.Text("ALTER SEQUENCE " + ddl.Qualified(was.Extra().SequenceKey) + " RENAME TO " + ddl.Quote(former.Name))})
		if c.Extra().Identity != "" {
			take = append(take, statement{Do: takePrivileges(c.Extra().SequenceKey, former)},
				statement{Do: takePosition(c.Extra().SequenceKey, former, c.Extra().Sequence, containsBounds(c.Extra().Sequence, was.Extra().Sequence))})
		}
	}
	for _, s := range w.sequencesThatStay(r) {
		leave = append(leave, statement{Do: ddl.Text("ALTER SEQUENCE " + ddl.Qualified(s.ID) + " OWNED BY NONE")})
		take = append(take, statement{Do: ddl.Text("ALTER SEQUENCE " + ddl.Qualified(s.ID) + " OWNED BY " + ddl.SequenceOwner(s)), Form: locks.Of(locks.AltersSequence), Beside: s.ID})
	}
	return leave, take
}

// formerTableMark begins the comment of a table that another has replaced, and that is to be dropped.
const formerTableMark = "schemadiff: was table "

// formerTableName is the key of a table that another has replaced.
func formerTableName(table schema.Key) schema.Key {
	table.Name = pgmodel.MadeName("schemadiff", table.Name, "former")
	return table
}

// setTableAside frees the names of the old table and of what is on it. Its drop comes when that is
// committed: it locks the tables that the old one refers to, whose sessions may wait for this one.
func (w *planner) setTableAside(r *rebuild) []statement {
	var out []statement
	for o := range w.before.of(schema.KindStatistics) {
		if w.relation(o) == r.from.ID {
			out = append(out, statement{Do: ddl.Drop(w.name(o))})
		}
	}
	for _, n := range w.indexNames(r.from) {
		out = append(out, statement{Do: ddl.Text("ALTER INDEX " + ddl.Qualified(schema.Key{Schema: r.from.ID.Schema, Name: n}) + " RENAME TO " + ddl.Quote(pgmodel.MadeName("schemadiff", n, "former")))})
	}
	former := formerTableName(r.from.ID)
	return append(out, statement{Do: ddl.AlterTable(r.from.ID, ddl.Clause("RENAME TO "+ddl.Quote(former.Name))), Form: locks.Of(locks.RenamesTable)},
		statement{Do: ddl.Comment{Object: "TABLE " + ddl.Qualified(former), Text: formerTableMark + r.from.ID.Name}})
}

// indexNames are the names of all indexes of a table in the database, those of keys among them.
func (w *planner) indexNames(t *pgmodel.Table) (names []string) {
	for _, c := range t.Constraints {
		if c.Kind.Has(schema.Indexed) {
			names = append(names, c.Name)
		}
	}
	for o := range w.before.of(schema.KindIndex) {
		if x := o.(*pgmodel.Index); x.Table == t.ID {
			names = append(names, x.Name)
		}
	}
	slices.Sort(names)
	return names
}

// dropFormerTable drops a table that another has replaced, before what it needs.
func (w *planner) dropFormerTable(table schema.Key, was formerTable) *action {
	former := formerTableName(table)
	k := schema.Key{Kind: kindFormerTable, Schema: table.Schema, Name: table.Name}
	a := w.add(node{opDrop, k}, &pgmodel.Table{ID: former}, nil, []statement{{Do: ddl.Drop("TABLE " + ddl.Qualified(former)), Form: locks.Of(locks.DropsTable),
		Why: "no session uses it any more"}}, table.String()+" has taken its place")
	a.rank, a.label, a.about, a.lockedToo, a.ownTransaction = rankDropIndex, "drop former table", former, referencesOf(was.table), true
	for _, k := range was.needs {
		if drop := w.actions[node{opDrop, k}]; drop != nil {
			drop.after = append(drop.after, a.node)
		}
	}
	return a
}

// withoutTableBeside drops what keeps the tables in step, and the new one if it is not to stay.
func (w *planner) withoutTableBeside(b *tableBeside, table bool) []statement {
	var out []statement
	for _, t := range b.triggers {
		out = append(out, statement{Do: ddl.Drop(w.name(t)), Form: locks.Of(locks.DropsTrigger)})
	}
	if b.function != nil {
		out = append(out, statement{Do: ddl.Drop(w.name(b.function))})
	}
	if table {
		out = append(out, statement{Do: ddl.Drop("TABLE " + ddl.Qualified(b.next)), Why: "the rows are in the table that it was to replace"})
	}
	return out
}

// takeTable has the new tables take their names and places, where they would be created.
func (w *planner) takeTable(r *rebuild, b *tableBeside) {
	for _, n := range w.sortedActions() {
		a := w.actions[n]
		if n.op != opCreate || a.to == nil || n.key != a.to.Key() {
			continue
		}
		switch o := a.to.(type) {
		case *pgmodel.Table:
			if o.ID == r.to.ID {
				a.statements = append(w.takeNames(r, b), a.statements[1:]...)
				if r.to.Comment == "" {
					a.statements = append(a.statements, commentStatement(w.name(r.to), r.to))
				}
				a.label = "exchange table"
			} else if hasTable(r.made, o.ID) {
				a.statements = a.statements[1:]
			}
		case *pgmodel.Index:
			switch {
			case !hasTable(r.made, o.Table):
				continue
			case o.Table != r.to.ID:
				a.statements = a.statements[1:]
			default:
				a.statements[0] = statement{Do: ddl.Text("ALTER INDEX " + ddl.Qualified(schema.Key{Schema: o.ID.Schema, Name: pgmodel.MadeName("schemadiff", o.ID.Name, "next")}) +
					" RENAME TO " + ddl.Quote(o.ID.Name))}
				a.label = "rename index"
			}
		case *pgmodel.Constraint:
			if o.Kind == schema.KindForeign && hasTable(r.made, o.Table) {
				a.statements = a.statements[1:]
			}
		default:
			continue
		}
	}
}

// takeNames give the new table the name of the old one, and what depends on it.
func (w *planner) takeNames(r *rebuild, b *tableBeside) []statement {
	out := []statement{{Do: ddl.AlterTable(b.next, ddl.Clause("RENAME TO "+ddl.Quote(r.to.ID.Name))), Why: "every row is in the new table"}}
	for _, c := range r.to.Constraints {
		if c.Kind.Has(schema.Indexed) {
			out = append(out, statement{Do: ddl.AlterTable(r.to.ID, ddl.RenameConstraint{From: pgmodel.MadeName("schemadiff", c.Name, "next"), To: c.Name})})
		}
	}
	for _, c := range r.to.Columns {
		if w.version >= 18 && c.NotNull && r.to.NotNull(c.Name) == nil { // where NOT NULL is a constraint with a name
			from, to := pgmodel.MadeName(b.next.Name, c.Name, "not_null"), pgmodel.MadeName(r.to.ID.Name, c.Name, "not_null")
			out = append(out, statement{Do: ddl.AlterTable(r.to.ID, ddl.RenameConstraint{From: from, To: to})})
		}
	}
	for _, c := range r.to.Columns {
		if c.Extra().Identity != "" {
			out = append(out, statement{Do: ddl.AlterTable(r.to.ID, ddl.AddIdentity{Column: c})})
		}
	}
	return out
}

// referencesAfter adds the references of other tables to the new one without reading rows, and has them
// checked when the exchange is committed.
func (w *planner) referencesAfter(r *rebuild, exchange node) {
	for _, n := range w.sortedActions() {
		a := w.actions[n]
		c, ok := a.to.(*pgmodel.Constraint)
		if !ok || n.op != opCreate || c.Kind != schema.KindForeign || hasTable(r.made, c.Table) || !hasTable(r.made, c.References) {
			continue
		}
		unchecked := *c
		unchecked.NotValid = true
		a.statements[0].Do = ddl.AlterTable(c.Table, ddl.AddConstraint{Constraint: c, NotValid: true})
		a.statements[0].Form = locks.Of(constraintForm(&unchecked))
		a.statements[0].Probes = nil
		valid := w.validate(c, exchange)
		valid.after = append(valid.after, n)
	}
}

// besideTableKey, fillTableKey and clearTableKey name the parts of the form, as objects of plans.
func besideTableKey(table schema.Key) schema.Key {
	return schema.Key{Kind: kindTableBeside, Schema: table.Schema, Name: table.Name}
}

func fillTableKey(table schema.Key) schema.Key {
	return schema.Key{Kind: kindTableFill, Schema: table.Schema, Name: table.Name}
}

func clearTableKey(table schema.Key) schema.Key {
	return schema.Key{Kind: kindTableCleared, Schema: table.Schema, Name: table.Name}
}

// copiedColumns are the columns whose values go over to the new table, and these values as those of a row t of the old one.
func copiedColumns(r *rebuild) (names []string, values string) {
	var list []string
	for _, c := range r.to.Columns {
		was := r.from.Column(c.Name)
		if was == nil || !c.Extra().Generated.IsZero() {
			continue
		}
		value := "t." + ddl.Quote(c.Name)
		if was.Type != c.Type {
			value, _ = besideValue(was, c)
		}
		names, list = append(names, c.Name), append(list, value)
	}
	return names, strings.Join(list, ", ")
}

// eachColumn writes an expression for each column, %s for its quoted name.
func eachColumn(columns []string, format, separator string) string {
	list := make([]string, len(columns))
	for i, n := range columns {
		list[i] = strings.ReplaceAll(format, "%s", ddl.Quote(n))
	}
	return strings.Join(list, separator)
}
