package postgres

// A column of a large table gets another type without blocking its sessions: a new column is added
// beside it, a trigger keeps the two in step, rows that were there before are filled in batches, and
// one short transaction puts the new column in the place of the old one. In come the actions as the
// kinds wrote them; where a change has no such form the reason is kept for the finding about it.
// underway.go recognizes what a plan that was broken off has left.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Ranks of the parts, which come before all else: nothing that is dropped for the exchange is missing
// for longer than that takes.
const (
	rankClearBeside = iota - 10
	rankAddBeside
	rankFillBeside
	rankValidBeside
	rankBuildBeside
)

// besideMark begins the comment of a column that is to replace the one named after it.
const besideMark = "schemadiff: takes the place of column "

// besideName is the name of the column that is to replace another.
func besideName(column string) string { return pgmodel.MadeName("schemadiff", column, "next") }

// newBeside is the new form that a change of type gives a column. Value is the expression that makes
// its values of the old ones.
func newBeside(from, to *pgmodel.Column, value string, reads []string) *columnBeside {
	b := &columnBeside{column: to.Name}
	b.next = &pgmodel.Column{Table: to.Table, Type: to.Type, Collation: to.Collation}
	b.next.Name = besideName(to.Name)
	b.next.Comment = besideMark + to.Name
	if to.NotNull {
		b.helper = helper(b.next)
	}
	b.function = besideFunction(from, b.next, value, reads)
	b.trigger = besideTrigger(to, b.function)
	return b
}

// besideFunction computes the new column of the old one, whoever writes the row.
func besideFunction(from, next *pgmodel.Column, value string, reads []string) *pgmodel.Function {
	f := &pgmodel.Function{ID: schema.Key{Kind: schema.KindFunction, Schema: from.Table.Schema, Name: pgmodel.MadeName("schemadiff_"+from.Table.Name, from.Name, "next") + "()"},
		Returns: "trigger", Language: "plpgsql", Settings: []pgmodel.Setting{{Name: "search_path", Value: "pg_catalog, pg_temp"}}}
	f.Name = f.ID.Name
	if !readsSettingsNever(from.Type, next.Type) {
		f.Settings = append(f.Settings, pgmodel.ValueSettings()...) // those of our sessions, whatever session writes a row
	}
	var columns []string
	for _, n := range reads {
		columns = append(columns, "NEW."+ddl.Quote(n)+" AS "+ddl.Quote(n))
	}
	f.Body = "\n#variable_conflict use_column\nBEGIN\n  NEW." + ddl.Quote(next.Name) + " := (SELECT " + value + " FROM (SELECT " + strings.Join(columns, ", ") + ") AS " + ddl.Quote(from.Table.Name) +
		");\n  RETURN NEW;\nEND"
	return f
}

// readsSettingsNever reports whether no cast between two types depends on a setting.
func readsSettingsNever(from, to string) bool {
	f, _, fa := locks.SplitType(from)
	t, _, ta := locks.SplitType(to)
	return !fa && !ta && isNumber(f) && isNumber(t)
}

// besideTrigger calls the function for each row that is written, also by a subscription. Triggers of
// one kind fire in the order of their names: it comes after the ones that may change the row.
func besideTrigger(to *pgmodel.Column, f *pgmodel.Function) *pgmodel.Trigger {
	t := &pgmodel.Trigger{Table: to.Table, Timing: "before", Events: []string{"insert", "update"}, Row: true, Enabled: "always",
		Function: routineOf(f)}
	t.ID = schema.Key{Kind: schema.KindTrigger, Schema: to.Table.Schema, Table: to.Table.Name, Name: pgmodel.MadeName("zz_schemadiff", to.Name, "next")}
	t.Name = t.ID.Name
	return t
}

