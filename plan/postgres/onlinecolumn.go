package postgres

// Columns on tables that hold rows. SET NOT NULL scans the table under ACCESS EXCLUSIVE unless a
// valid CHECK proves that no row has NULL (sql-altertable.html); a default that is volatile, or
// an identity, writes every row. The first gets such a CHECK beforehand, the second is filled in
// batches that commit; both continue where an interrupted plan stopped.

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

// onlineColumn removes from the change of a column the statements that would read or write
// every row under a lock that blocks all other sessions.
func (w *planner) onlineColumn(a *action) {
	c, _ := a.to.(*pgmodel.Column)
	if c == nil || !w.mayBlock(c.Table) || w.recreated[c.Key()] {
		return
	}
	switch a.op {
	case opCreate:
		w.fillLater(a, c)
	case opAlter:
		w.notNullLater(a, c)
	}
}

// notNullLater sets NOT NULL after a CHECK has been validated, which spares it the scan
// (sql-altertable.html, SET NOT NULL).
func (w *planner) notNullLater(a *action, c *pgmodel.Column) {
	i := slices.IndexFunc(a.statements, func(p statement) bool { return p.ID == locks.SetsNotNull })
	if i < 0 || slices.ContainsFunc(a.statements, func(p statement) bool { return p.ID == locks.AddsIdentity }) {
		return
	}
	probes := a.statements[i].Probes
	a.statements = slices.Delete(slices.Clone(a.statements), i, i+1)
	if len(a.statements) == 0 {
		delete(w.actions, a.node)
	}
	w.notNullBehind(c, probes, a.node, a.reasons...)
}

// notNullBehind adds the helper CHECK, its validation, and SET NOT NULL, after
// another action.
func (w *planner) notNullBehind(c *pgmodel.Column, probes []plan.Probe, after node, reasons ...string) {
	h := helper(c)
	t := w.before.table(c.Table)
	validated := after
	if have := t.Constraint(h.Name); have != nil && have.Expr.Strict == h.Expr.Strict { // of a plan that was broken off
		delete(w.actions, node{opDrop, have.Key()})
		if have.NotValid {
			validated = w.validate(h, after).node
		}
	} else {
		add := w.part(c.Key(), kindHelper, rankHelper, "prepare not null", h, []statement{{Do: ddl.AlterTable(c.Table, ddl.AddConstraint{Constraint: h, NotValid: true}),
			Form: locks.Of(locks.AddsUncheckedCheck), Probes: probes, Undo: ddl.AlterTable(c.Table, ddl.DropConstraint(h.Name)), Why: "a constraint that is validated spares SET NOT NULL the scan"}}, strings.Join(reasons, "; "))
		add.after = append(add.after, after)
		if have != nil {
			add.after = append(add.after, node{opDrop, have.Key()})
		}
		validated = w.validate(h, add.node).node
	}
	set := w.part(c.Key(), kindFilled, rankFilled, "set not null", c, []statement{
		{Do: ddl.AlterTable(c.Table, ddl.SetNotNull{Column: c.Name}), Form: locks.Of(locks.SetsProvenNotNull), Undo: ddl.AlterTable(c.Table, ddl.SetNotNull{Column: c.Name, Drop: true})},
		{Do: ddl.AlterTable(c.Table, ddl.DropConstraint(h.Name)), Form: locks.Of(locks.DropsConstraint)}}, strings.Join(reasons, "; "))
	set.after = append(set.after, validated)
	w.inheritsAfter(c.Table, set.node) // the parent's column may be NOT NULL
}

// helper is the CHECK that stands for a NOT NULL until that is set.
func helper(c *pgmodel.Column) *pgmodel.Constraint {
	text := ddl.Quote(c.Name) + " IS NOT NULL"
	h := &pgmodel.Constraint{Table: c.Table, Kind: schema.KindCheck, Expr: pgmodel.Expr{SQL: text, Strict: text, Loose: text}}
	h.Name = pgmodel.MadeName("schemadiff", c.Name, "not_null")
	return h
}

// fillMark is the comment of a column whose rows are still being filled.
const fillMark = "schemadiff: rows are being filled"

func unfilled(c *pgmodel.Column) bool { return c.Comment == fillMark }

