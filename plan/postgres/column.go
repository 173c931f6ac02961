package postgres

// ADD, DROP and ALTER COLUMN. One difference of a column can need several clauses, and their
// order matters: an identity or a default that would not survive a change of type is dropped
// before it and set again after it. A column that cannot become what is wanted in place, such as
// one that becomes generated, is dropped and added.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var _ = register(schema.KindColumn, columnKind())

func columnKind() kind {
	return kind{
		name: func(o pgmodel.Object) string {
			return columnName(o.(*pgmodel.Column))
		},
		create: func(p *planner, o pgmodel.Object) []statement {
			c := o.(*pgmodel.Column)
			list := p.addColumn(c)
			list[0] = p.withoutFilling(c, list[0])
			if p.hasConstraints(c.Type) && c.Extra().Generated.IsZero() { // a domain's rules are checked as rows are written
				list[0].Form = locks.Of(locks.AddsFilledColumn)
			}
			return append(list, p.nameNotNull(c, &list[0])...)
		},
		drop: func(p *planner, o pgmodel.Object) []statement {
			return p.overwritten(o, p.dropColumn(o.(*pgmodel.Column)))
		},
		alter:  alterColumn,
		rename: renameColumn,
		grantName: func(o pgmodel.Object) string {
			return "TABLE " + ddl.Qualified(o.(*pgmodel.Column).Table)
		},
		lookalike: func(o pgmodel.Object) (plan.Lookalike, bool) {
			c := o.(*pgmodel.Column)
			group := c.Table.Schema + "\x00" + c.Table.Name + "\x00" + c.Type
			return plan.Lookalike{Group: group, Name: c.Name, AnyName: true}, c.Extra().Generated.IsZero()
		},
		fromParent: func(o pgmodel.Object) bool { return o.(*pgmodel.Column).Inherited },
		boundTo: func(o pgmodel.Object, columns convertedColumns) bool {
			c := o.(*pgmodel.Column)
			return !c.Extra().Generated.IsZero() && columns.readBy(c.Table, []pgmodel.Expr{c.Extra().Generated})
		},
		acrossTypes: func(p *planner, o, to pgmodel.Object) bool {
			c := o.(*pgmodel.Column)
			return !c.Extra().Generated.IsZero() && !to.(*pgmodel.Column).Extra().Generated.IsZero() &&
				p.anyRetyped(c.Table, func(read, _ *pgmodel.Column) bool { return c.Extra().Generated.Reads(read.Name) })
		},
		online: (*planner).onlineColumn,
	}
}

func (w *planner) addColumn(c *pgmodel.Column) []statement {
	p := statement{Do: ddl.AlterTable(c.Table, ddl.Clause("ADD COLUMN "+ddl.ColumnDefinition(c))), Form: locks.Of(locks.AddsColumn),
		Undo: ddl.AlterTable(c.Table, ddl.Clause("DROP COLUMN "+ddl.Quote(c.Name)))}
	if c.NotNull && (c.Default.IsZero() && c.Extra().Generated.IsZero() || c.Extra().Virtual) { // whose values are computed to be checked
		p.Form = locks.Of(locks.AddsRequiredColumn)
	}
	if c.Extra().Identity != "" || !c.Extra().Generated.IsZero() && !c.Extra().Virtual || volatile(c.Default) {
		p.Form, p.Why = locks.Of(locks.AddsFilledColumn), "the value differs from row to row, so every row is written"
	}
	if c.NotNull && c.Default.IsZero() && c.Extra().Identity == "" && c.Extra().Generated.IsZero() {
		p.Probes = w.missingValueProbes(c)
	}
	t := &pgmodel.Table{ID: c.Table}
	return append([]statement{p}, columnApart(t, c)[:countApart(c)]...)
}

// countApart is how many statements columnApart has before what all kinds share,
// which the core adds.
func countApart(c *pgmodel.Column) int {
	n := 0
	for _, on := range []bool{c.Extra().Storage != "", c.Extra().Compression != "", c.Extra().Statistics != "", len(c.Extra().Options) > 0, c.Extra().Persistence != "", c.Extra().SequenceText != ""} {
		if on {
			n++
		}
	}
	return n
}

