package postgres

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func columnMaker() writer {
	return writer{
		name: func(o pgmodel.Object) string {
			c := o.(*pgmodel.Column)
			return "COLUMN " + qualified(c.Table) + "." + quote(c.Name)
		},
		create: func(o pgmodel.Object) []piece { return addColumn(o.(*pgmodel.Column)) },
		drop:   func(o pgmodel.Object) []piece { return dropColumn(o.(*pgmodel.Column)) },
		alter:  alterColumn,
		rename: renameColumn,
	}
}

// columnDefinition is the column as CREATE TABLE and ADD COLUMN declare it.
func columnDefinition(c *pgmodel.Column) string {
	w := &strings.Builder{}
	w.WriteString(quote(c.Name) + " " + c.Type)
	if len(c.Extra().Foreign) > 0 {
		w.WriteString(" OPTIONS (" + foreignOptions(c.Extra().Foreign) + ")")
	}
	if c.Collation != "" {
		w.WriteString(" COLLATE " + c.Collation)
	}
	w.WriteString(columnRules(c))
	return w.String()
}

// columnRules are what a column definition says behind the type: where values come
// from, and NOT NULL.
func columnRules(c *pgmodel.Column) string {
	w := &strings.Builder{}
	switch {
	case !c.Extra().Generated.IsZero() && c.Extra().Virtual:
		w.WriteString(" GENERATED ALWAYS AS (" + c.Extra().Generated.SQL + ") VIRTUAL")
	case !c.Extra().Generated.IsZero():
		w.WriteString(" GENERATED ALWAYS AS (" + c.Extra().Generated.SQL + ") STORED")
	case c.Extra().Identity != "":
		w.WriteString(" GENERATED " + strings.ToUpper(c.Extra().Identity) + " AS IDENTITY" + identityOptions(c))
	case !c.Default.IsZero():
		w.WriteString(" DEFAULT " + c.Default.SQL)
	case c.Extra().NullDefault != "": // a dump shows it where the server keeps it
		w.WriteString(" DEFAULT " + c.Extra().NullDefault)
	}
	if c.NotNull && c.Extra().Identity == "" {
		w.WriteString(" NOT NULL")
	}
	return w.String()
}

// foreignOptions writes an OPTIONS list.
func foreignOptions(list []pgmodel.Setting) string {
	texts := make([]string, len(list))
	for i, o := range list {
		texts[i] = quote(o.Name) + " " + pgmodel.Literal(o.Value)
	}
	return strings.Join(texts, ", ")
}

// identityOptions are the options of an identity's sequence that are not what
// they would be anyway.
func identityOptions(c *pgmodel.Column) string {
	var list []string
	if c.Extra().SequenceKey.Name != pgmodel.MadeName(c.Table.Name, c.Name, "seq") || c.Extra().SequenceKey.Schema != c.Table.Schema {
		list = append(list, "SEQUENCE NAME "+qualified(c.Extra().SequenceKey))
	}
	if o := sequenceOptions(c.Extra().Sequence, c.Type); o != "" {
		list = append(list, o)
	}
	if len(list) == 0 {
		return ""
	}
	return " (" + strings.Join(list, " ") + ")"
}

// columnApart are the attributes that need an ALTER on every version.
func columnApart(t *pgmodel.Table, c *pgmodel.Column) []piece {
	var out []piece
	kind := "TABLE"
	if t.ID.Kind == schema.KindForeignTable {
		kind = "FOREIGN TABLE"
	}
	alter := func(format string, args ...any) {
		out = append(out, piece{SQL: "ALTER " + kind + " " + qualified(c.Table) + " ALTER COLUMN " + quote(c.Name) + " " + fmt.Sprintf(format, args...)})
	}
	if c.Extra().Storage != "" {
		alter("SET STORAGE %s", strings.ToUpper(c.Extra().Storage))
	}
	if c.Extra().Compression != "" {
		alter("SET COMPRESSION %s", c.Extra().Compression)
	}
	if c.Extra().Statistics != "" {
		alter("SET STATISTICS %s", c.Extra().Statistics)
	}
	if len(c.Extra().Options) > 0 {
		alter("SET (%s)", optionText(c.Extra().Options))
	}
	return append(out, sharedCreate(c)...)
}