// fillLater adds a column whose value differs from row to row without one, and
// fills the rows in batches.
func (w *planner) fillLater(a *action, c *pgmodel.Column) {
	if !a.statements[0].costly() || !c.Extra().Generated.IsZero() || w.hasConstraints(c.Type) || !w.fillable(c.Table) {
		return
	}
	table := ddl.Qualified(c.Table)
	bare := &pgmodel.Column{Table: c.Table, Type: c.Type, Collation: c.Collation}
	bare.Name = c.Name
	first := []statement{{Do: ddl.AlterTable(c.Table, ddl.AddColumn{Column: bare}), Form: locks.Of(locks.AddsColumn), Undo: a.statements[0].Undo}}
	value := c.Default.SQL
	if c.Extra().Identity != "" {
		aside := fillSequence(c)
		first = append(first, statement{Do: ddl.CreateSequence(aside)})
		value = nextval(aside)
	}
	first = append(first, statement{Do: ddl.AlterTable(c.Table, ddl.SetDefault{Column: c.Name, Value: value}), Form: locks.Of(locks.AltersColumn)},
		statement{Do: ddl.Comment{Object: "COLUMN " + table + "." + ddl.Quote(c.Name), Text: fillMark}, Form: locks.Of(locks.Comments)})
	a.statements = append(first, slices.DeleteFunc(a.statements[1:], func(p statement) bool { return ddl.IsComment(p.Do) || p.ID == locks.LogsSequence })...)
	w.fill(c, a.node, a.reasons)
}

// fillsOn continues filling a column where a plan was interrupted, whatever form the plan
// has: otherwise rows would keep a NULL that no schema asked for. It reports whether it does.
func (w *planner) fillsOn(a *action) bool {
	was, _ := a.from.(*pgmodel.Column)
	c, _ := a.to.(*pgmodel.Column)
	if was == nil || c == nil || a.op != opAlter || !unfilled(was) || !w.mayBlock(c.Table) {
		return false
	}
	if !c.Extra().Generated.IsZero() || was.Type != c.Type || c.Extra().Identity == "" && c.Default.IsZero() || !w.fillable(c.Table) {
		w.find(plan.Finding{Rule: "filled-in-part", Severity: plan.Error, Key: c.Key(), Pos: c.Pos(), Blocks: true,
			Message: "rows of " + c.Table.Object() + " have no value in " + c.Name + ": an apply that was filling it was broken off, and it cannot go on now",
			Hint:    "fill them, or drop the column, then COMMENT ON COLUMN " + ddl.Qualified(c.Table) + "." + ddl.Quote(c.Name) + " IS NULL"})
		return true
	}
	delete(w.actions, a.node)
	delete(w.actions, node{opDrop, fillSequence(c).ID})
	w.fill(c, a.node, []string{c.Key().String() + " is filled in part"})
	return true
}

// fill adds the actions that follow once a column is there with its default.
func (w *planner) fill(c *pgmodel.Column, after node, reasons []string) {
	f := w.part(c.Key(), kindFill, rankFill, fillsColumn, c, []statement{{Do: ddl.Text(w.fillText(c)), Tx: plan.TxNever, Form: locks.Of(locks.FillsRows),
		Why: "batches that commit block no session for long; interrupted, it goes on where it was"}}, strings.Join(reasons, "; "))
	f.after = append(f.after, after)
	last := f.node
	if k := w.notNullNamed(c); k != nil {
		last = w.notNullAfter(k, f.node, reasons)
	} else if c.NotNull {
		w.notNullBehind(c, nil, f.node, "every row of "+c.Key().String()+" has a value")
		last = node{opAlter, schema.Key{Kind: kindFilled, Schema: c.Table.Schema, Table: c.Table.Name, Name: c.Name}}
	}
	var statements []statement
	if c.Extra().Identity != "" {
		aside := ddl.Qualified(fillSequence(c).ID)
		statements = append(statements, statement{Do: ddl.AlterTable(c.Table, ddl.DropDefault(c.Name)), Form: locks.Of(locks.AltersColumn)},
			statement{Do: ddl.AlterTable(c.Table, ddl.AddIdentity{Column: c}), Form: locks.Of(locks.AddsIdentity)},
			statement{Do: ddl.Text("SELECT pg_catalog.setval(" + pgmodel.Literal(ddl.Qualified(c.Extra().SequenceKey)) + "::pg_catalog.regclass, last_value, is_called) FROM " + aside)},
			statement{Do: ddl.Drop("SEQUENCE " + aside)})
		if own := c.Extra().Persistence; own != "" {
			statements = append(statements, identityPersistence(c, own, ""))
		}
		if c.Extra().SequenceText != "" {
			statements = append(statements, identityComment(c, ""))
		}
	}
	statements = append(statements, statement{Do: ddl.Comment{Object: "COLUMN " + ddl.Qualified(c.Table) + "." + ddl.Quote(c.Name), Text: c.Comment}, Form: locks.Of(locks.Comments)})
	done := w.part(c.Key(), kindDone, rankFilled+1, "finish column", c, statements, strings.Join(reasons, "; "))
	done.after = append(done.after, last)
}

// notNullNamed is the NOT NULL of a column as a constraint with a name of its own; nil if it has none.
func (w *planner) notNullNamed(c *pgmodel.Column) *pgmodel.Constraint {
	t := w.after.table(c.Table)
	if t == nil || !c.NotNull {
		return nil
	}
	return t.NotNull(c.Name)
}