func (w *planner) dropColumn(c *pgmodel.Column) []statement {
	clause := ddl.Clause("DROP COLUMN " + ddl.Quote(c.Name))
	p := statement{Do: ddl.AlterTable(c.Table, clause), Form: locks.Of(locks.DropsColumn)}
	if w.keptByChild(c) {
		p.Do = ddl.AlterTableOnly(c.Table, clause)
	}
	if c.Extra().Generated.IsZero() {
		p.Loss, p.Lost = plan.Loses, "all values of "+c.Key().Object()
		p.Rules = []plan.Rule{{Name: "drop-column", Key: c.Key()}}
	}
	return []statement{p}
}

// keptByChild reports whether a child table, or one below it, keeps as its own a column that it has
// from the parent, which drops it. DROP COLUMN would take it from all children with its values; with ONLY it
// stays in each of them (ddl-inherit.html; tablecmds.c, ATExecDropColumn).
func (w *planner) keptByChild(c *pgmodel.Column) bool {
	for _, t := range w.after.children(c.Table) {
		was := w.before.table(t.ID)
		if was == nil || !slices.Contains(t.Inherits, c.Table) || !slices.Contains(was.Inherits, c.Table) {
			continue
		}
		from := was.Column(c.Name)
		if from != nil && from.Inherited && (t.Column(c.Name) != nil || w.keptByChild(from)) {
			return true
		}
	}
	return false
}

// columnChange writes the ALTERs of one column.
type columnChange struct {
	p        *planner
	c        plan.Change
	from, to *pgmodel.Column
	out      []statement
}

// alter adds ALTER TABLE with a clause; undo is the clause that reverts it, or nil.
func (a *columnChange) alter(s statement, clause, undo ddl.TableClause) {
	s.Do = ddl.AlterTable(a.to.Table, clause)
	if undo != nil {
		s.Undo = ddl.AlterTable(a.to.Table, undo)
	}
	if s.ID == locks.LocksNothing {
		s.Form = locks.Of(locks.AltersColumn)
	}
	a.out = append(a.out, s)
}

// text adds a statement on the sequence of the column.
func (a *columnChange) text(format string, args ...any) {
	a.out = append(a.out, statement{Do: ddl.Text(fmt.Sprintf(format, args...))})
}

// retypes reports whether the column gets another type or collation.
func (a *columnChange) retypes() bool { return a.c.Has("type") || a.c.Has("collation") }

// column is ALTER COLUMN of the column with an action.
func (a *columnChange) column(action string) ddl.TableClause {
	return ddl.AlterColumn{Column: a.to.Name, Action: action}
}

// setDefault is ALTER COLUMN … SET DEFAULT, or DROP DEFAULT for "".
func (a *columnChange) setDefault(value string) ddl.TableClause {
	return ddl.SetDefault{Column: a.to.Name, Value: value}
}

// setNotNull is ALTER COLUMN … SET NOT NULL, or DROP NOT NULL.
func (a *columnChange) setNotNull(notNull bool) ddl.TableClause {
	return ddl.SetNotNull{Column: a.to.Name, Drop: !notNull}
}

func alterColumn(p *planner, c plan.Change) ([]statement, bool) {
	a := &columnChange{p: p, c: c, from: c.From.(*pgmodel.Column), to: c.To.(*pgmodel.Column)}
	if a.serial() {
		return a.out, true
	}
	if c.Has("generated") || c.Has("virtual") {
		if !a.generated() {
			return nil, false
		}
	}
	a.identityGone()
	if a.narrowsIdentity() {
		a.identityBounds()
	}
	if a.retypes() {
		a.retype()
	} else if c.Has("default") {
		a.defaultValue()
	}
	a.notNull()
	a.identity()
	a.rest()
	return a.out, true
}

// serial changes a serial column to an identity or back, the position kept.
func (a *columnChange) serial() bool {
	was, now := a.p.serialBefore(a.from), ownSequence(a.p.after, a.p.before, a.to)
	switch {
	case was != nil && a.from.Extra().Identity == "" && a.to.Extra().Identity != "":
		a.serialToIdentity(was)
	case now != nil && a.from.Extra().Identity != "" && a.to.Extra().Identity == "":
		a.identityToSerial(now)
	default:
		return false
	}
	a.notNull()
	a.rest()
	return true
}

