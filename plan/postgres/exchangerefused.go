package postgres

// Which changes of type have no form with a column beside the old one, and why. What the form does
// not carry over, or what would act on the rows as they are filled, is named; nothing is guessed.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// whyNotBeside is the reason why a column cannot be replaced by one beside it; "" if it can.
func (w *planner) whyNotBeside(from, to *pgmodel.Column, reads []string) string {
	for _, why := range []func() string{
		func() string { return w.tableNotBeside(w.before.table(to.Table)) },
		func() string { return w.tableNotBeside(w.after.table(to.Table)) },
		func() string { return w.rowsNotBeside(to) },
		func() string { return w.columnNotBeside(from, to) },
		func() string { return w.valueNotBeside(from, to, reads) },
		func() string { return w.usersNotBeside(from) },
		func() string { return w.namesNotBeside(from, to) },
	} {
		if text := why(); text != "" {
			return text
		}
	}
	return ""
}

// tableNotBeside is the reason in the table itself.
func (w *planner) tableNotBeside(t *pgmodel.Table) string {
	switch {
	case t == nil || t.ID.Kind != schema.KindTable:
		return "it is not a plain table"
	case t.PartitionBy != nil || t.PartitionOf != (schema.Key{}):
		return "the table is partitioned, or a partition"
	case len(t.Inherits) > 0 || len(w.before.children(t.ID)) > 0 || len(w.after.children(t.ID)) > 0:
		return "the table has parents or child tables"
	case t.OfType != "":
		return "the table has its columns from a composite type"
	case t.ForceRowSecurity:
		return "row security is forced on the table, so that its owner may not reach every row"
	case t.Method != "" && t.Method != "heap":
		return "the rows of the access method " + t.Method + " cannot be read page by page"
	case mayBreak(t):
		return "rows may break a check that is not validated, so that they could not be updated"
	case w.inColumns(t.ID):
		return "columns hold values of the row type of the table"
	case w.actions[node{opDrop, t.ID}] != nil || w.rebuilt(t.ID):
		return "the plan recreates the table"
	}
	return ""
}

// rowsNotBeside is the reason in what happens to rows that are updated.
func (w *planner) rowsNotBeside(c *pgmodel.Column) string {
	for o := range w.before.of(schema.KindRule) {
		if w.relation(o) == c.Table {
			return "the table has rule " + o.Key().Name
		}
	}
	for o := range w.before.of(schema.KindTrigger) {
		if t := o.(*pgmodel.Trigger); t.Table == c.Table {
			if why := triggerNotBeside(t, c); why != "" {
				return why
			}
		}
	}
	for _, side := range []*objects{w.before, w.after} {
		for o := range side.of(schema.KindPublication) {
			if p := o.(*pgmodel.Publication); publishes(p, c.Table) {
				return "publication " + p.ID.Name + " sends its rows, and subscribers do not have the new column"
			}
		}
	}
	return ""
}

// triggerNotBeside is the reason in a trigger: it acts on every row that is filled, or changes rows
// after ours.
func triggerNotBeside(t *pgmodel.Trigger, c *pgmodel.Column) string {
	updates := slices.Contains(t.Events, "update")
	switch {
	case updates && len(t.Columns) == 0:
		return "trigger " + t.ID.Name + " would act on each row that is filled"
	case t.Timing == "before" && t.Row && (updates || slices.Contains(t.Events, "insert")) && t.ID.Name >= besideTrigger(c, &pgmodel.Function{}).ID.Name:
		return "trigger " + t.ID.Name + " changes rows after the one that would keep the columns in step"
	}
	return ""
}

func publishes(p *pgmodel.Publication, table schema.Key) bool {
	return p.AllTables || slices.Contains(p.Schemas, table.Schema) || slices.ContainsFunc(p.Tables, func(t pgmodel.Published) bool { return t.Table == table })
}