// notNullAfter adds the NOT NULL with a name of its own that a filled column gets once all its rows
// have a value. It returns the last action.
func (w *planner) notNullAfter(k *pgmodel.Constraint, filled node, reasons []string) node {
	create := node{opCreate, k.Key()}
	if w.actions[create] == nil {
		w.create(k, strings.Join(reasons, "; "))
		w.kinds[k.Kind].online(w, w.actions[create])
	}
	w.actions[create].after = append(w.actions[create].after, filled)
	valid := k.Key()
	valid.Kind = kindValid
	if n := (node{opAlter, valid}); w.actions[n] != nil {
		return n
	}
	return create
}

// fillSequence gives an identity its first values.
func fillSequence(c *pgmodel.Column) *pgmodel.Sequence {
	s := &pgmodel.Sequence{ID: schema.Key{Kind: schema.KindSequence, Schema: c.Table.Schema, Name: pgmodel.MadeName(c.Table.Name, c.Name, "fill")}}
	s.Name = s.ID.Name
	if o := c.Extra().Sequence; o != nil {
		s.Options = *o
	}
	s.Options.Type = c.Type
	return s
}

func nextval(s *pgmodel.Sequence) string {
	return "pg_catalog.nextval(" + pgmodel.Literal(ddl.Qualified(s.ID)) + "::pg_catalog.regclass)"
}

// fillable reports whether rows can be updated to fill a column without anything else
// happening to them.
func (w *planner) fillable(table schema.Key) bool {
	for _, k := range w.family(table) {
		t := w.after.table(k)
		if t == nil || t.ForceRowSecurity || k.Kind != schema.KindTable || mayBreak(t) {
			return false
		}
		for _, side := range []*objects{w.before, w.after} {
			for o := range side.of(schema.KindTrigger, schema.KindRule) {
				if w.relation(o) == k {
					return false
				}
			}
			for range side.of(schema.KindPublication) {
				if t.Primary() == nil {
					return false // UPDATE asks for a replica identity
				}
			}
		}
	}
	return true
}

// blocksAtOnce is how many pages of a table are filled in one transaction.
const blocksAtOnce = 32

// fillText is the filling of a column as a statement that commits as it goes. An update by
// another session can move a row to a page that has been read already: the statement starts
// over until no row is left.
func (w *planner) fillText(c *pgmodel.Column) string {
	var tables []schema.Key
	for _, k := range w.family(c.Table) {
		if t := w.after.table(k); t.PartitionBy == nil {
			tables = append(tables, k)
		}
	}
	column := ddl.Quote(c.Name)
	return w.batchText(tables, column+" = DEFAULT", column+" IS NULL")
}

// batchText is an update of the rows of tables that a condition holds for, a few pages in each
// transaction, until there are none.
func (w *planner) batchText(tables []schema.Key, set, where string) string {
	names := make([]string, len(tables))
	for i, k := range tables {
		names[i] = pgmodel.Literal(ddl.Qualified(k))
	}
	update := "UPDATE ONLY %1$s SET " + strings.ReplaceAll(set, "%", "%%") + " WHERE " + strings.ReplaceAll(where, "%", "%%") + " AND " + w.pagesText("ctid", "%2$s", "%3$s")
	p := pausesOf(w.Throttle)
	return "DO " + ddl.DollarQuoted(fmt.Sprintf(fillBody, strings.Join(names, ", "), blocksAtOnce, pgmodel.Literal(update), p.declare, p.check, p.loop))
}

// pagesText is the condition that a row is on the pages from one on, and before another.
func (w *planner) pagesText(ctid, from, to string) string {
	if w.version >= 14 {
		return ctid + " OPERATOR(pg_catalog.>=) '(" + from + ",0)'::pg_catalog.tid AND " + ctid + " OPERATOR(pg_catalog.<) '(" + to + ",0)'::pg_catalog.tid"
	} // else it would read the whole table for a range
	return ctid + " OPERATOR(pg_catalog.=) ANY (ARRAY(SELECT pg_catalog.format('(%%s,%%s)', p, i)::pg_catalog.tid FROM pg_catalog.generate_series(" + from + "::bigint, " + to +
		"::bigint OPERATOR(pg_catalog.-) 1) AS p, pg_catalog.generate_series(1, 300) AS i))"
}

// fillBody takes the tables, the pages of a batch, the statement of a batch and the three parts of pauses.
const fillBody = `
DECLARE
  relation pg_catalog.regclass;
  page bigint;
  filled bigint;
  again boolean;%[4]s
BEGIN%[5]s
  FOREACH relation IN ARRAY ARRAY[%[1]s]::pg_catalog.regclass[] LOOP
    LOOP
      again := false;
      page := 0;
      WHILE page * pg_catalog.current_setting('block_size')::bigint < pg_catalog.pg_relation_size(relation) LOOP
        EXECUTE pg_catalog.format(%[3]s, relation, page, page + %[2]d);
        GET DIAGNOSTICS filled = ROW_COUNT;
        again := again OR filled > 0;
        COMMIT;%[6]s
        page := page + %[2]d;
      END LOOP;
      EXIT WHEN NOT again;
    END LOOP;
  END LOOP;
END`