// generated changes how a column is computed; it answers false where the column
// must be dropped and added again, which loses nothing but what is computed.
func (a *columnChange) generated() bool {
	switch {
	case a.from.Extra().Generated.IsZero():
		return a.refuseGenerated()
	case a.to.Extra().Generated.IsZero() && !a.from.Extra().Virtual && a.p.version < 15 && a.functionGoes():
		a.copyOver()
		return true
	case a.to.Extra().Generated.IsZero() && !a.from.Extra().Virtual:
		a.alter(statement{}, a.column("DROP EXPRESSION"), nil)
		return true
	case a.p.version >= 17 && a.from.Extra().Virtual == a.to.Extra().Virtual && !a.to.Extra().Generated.IsZero():
		form := locks.Of(locks.SetsStoredExpression)
		if a.to.Extra().Virtual {
			form = locks.Of(locks.AltersColumn)
		}
		a.alter(statement{Form: form}, a.column("SET EXPRESSION AS ("+a.to.Extra().Generated.SQL+")"),
			a.column("SET EXPRESSION AS ("+a.from.Extra().Generated.SQL+")"))
		return true
	}
	return false
}

// functionGoes reports whether a function that computes the column is not wanted any more.
func (a *columnChange) functionGoes() bool {
	return slices.ContainsFunc(a.from.Needs(), func(k schema.Key) bool { return routine(k.Kind) && a.p.after.get(k) == nil })
}

// copyOver makes a generated column a plain one by copying it. Before PostgreSQL 15
// a column whose expression is dropped still hangs on the functions that were in it,
// and is dropped without a word when they are.
func (a *columnChange) copyOver() {
	to := a.to
	aside := *to
	aside.Name = building(to.Name)
	add := func(form locks.FormID, do ddl.Statement) {
		a.out = append(a.out, statement{Do: do, Form: locks.Of(form),
			Why: "the server would drop the column with the function that has computed it"})
	}
	bare := &pgmodel.Column{Table: to.Table, Type: to.Type, Collation: to.Collation}
	bare.Name = aside.Name
	add(locks.AddsColumn, ddl.AlterTable(to.Table, ddl.AddColumn{Column: bare}))
	add(locks.UpdatesRows, ddl.Text("UPDATE "+ddl.Qualified(to.Table)+" SET "+ddl.Quote(aside.Name)+" = "+ddl.Quote(a.from.Name)))
	add(locks.DropsColumn, ddl.AlterTable(to.Table, ddl.DropColumn(a.from.Name)))
	add(locks.RenamesColumn, ddl.AlterTable(to.Table, ddl.RenameColumn{From: aside.Name, To: to.Name}))
	if to.NotNull && a.from.NotNull {
		add(locks.SetsNotNull, ddl.AlterTable(to.Table, ddl.SetNotNull{Column: to.Name}))
	}
}

// refuseGenerated lets an ordinary column become a generated one only by dropping
// its values.
func (a *columnChange) refuseGenerated() bool { return false }

// retype changes the type; a default is taken away before where it could not be cast.
func (a *columnChange) retype() {
	from, to := a.from, a.to
	moved := !from.Default.IsZero() && (from.Default.Strict != to.Default.Strict || !locks.Assignable(from.Type, to.Type))
	if moved {
		a.alter(statement{}, a.setDefault(""), nil)
	}
	text := "TYPE " + to.Type
	if to.Collation != "" {
		text += " COLLATE " + to.Collation
	}
	p := statement{Form: locks.Of(locks.Retypes), Loss: plan.MayLose}
	change := locks.ChangeOfType(from.Type, to.Type)
	switch {
	case change.Free && !change.Indexed && from.Collation == to.Collation:
		p.Form = locks.Of(locks.Relabels)
	case change.Free: // its indexes are rebuilt
		p.Form = locks.Of(locks.Reindexes)
	}
	if change.Widens || a.keepsLabels() {
		p.Loss = plan.Keeps
	} else {
		p.Loss, p.Lost = plan.Loses, fmt.Sprintf("what %s cannot hold of the values of %s", to.Type, to.Key().Object())
		p.Rules = []plan.Rule{{Name: "narrow-type", Key: to.Key()}}
	}
	if using := a.using(); using != "" {
		text += " USING " + using
	}
	probes, proven := a.castProbes()
	p.Probes, p.Unproven = probes, !proven
	a.refuseKey()
	a.alter(p, a.column(text), nil)
	if moved && !to.Default.IsZero() || from.Default.IsZero() && !to.Default.IsZero() {
		a.alter(statement{}, a.setDefault(to.Default.SQL), nil)
	}
}

