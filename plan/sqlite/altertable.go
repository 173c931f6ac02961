package sqlite

// Changes of a table that SQLite can make in place become ALTER TABLE statements, one step for
// each change. ADD COLUMN takes no table constraint, so a constraint that concerns only the
// new column is written as part of its definition (lang_altertable.html). table.go decides
// which changes come here and which need a rebuild.

import (
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// alterTable adds one ALTER TABLE a change. Constraints of one column are dropped and added
// with it.
func (w *work) alterTable(a *alteration) {
	for _, c := range a.statements() {
		about := c.To
		if c.Op == plan.Drop {
			about = c.From
		}
		w.operations.add(changeTables, about, func() {
			a.step(a.statement(c))
			w.done[a.to.Key()] = a.to
		})
	}
	a.applyRules(&w.operations.graph)
}

// statement is the step of one change.
func (a *alteration) statement(c plan.Change) plan.Step {
	column := c.Key.Kind == schema.KindColumn
	switch {
	case c.Op == plan.Drop && column:
		return a.dropColumn(c)
	case c.Op == plan.Drop:
		return a.dropConstraint(c)
	case c.Op == plan.Alter:
		return a.setNotNull(c)
	case column:
		return a.addColumn(c)
	}
	return a.addCheck(c)
}

// base is a step on the table with what all of them share.
func (a *alteration) base(kind plan.Kind, c plan.Change) plan.Step {
	facts := a.facts(a.to.Key())
	return plan.Step{Kind: kind, Key: c.Key, Pos: c.Pos(), Cost: plan.Constant, Loss: plan.Keeps,
		Rows: facts.Rows, Bytes: facts.Bytes, Reasons: []string{sentence(c)}}
}

func (a *alteration) alter(format string, args ...any) string {
	return "ALTER TABLE " + quote(a.to.Name) + " " + fmt.Sprintf(format, args...)
}

func (a *alteration) addColumn(c plan.Change) plan.Step {
	col := c.To.(*litemodel.Column)
	s := a.base("add column", c)
	text := litemodel.Name(col.Name, col.Text.Tail)
	for _, part := range a.parts {
		if part.Op != plan.Add || a.with[part.Key] != col {
			continue
		}
		if !holds(col, part.To) {
			text += " " + a.columnForm(part.To)
		}
		s.Reasons = append(s.Reasons, sentence(part))
		if check, ok := part.To.(*litemodel.Check); ok {
			s.Cost = plan.Scan
			s.Probes = append(s.Probes, a.checkProbe(a.from, a.to, check))
		}
		if fk, ok := part.To.(*litemodel.ForeignKey); ok && a.refersWithDefault(col) {
			s.Probes = append(s.Probes, a.foreignProbes(a.from, a.to, fk)...)
		}
	}
	s.Probes = append(s.Probes, a.columnProbes(a.from, a.to, nil, col)...)
	s.Statements = []plan.Statement{hasColumn(a.alter("ADD COLUMN %s", text), a.to.Name, col.Name, 1)}
	s.Switch = a.refersWithDefault(col)
	if a.target >= hasDropColumn {
		s.Undo = []string{a.alter("DROP COLUMN %s", quote(col.Name))}
	}
	return s
}

// columnForm spells a table constraint as one of a column.
func (a *alteration) columnForm(o schema.Object) string {
	text := constraintText(o)
	fk, ok := o.(*litemodel.ForeignKey)
	if !ok {
		return text
	}
	head := ""
	if fk.Name != "" {
		head = "CONSTRAINT " + quote(fk.Name) + " "
	}
	if i := strings.Index(strings.ToLower(text), "references"); i >= 0 {
		return head + text[i:]
	}
	return text
}

func (a *alteration) dropColumn(c plan.Change) plan.Step {
	col := c.From.(*litemodel.Column)
	s := a.base("drop column", c)
	s.Pos = a.to.Pos()
	s.Cost, s.Loss, s.Lost = plan.Rewrite, plan.Loses, fmt.Sprintf("the values of %s.%s in %s", a.to.Name, col.Name, rowsText(s.Rows))
	s.Rules = []plan.Rule{{Name: "drop-column", Key: col.Key()}}
	s.UndoNote = "the column can be added again, its values are gone"
	if col.IsGenerated() {
		s.Loss, s.Lost, s.Rules, s.UndoNote = plan.Keeps, "", nil, ""
		s.Undo = []string{a.alter("ADD COLUMN %s", litemodel.Name(col.Name, col.Text.Tail))}
	}
	if col.Generated.Stored {
		s.Undo, s.UndoNote = nil, "adding the column again needs a rebuild"
	}
	s.Statements = []plan.Statement{hasColumn(a.alter("DROP COLUMN %s", quote(col.Name)), a.to.Name, col.Name, 0)}
	for _, part := range a.parts {
		if part.Op == plan.Drop && a.with[part.Key] == col {
			s.Reasons = append(s.Reasons, sentence(part))
		}
	}
	return s
}

func (a *alteration) setNotNull(c plan.Change) plan.Step {
	col := c.To.(*litemodel.Column)
	s := a.base("alter column", c)
	set, drop := a.alter("ALTER COLUMN %s SET NOT NULL", quote(col.Name)), a.alter("ALTER COLUMN %s DROP NOT NULL", quote(col.Name))
	sql, undo := drop, set
	if col.NotNull {
		s.Cost = plan.Scan
		s.Probes = append(s.Probes, a.notNullProbe(a.from, col))
		sql, undo = set, drop
	}
	s.Statements = []plan.Statement{{SQL: sql, What: s.Reasons[0], Check: fmt.Sprintf(
		`SELECT "notnull" = %d FROM pragma_table_xinfo(%s) WHERE name = %s COLLATE NOCASE`, number(col.NotNull), literal(a.to.Name), literal(col.Name))}}
	s.Undo = []string{undo}
	return s
}

func number(on bool) int {
	if on {
		return 1
	}
	return 0
}

func (a *alteration) addCheck(c plan.Change) plan.Step {
	check := c.To.(*litemodel.Check)
	s := a.base("add constraint", c)
	s.Cost = plan.Scan
	s.Probes = append(s.Probes, a.checkProbe(a.from, a.to, check))
	s.Statements = []plan.Statement{a.said(a.alter("ADD %s", check.Text.Tail), s.Reasons[0], check, true)}
	if check.Name != "" && a.target >= hasDropConstraint {
		s.Undo = []string{a.alter("DROP CONSTRAINT %s", quote(check.Name))}
	}
	return s
}

func (a *alteration) dropConstraint(c plan.Change) plan.Step {
	s := a.base("drop constraint", c)
	s.Pos = a.to.Pos()
	s.Statements = []plan.Statement{a.said(a.alter("DROP CONSTRAINT %s", quote(c.From.Display())), s.Reasons[0], c.From, false)}
	s.UndoNote = "adding the constraint again needs a rebuild"
	return s
}

// said is a statement after which the table's stored text holds a constraint, or
// holds it no more: no pragma lists it.
func (a *alteration) said(sql, what string, constraint schema.Object, there bool) plan.Statement {
	return plan.Statement{SQL: sql, What: what, Check: fmt.Sprintf(
		"SELECT (instr(sql, %s) > 0) = %d FROM sqlite_master WHERE type = 'table' AND name = %s",
		literal(constraintText(constraint)), number(there), literal(a.to.Name))}
}