// columnNotBeside is the reason in the column.
func (w *planner) columnNotBeside(from, to *pgmodel.Column) string {
	t := w.after.table(to.Table)
	switch {
	case !from.Extra().Generated.IsZero() || !to.Extra().Generated.IsZero():
		return "its values are computed"
	case w.sequenceNotBeside(from, to) != "":
		return w.sequenceNotBeside(from, to)
	case w.notNullNamed(to) != nil || w.before.table(to.Table).NotNull(to.Name) != nil:
		return "its NOT NULL is a constraint with a name of its own"
	case from.Comment != "" && strings.HasPrefix(from.Comment, "schemadiff: "):
		return "its rows are still being filled"
	case w.ColumnOrder && t.Columns[len(t.Columns)-1].Name != to.Name:
		return "its place among the columns counts, and it would stand last"
	}
	return ""
}

// valueNotBeside is the reason in the new type, or in how its values are made.
func (w *planner) valueNotBeside(from, to *pgmodel.Column, reads []string) string {
	for _, typ := range []string{from.Type, to.Type} {
		if strings.Contains(typ, ".") && !w.staysEnum(typ) {
			return "type " + typ + " is neither the server's nor an enum that stays as it is"
		}
	}
	hint := to.Extra().Using
	if hint.SQL != "" && !hint.Fixed {
		return "its expression @using calls functions, which might give another value for a row that is written later"
	}
	if _, ok := castForm("", from.Type, to.Type); hint.SQL == "" && !ok {
		return "nothing says how to make the new values"
	}
	t := w.before.table(to.Table)
	for _, n := range reads {
		c := t.Column(n)
		if c != nil && c.Name == from.Name {
			continue
		}
		if c == nil || !c.Extra().Generated.IsZero() || w.actions[node{opAlter, c.Key()}] != nil || w.actions[node{opDrop, c.Key()}] != nil {
			return "its values are made of column " + n + ", which is computed, or changes too"
		}
	}
	for _, c := range w.after.table(to.Table).Columns { // whose short form would read the new values
		if c.Name != to.Name && slices.Contains(c.Extra().Using.Columns, from.Name) && w.actions[node{opAlter, c.Key()}] != nil {
			return "the new values of column " + c.Name + " are made of it"
		}
	}
	return ""
}

// staysEnum reports whether a type is an enum, or its array, that the plan does not touch.
func (w *planner) staysEnum(typ string) bool {
	was, now := enumNamed(w.before, typ), enumNamed(w.after, typ)
	return was != nil && now != nil && !w.recreated[now.ID] && w.actions[node{opAlter, now.ID}] == nil && w.actions[node{opDrop, now.ID}] == nil
}

// usersNotBeside is the reason in what needs the column and is not recreated around the exchange.
func (w *planner) usersNotBeside(from *pgmodel.Column) string {
	parts, why := w.partsBeside(from, "")
	if why != "" {
		return why
	}
	for _, side := range []*objects{w.before, w.after} {
		for _, c := range side.table(from.Table).Columns {
			if c.Extra().Generated.Reads(from.Name) {
				return c.Key().String() + " is computed from the column"
			}
		}
	}
	for _, u := range w.users()[from.Key()] {
		if u != from.Table && !parts.has(u) && w.actions[node{opDrop, u}] == nil {
			return u.String() + " uses the column"
		}
	}
	for _, u := range outsideUsers(w.in.From.Outside)[w.formerKey(from.Key())] {
		return u.Key().String() + ", which is not managed, uses the column"
	}
	return ""
}

// namesNotBeside is the reason in the names that the form needs.
func (w *planner) namesNotBeside(from, to *pgmodel.Column) string {
	b := newBeside(from, to, "", nil)
	keys := []schema.Key{b.next.Key(), b.trigger.ID, b.function.ID}
	parts, _ := w.partsBeside(from, b.next.Name)
	for _, x := range parts.next() {
		keys = append(keys, x.ID)
	}
	if from.Extra().Identity != "" {
		keys = append(keys, formerSequence(from))
	}
	for _, k := range keys {
		if w.before.get(k) != nil || w.after.get(k) != nil {
			return k.String() + " has the name that the new one would need"
		}
	}
	return ""
}