// refuseKey refuses another type for a column of a partition key, which the server
// does not give it.
func (a *columnChange) refuseKey() {
	if t, ok := a.p.before.get(a.to.Table).(*pgmodel.Table); ok && a.p.keyHas(t, a.from) {
		a.p.refuseKeyType(a.to)
	}
}

func (a *columnChange) defaultValue() {
	if a.to.Default.IsZero() && a.to.Extra().Identity != "" && a.from.Extra().Identity == "" {
		return // dropped before the column becomes an identity
	}
	a.alter(statement{}, a.setDefault(a.to.Default.SQL), a.setDefault(a.from.Default.SQL))
}

func (a *columnChange) notNull() {
	if !a.c.Has("not null") {
		return
	}
	if !a.to.NotNull {
		if a.p.primaryGone(a.to) {
			a.alter(statement{}, a.setNotNull(false), a.setNotNull(true))
		}
		return
	}
	if t, ok := a.p.after.get(a.to.Table).(*pgmodel.Table); ok && namedNotNull(t, a.to.Name) {
		return // the constraint brings it
	}
	a.alter(statement{Form: locks.Of(locks.SetsNotNull), Probes: a.p.nullProbes(a.from, a.to)}, a.setNotNull(true), a.setNotNull(false))
}

// primaryGone reports whether a column can be without NOT NULL: not in a primary key.
func (w *planner) primaryGone(c *pgmodel.Column) bool {
	t, ok := w.after.get(c.Table).(*pgmodel.Table)
	if !ok || t.Primary() == nil {
		return true
	}
	for _, n := range t.Primary().Columns {
		if n == c.Name {
			return false
		}
	}
	return true
}

// identityGone makes an identity an ordinary column before its type or default
// change.
func (a *columnChange) identityGone() {
	if a.from.Extra().Identity != "" && a.to.Extra().Identity == "" {
		a.alter(statement{}, a.column("DROP IDENTITY"), nil)
	}
}

func (a *columnChange) identity() {
	from, to := a.from, a.to
	switch {
	case to.Extra().Identity == "":
	case from.Extra().Identity == "":
		if !from.Default.IsZero() && !a.retypes() { // which drops it
			a.alter(statement{}, a.setDefault(""), nil)
		}
		if t := a.p.after.table(to.Table); !from.NotNull && t != nil && namedNotNull(t, to.Name) { // which comes later
			a.alter(statement{Form: locks.Of(locks.SetsNotNull)}, a.setNotNull(true), nil)
		}
		a.alter(statement{Form: locks.Of(locks.AddsIdentity)}, ddl.AddIdentity{Column: to}, nil)
		a.carryPosition()
		if to.Extra().Persistence != "" {
			a.out = append(a.out, identityPersistence(to, to.Extra().Persistence, ""))
		}
		if to.Extra().SequenceText != "" {
			a.out = append(a.out, identityComment(to, ""))
		}
	default:
		a.identityOptions()
	}
}

// carryPosition takes the position of the sequence that the column drew its
// values from before, or of the highest value.
func (a *columnChange) carryPosition() {
	a.out = append(a.out, statement{Do: positionAfter(a.to), Form: locks.Of(locks.ReadsRows)})
}

// positionAfter sets the sequence of an identity column to go on after the highest value.
func positionAfter(c *pgmodel.Column) ddl.Text {
	return ddl.Text(fmt.Sprintf("SELECT pg_catalog.setval(%s::pg_catalog.regclass, COALESCE(max(%s), 0) + 1, false) FROM %s",
		pgmodel.Literal(ddl.Qualified(c.Extra().SequenceKey)), ddl.Quote(c.Name), ddl.Qualified(c.Table)))
}

func (a *columnChange) identityOptions() {
	from, to := a.from, a.to
	if from.Extra().Identity != to.Extra().Identity {
		a.alter(statement{}, a.column("SET GENERATED "+strings.ToUpper(to.Extra().Identity)), a.column("SET GENERATED "+strings.ToUpper(from.Extra().Identity)))
	}
	if !a.narrowsIdentity() {
		a.identityBounds()
	}
	if a.c.Has("identity persistence") {
		a.out = append(a.out, identityPersistence(from, a.p.persistenceOf(to, a.p.after), a.p.persistenceOf(from, a.p.before)))
	}
	if from.Extra().SequenceKey != to.Extra().SequenceKey {
		a.out = append(a.out, renameRelation("SEQUENCE")(&pgmodel.Sequence{ID: from.Extra().SequenceKey}, &pgmodel.Sequence{ID: to.Extra().SequenceKey})...)
	}
	if a.c.Has("identity comment") {
		a.out = append(a.out, identityComment(to, from.Extra().SequenceText))
	}
}