// retypeBeside gives the change of a column's type its form without blocking, where it was asked for
// or a plan before has begun with it. It reports whether it has.
func (w *planner) retypeBeside(a *action) bool {
	to, _ := a.to.(*pgmodel.Column)
	from, _ := a.from.(*pgmodel.Column)
	i := slices.IndexFunc(a.statements, func(p statement) bool { return p.ID == locks.Retypes })
	if from == nil || to == nil || a.op != opAlter || i < 0 || w.Plain || !w.mayBlock(to.Table) {
		return false
	}
	begun := w.underWay[to.Key()]
	if begun == nil && (!w.OnlineRewrite || !w.writesLong(to)) {
		return false
	}
	value, reads := besideValue(from, to)
	if why := w.whyNotBeside(from, to, reads); why != "" {
		w.notBeside[to.Key()] = why
		return false
	}
	b := newBeside(from, to, value, reads)
	b.parts, _ = w.partsBeside(from, b.next.Name)
	if begun != nil && begun.same(b) {
		b.valid, b.built = begun.valid, begun.built
		delete(w.underWay, to.Key())
	} else {
		begun = nil
	}
	w.besideSteps(a, b, begun != nil, a.statements[i], value)
	return true
}

// besideValue is the expression of the new values, and the columns that it reads.
func besideValue(from, to *pgmodel.Column) (value string, reads []string) {
	if hint := to.Extra().Using; hint.SQL != "" {
		return hint.SQL, hint.Columns
	}
	value, _ = castForm(ddl.Quote(to.Name), from.Type, to.Type)
	if value == "" { // the server casts by itself
		value = ddl.Quote(from.Name)
	}
	return value, []string{from.Name}
}

// besideSteps replaces a change of type by its parts: the new column, its filling, and the exchange.
func (w *planner) besideSteps(a *action, b *columnBeside, begun bool, retype statement, value string) {
	to := a.to.(*pgmodel.Column)
	reason := strings.Join(a.reasons, "; ")
	key := to.Key()
	beside := key
	beside.Kind = kindBeside
	fill := w.part(key, kindFill, rankFillBeside, fillsColumn, to, []statement{{Do: ddl.Text(w.besideFillText(b, value)), Tx: plan.TxNever, Form: locks.Of(locks.FillsRows),
		Probes: append(slices.Clone(retype.Probes), notNullProbes(a.statements)...), Unproven: retype.Unproven, Why: "batches that commit block no session for long; interrupted, it goes on where it was"}}, reason)
	fill.after = append(fill.after, node{opDrop, beside})
	last := fill.node
	if !begun {
		add := w.part(key, kindBeside, rankAddBeside, "add column beside", to, w.besideStatements(b), reason)
		add.after = append(add.after, node{opDrop, beside})
		fill.after = append(fill.after, add.node)
	}
	if b.helper != nil && !b.valid {
		valid := w.validate(b.helper, fill.node)
		valid.rank, valid.about, valid.to = rankValidBeside, key, to
		last = valid.node
	}
	a.statements, a.label, a.lockedToo = w.exchange(a, b, retype), "exchange column", b.parts.lockedWith(to.Table)
	a.after = append(a.after, w.buildBeside(b, last, reason)...)
	w.validateParts(b.parts, a.node)
}

// notNullProbes are the questions of the statements that set NOT NULL.
func notNullProbes(list []statement) []plan.Probe {
	var probes []plan.Probe
	for _, p := range list {
		if p.ID == locks.SetsNotNull {
			probes = append(probes, p.Probes...)
		}
	}
	return probes
}

// besideStatements add the new column and what keeps it in step.
func (w *planner) besideStatements(b *columnBeside) []statement {
	out := []statement{{Do: ddl.AlterTable(b.next.Table, ddl.AddColumn{Column: b.next}), Form: locks.Of(locks.AddsColumn),
		Why: "a change of type would write every row while no session can read or write the table"}}
	out = append(out, commentStatement(w.name(b.next), b.next))
	out = append(out, w.kinds[schema.KindFunction].create(w, b.function)...)
	out = append(out, w.kinds[schema.KindTrigger].create(w, b.trigger)...)
	if b.helper != nil {
		out = append(out, statement{Do: ddl.AlterTable(b.next.Table, ddl.AddConstraint{Constraint: b.helper, NotValid: true}), Form: locks.Of(locks.AddsUncheckedCheck)})
	}
	for i := range out {
		out[i].Undo = nil // the next plan clears up, if it does not go on
	}
	return out
}