func addColumn(c *pgmodel.Column) []piece {
	p := piece{SQL: "ALTER TABLE " + qualified(c.Table) + " ADD COLUMN " + columnDefinition(c), Form: locks.Of(locks.AddsColumn),
		Undo: "ALTER TABLE " + qualified(c.Table) + " DROP COLUMN " + quote(c.Name)}
	if c.NotNull && c.Default.IsZero() && c.Extra().Generated.IsZero() {
		p.Form = locks.Of(locks.AddsRequiredColumn)
	}
	if c.Extra().Identity != "" || !c.Extra().Generated.IsZero() && !c.Extra().Virtual || volatile(c.Default) {
		p.Form, p.Why = locks.Of(locks.AddsFilledColumn), "the value differs from row to row, so every row is written"
	}
	if c.NotNull && c.Default.IsZero() && c.Extra().Identity == "" && c.Extra().Generated.IsZero() {
		p.Probes = []plan.Probe{{Rule: "add-column-not-null-no-default", Key: c.Key(), Pos: c.Pos(),
			SQL:     "SELECT count(*) FROM " + qualified(c.Table),
			Message: "rows of " + c.Table.Object() + " would have NULL in the new column " + c.Name,
			Hint:    "give it a DEFAULT, or add it without NOT NULL, fill it, and then set NOT NULL"}}
	}
	t := &pgmodel.Table{ID: c.Table}
	return append([]piece{p}, columnApart(t, c)[:countApart(c)]...)
}

// countApart is how many statements columnApart has before what all kinds share,
// which the core adds.
func countApart(c *pgmodel.Column) int {
	n := 0
	for _, on := range []bool{c.Extra().Storage != "", c.Extra().Compression != "", c.Extra().Statistics != "", len(c.Extra().Options) > 0} {
		if on {
			n++
		}
	}
	return n
}

func dropColumn(c *pgmodel.Column) []piece {
	p := piece{SQL: "ALTER TABLE " + qualified(c.Table) + " DROP COLUMN " + quote(c.Name), Form: locks.Of(locks.DropsColumn)}
	if c.Extra().Generated.IsZero() {
		p.Loss, p.Lost = plan.Loses, "all values of "+c.Key().Object()
		p.Rules = []plan.Rule{{Name: "drop-column", Key: c.Key()}}
	}
	return []piece{p}
}

// columnChange writes the ALTERs of one column.
type columnChange struct {
	p        *planner
	c        plan.Change
	from, to *pgmodel.Column
	out      []piece
}

func (a *columnChange) alter(p piece, format string, args ...any) {
	head := "ALTER TABLE " + qualified(a.to.Table) + " ALTER COLUMN " + quote(a.to.Name) + " "
	p.SQL = head + fmt.Sprintf(format, args...)
	if p.Undo != "" {
		p.Undo = head + p.Undo
	}
	if p.ID == locks.LocksNothing {
		p.Form = locks.Of(locks.AltersColumn)
	}
	a.out = append(a.out, p)
}

func alterColumn(p *planner, c plan.Change) ([]piece, bool) {
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
	if c.Has("type") || c.Has("collation") {
		a.retype()
	} else if c.Has("default") {
		a.defaultValue()
	}
	a.notNull()
	a.identity()
	a.rest()
	return a.out, true
}