// identityBounds changes the options of the sequence of an identity, and its position where that is
// outside of the new bounds.
func (a *columnChange) identityBounds() {
	was, now := a.from.Extra().Sequence, a.to.Extra().Sequence
	if !a.c.Has("identity options") && !a.c.Has("type") {
		return
	}
	if !containsBounds(now, was) {
		wide := widened(was, now)
		a.setSequence(boundsChanges(was, wide))
		a.out = append(a.out, statement{Do: takePosition(a.from.Extra().SequenceKey, a.from.Extra().SequenceKey, now, false)})
		was = wide
	}
	a.setSequence(ddl.SequenceChanges(was, now))
}

// narrowsIdentity reports whether the sequence of an identity has bounds of its own that its new,
// smaller type may not hold. They change before the type: the server refuses one that does not
// hold them, and adjusts only the defaults of the former type.
func (a *columnChange) narrowsIdentity() bool {
	was, now := a.from.Extra().Sequence, a.to.Extra().Sequence
	return was != nil && now != nil && !containsBounds(now, was) && widened(now, was).Type != now.Type
}

// setSequence changes options of the sequence of an identity.
func (a *columnChange) setSequence(changes []ddl.SequenceChange) {
	var sets []string
	for _, o := range changes {
		if o.Option != "AS" { // which follows from the type of the column
			sets = append(sets, "SET "+o.SQL())
		}
	}
	if len(sets) > 0 {
		a.alter(statement{}, a.column(strings.Join(sets, " ")), nil)
	}
}

// set changes a setting that ALTER COLUMN gives child tables as well, of this table alone if these
// are to have another.
func (a *columnChange) set(name string, s statement, clause string) {
	a.alter(s, a.column(clause), nil)
	if !a.c.Has(name) && len(a.p.family(a.to.Table)) > 1 || a.p.apart[settingOf{a.to.Key(), name}] {
		last := &a.out[len(a.out)-1]
		last.Do = ddl.AlterTableOnly(a.to.Table, a.column(clause))
	}
}

func (a *columnChange) rest() {
	from, to := a.from, a.to
	if to.Extra().Storage != from.Extra().Storage || a.c.Has("type") && to.Extra().Storage != "" {
		a.set("storage", statement{}, "SET STORAGE "+strings.ToUpper(cmp.Or(to.Extra().Storage, pgmodel.DefaultStorage(to.Type))))
	}
	if a.c.Has("compression") {
		a.alter(statement{}, a.column("SET COMPRESSION "+cmp.Or(to.Extra().Compression, "default")), nil)
	}
	if a.c.Has("statistics") {
		a.set("statistics", statement{Form: locks.Of(locks.SetsTarget)}, "SET STATISTICS "+cmp.Or(to.Extra().Statistics, "-1"))
	}
	if a.c.Has("options") {
		object := "TABLE " + ddl.Qualified(to.Table) + " ALTER COLUMN " + ddl.Quote(to.Name)
		a.out = append(a.out, optionStatements(object, from.Extra().Options, to.Extra().Options)...)
	}
	if a.c.Has("foreign options") {
		a.out = append(a.out, statement{Do: ddl.Text("ALTER FOREIGN TABLE " + ddl.Qualified(to.Table) + " ALTER COLUMN " + ddl.Quote(to.Name) + " OPTIONS (" + ddl.ForeignOptionsChange(from.Extra().Foreign, to.Extra().Foreign) + ")")})
	}
}

func renameColumn(from, to pgmodel.Object) []statement {
	f, t := from.(*pgmodel.Column), to.(*pgmodel.Column)
	return []statement{{Do: ddl.AlterTable(t.Table, ddl.Clause("RENAME COLUMN "+ddl.Quote(f.Name)+" TO "+ddl.Quote(t.Name))),
		Undo: ddl.AlterTable(t.Table, ddl.Clause("RENAME COLUMN "+ddl.Quote(t.Name)+" TO "+ddl.Quote(f.Name))), Form: locks.Of(locks.RenamesColumn)}}
}