// exchange puts the new column in the place of the old one, with all that the old one has.
func (w *planner) exchange(a *action, b *columnBeside, retype statement) []statement {
	from, to := a.from.(*pgmodel.Column), a.to.(*pgmodel.Column)
	out := append(dropReferring(b.parts), w.withoutBeside(b, false)...)
	if b.helper != nil {
		out = append(out, statement{Do: ddl.AlterTable(to.Table, ddl.SetNotNull{Column: b.next.Name}), Form: locks.Of(locks.SetsProvenNotNull)},
			statement{Do: ddl.AlterTable(to.Table, ddl.DropConstraint(b.helper.Name)), Form: locks.Of(locks.DropsConstraint)})
	}
	out = append(out, w.sequenceOver(from, to, b.next.Name)...)
	out = append(out, statement{Do: ddl.AlterTable(to.Table, ddl.DropColumn(to.Name)), Form: locks.Of(locks.DropsColumn), Loss: retype.Loss, Lost: retype.Lost,
		Rules: retype.Rules, Why: "every row has its value in the new column, which stands last in the table from then on"},
		statement{Do: ddl.AlterTable(to.Table, ddl.RenameColumn{From: b.next.Name, To: to.Name}), Form: locks.Of(locks.RenamesColumn)})
	if b.helper != nil && w.version >= 18 { // where NOT NULL is a constraint with a name
		out = append(out, statement{Do: ddl.AlterTable(to.Table, ddl.RenameConstraint{From: pgmodel.MadeName(to.Table.Name, b.next.Name, "not_null"), To: pgmodel.MadeName(to.Table.Name, to.Name, "not_null")}),
			Form: locks.Of(locks.AltersTable)})
	}
	if !to.Default.IsZero() {
		out = append(out, statement{Do: ddl.AlterTable(to.Table, ddl.SetDefault{Column: to.Name, Value: to.Default.SQL}), Form: locks.Of(locks.AltersColumn)})
	}
	out = append(out, w.takeParts(b.parts, a.node)...)
	if to.Comment == "" {
		out = append(out, commentStatement(w.name(to), to))
	}
	out = append(out, columnApart(&pgmodel.Table{ID: to.Table}, w.grantedWhenMade(to).(*pgmodel.Column))...)
	return append(out, w.grantStatements(to, nil, from.Access().Kept.Grants)...)
}

// withoutBeside drops what keeps the columns in step, and the new column if it is not to stay.
func (w *planner) withoutBeside(b *columnBeside, column bool) []statement {
	var out []statement
	if b.trigger != nil {
		out = append(out, statement{Do: ddl.Drop(w.name(b.trigger)), Form: locks.Of(locks.DropsTrigger)})
	}
	if b.function != nil {
		out = append(out, statement{Do: ddl.Drop(w.name(b.function))})
	}
	if column {
		out = append(out, statement{Do: ddl.AlterTable(b.next.Table, ddl.DropColumn(b.next.Name)), Form: locks.Of(locks.DropsColumn),
			Why: "the rows have no other use for it"})
	}
	return out
}

// besideFillText fills the rows that were there before the trigger, which sees to all others. A row
// whose new value is NULL is in step as it is.
func (w *planner) besideFillText(b *columnBeside, value string) string {
	next := ddl.Quote(b.next.Name)
	return w.batchText([]schema.Key{b.next.Table}, next+" = "+value, next+" IS NULL AND ("+value+") IS NOT NULL")
}