// serial changes a serial column to an identity or back, the position kept; with
// another change it is left to the rest.
func (a *columnChange) serial() bool {
	if a.c.Has("type") {
		return false
	}
	was, now := a.p.serialBefore(a.from), ownedSequence(a.p.after, a.p.before, a.to)
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
		a.alter(piece{}, "DROP EXPRESSION")
		return true
	case a.p.version >= 17 && a.from.Extra().Virtual == a.to.Extra().Virtual && !a.to.Extra().Generated.IsZero():
		form := locks.Of(locks.SetsStoredExpression)
		if a.to.Extra().Virtual {
			form = locks.Of(locks.AltersColumn)
		}
		a.alter(piece{Form: form, Undo: "SET EXPRESSION AS (" + a.from.Extra().Generated.SQL + ")"}, "SET EXPRESSION AS (%s)", a.to.Extra().Generated.SQL)
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
	table := qualified(to.Table)
	aside := *to
	aside.Name = building(to.Name)
	add := func(form locks.FormID, format string, args ...any) {
		a.out = append(a.out, piece{SQL: fmt.Sprintf(format, args...), Form: locks.Of(form),
			Why: "the server would drop the column with the function that has computed it"})
	}
	bare := &pgmodel.Column{Table: to.Table, Type: to.Type, Collation: to.Collation}
	bare.Name = aside.Name
	add(locks.AddsColumn, "ALTER TABLE %s ADD COLUMN %s", table, columnDefinition(bare))
	add(locks.UpdatesRows, "UPDATE %s SET %s = %s", table, quote(aside.Name), quote(a.from.Name))
	add(locks.DropsColumn, "ALTER TABLE %s DROP COLUMN %s", table, quote(a.from.Name))
	add(locks.RenamesColumn, "ALTER TABLE %s RENAME COLUMN %s TO %s", table, quote(aside.Name), quote(to.Name))
	if to.NotNull && a.from.NotNull {
		add(locks.SetsNotNull, "ALTER TABLE %s ALTER COLUMN %s SET NOT NULL", table, quote(to.Name))
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
		a.alter(piece{}, "DROP DEFAULT")
	}
	text := "TYPE " + to.Type
	if to.Collation != "" {
		text += " COLLATE " + to.Collation
	}
	p := piece{Form: locks.Of(locks.Retypes), Loss: plan.MayLose}
	change := locks.ChangeOfType(from.Type, to.Type)
	switch {
	case change.Free && !change.Indexed && from.Collation == to.Collation:
		p.Form = locks.Of(locks.Relabels)
	case change.Free: // its indexes are built anew
		p.Form = locks.Of(locks.Reindexes)
	}
	if change.Widens {
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
	a.alter(p, "%s", text)
	if moved && !to.Default.IsZero() || from.Default.IsZero() && !to.Default.IsZero() {
		a.alter(piece{}, "SET DEFAULT %s", to.Default.SQL)
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
	undo := "DROP DEFAULT"
	if !a.from.Default.IsZero() {
		undo = "SET DEFAULT " + a.from.Default.SQL
	}
	if a.to.Default.IsZero() {
		if a.to.Extra().Identity != "" && a.from.Extra().Identity == "" {
			return // taken away before it becomes an identity
		}
		a.alter(piece{Undo: undo}, "DROP DEFAULT")
		return
	}
	a.alter(piece{Undo: undo}, "SET DEFAULT %s", a.to.Default.SQL)
}

func (a *columnChange) notNull() {
	if !a.c.Has("not null") {
		return
	}
	if !a.to.NotNull {
		if a.p.primaryGone(a.to) {
			a.alter(piece{Undo: "SET NOT NULL"}, "DROP NOT NULL")
		}
		return
	}
	if t, ok := a.p.after.get(a.to.Table).(*pgmodel.Table); ok && apartNotNull(t, a.to.Name) {
		return // the constraint brings it
	}
	a.alter(piece{Form: locks.Of(locks.SetsNotNull), Undo: "DROP NOT NULL", Probes: []plan.Probe{{Rule: "set-not-null", Key: a.to.Key(), Pos: a.to.Pos(),
		SQL:     "SELECT count(*) FROM " + qualified(a.to.Table) + " WHERE " + quote(a.from.Name) + " IS NULL",
		Message: "rows have NULL in " + a.to.Key().Object(), Hint: "fill them first"}}}, "SET NOT NULL")
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
		a.alter(piece{}, "DROP IDENTITY")
	}
}

func (a *columnChange) identity() {
	from, to := a.from, a.to
	switch {
	case to.Extra().Identity == "":
	case from.Extra().Identity == "":
		if !from.Default.IsZero() {
			a.alter(piece{}, "DROP DEFAULT")
		}
		if !from.NotNull {
			a.alter(piece{Form: locks.Of(locks.SetsNotNull)}, "SET NOT NULL")
		}
		a.alter(piece{Form: locks.Of(locks.AddsIdentity)}, "ADD GENERATED %s AS IDENTITY%s", strings.ToUpper(to.Extra().Identity), identityOptions(to))
		a.carryPosition()
	default:
		a.identityOptions()
	}
}

// carryPosition takes the position of the sequence that the column drew its
// values from before, or of the highest value.
func (a *columnChange) carryPosition() {
	to := a.to
	a.out = append(a.out, piece{SQL: fmt.Sprintf("SELECT pg_catalog.setval(%s::pg_catalog.regclass, COALESCE(max(%s), 0) + 1, false) FROM %s",
		pgmodel.Literal(qualified(to.Extra().SequenceKey)), quote(to.Name), qualified(to.Table)), Form: locks.Of(locks.ReadsRows)})
}

func (a *columnChange) identityOptions() {
	from, to := a.from, a.to
	if from.Extra().Identity != to.Extra().Identity {
		a.alter(piece{Undo: "SET GENERATED " + strings.ToUpper(from.Extra().Identity)}, "SET GENERATED %s", strings.ToUpper(to.Extra().Identity))
	}
	if a.c.Has("identity options") || a.c.Has("type") {
		var sets []string
		for _, o := range sequenceChanges(from.Extra().Sequence, to.Extra().Sequence) {
			if !strings.HasPrefix(o, "AS ") {
				sets = append(sets, "SET "+o)
			}
		}
		if len(sets) > 0 {
			a.alter(piece{}, "%s", strings.Join(sets, " "))
		}
	}
	if from.Extra().SequenceKey != to.Extra().SequenceKey {
		a.out = append(a.out, renameRelation("SEQUENCE")(&pgmodel.Sequence{ID: from.Extra().SequenceKey}, &pgmodel.Sequence{ID: to.Extra().SequenceKey})...)
	}
}

func (a *columnChange) rest() {
	from, to := a.from, a.to
	if to.Extra().Storage != from.Extra().Storage || a.c.Has("type") && to.Extra().Storage != "" {
		a.alter(piece{}, "SET STORAGE %s", strings.ToUpper(either(to.Extra().Storage, pgmodel.DefaultStorage(to.Type))))
	}
	if a.c.Has("compression") {
		a.alter(piece{}, "SET COMPRESSION %s", either(to.Extra().Compression, "default"))
	}
	if a.c.Has("statistics") {
		a.alter(piece{Form: locks.Of(locks.SetsTarget)}, "SET STATISTICS %s", either(to.Extra().Statistics, "-1"))
	}
	if a.c.Has("options") {
		object := "TABLE " + qualified(to.Table) + " ALTER COLUMN " + quote(to.Name)
		a.out = append(a.out, optionPieces(object, from.Extra().Options, to.Extra().Options)...)
	}
	if a.c.Has("foreign options") {
		a.out = append(a.out, piece{SQL: "ALTER FOREIGN TABLE " + qualified(to.Table) + " ALTER COLUMN " + quote(to.Name) + " OPTIONS (" + changedOptions(from.Extra().Foreign, to.Extra().Foreign) + ")"})
	}
}

// changedOptions writes ADD, SET and DROP of an OPTIONS list.
func changedOptions(from, to []pgmodel.Setting) string {
	var texts []string
	has := func(list []pgmodel.Setting, n string) (string, bool) {
		for _, o := range list {
			if o.Name == n {
				return o.Value, true
			}
		}
		return "", false
	}
	for _, o := range to {
		old, ok := has(from, o.Name)
		switch {
		case !ok:
			texts = append(texts, "ADD "+quote(o.Name)+" "+pgmodel.Literal(o.Value))
		case old != o.Value:
			texts = append(texts, "SET "+quote(o.Name)+" "+pgmodel.Literal(o.Value))
		}
	}
	for _, o := range from {
		if _, ok := has(to, o.Name); !ok {
			texts = append(texts, "DROP "+quote(o.Name))
		}
	}
	return strings.Join(texts, ", ")
}

func renameColumn(from, to pgmodel.Object) []piece {
	f, t := from.(*pgmodel.Column), to.(*pgmodel.Column)
	return []piece{{SQL: "ALTER TABLE " + qualified(t.Table) + " RENAME COLUMN " + quote(f.Name) + " TO " + quote(t.Name),
		Undo: "ALTER TABLE " + qualified(t.Table) + " RENAME COLUMN " + quote(t.Name) + " TO " + quote(f.Name), Form: locks.Of(locks.RenamesColumn)}}
}
