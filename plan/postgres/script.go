package postgres

// A plan as text: a script for psql or the body of a migration file. The transactions of the
// plan become BEGIN and COMMIT, and above each step there are comments on its reason, lock, loss
// and undo. Names go through plan.CommentText, so that a line end in one cannot turn a comment into
// SQL.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// script writes a plan for psql.
type script struct {
	strings.Builder
	open  bool // inside BEGIN
	whole bool // one transaction holds everything, and who runs it opens it
}

// Script is the plan as SQL for psql -v ON_ERROR_STOP=1 -f: what may run in a
// transaction does, the rest stands alone.
func (p *Planner) Script(of *plan.Plan) string {
	if len(of.Steps) == 0 {
		return ""
	}
	s := &script{}
	if slices.ContainsFunc(of.Steps, makesRoutine) {
		s.line("SET check_function_bodies = off")
	}
	for _, st := range of.Steps {
		s.step(st)
	}
	s.commit()
	return strings.TrimLeft(s.String(), "\n")
}

// Migration is the plan as a migration file. Where several transactions are needed
// they stand in it as BEGIN and COMMIT.
func (p *Planner) Migration(of *plan.Plan) string {
	s := &script{}
	if slices.ContainsFunc(of.Steps, makesRoutine) {
		s.line("SET check_function_bodies = off")
	}
	s.whole = plan.SingleTransaction(of)
	for _, st := range of.Steps {
		st.Pos = schema.Pos{}
		s.step(st)
	}
	s.commit()
	return strings.TrimLeft(s.String(), "\n")
}

// makesRoutine reports whether a step creates or replaces a function, whose body may name what comes
// later; a comment on one, or its privileges, do not.
func makesRoutine(st plan.Step) bool {
	return st.Key.Kind.Has(schema.HasBody) && slices.ContainsFunc(st.Statements, func(s plan.Statement) bool { return strings.HasPrefix(s.SQL, "CREATE ") })
}

func (s *script) line(sql string) { s.WriteString(strings.TrimRight(sql, "; \t\r\n") + ";\n") }

func (s *script) begin() {
	if !s.open && !s.whole {
		s.open = true
		s.WriteByte('\n')
		s.line("BEGIN")
	}
}

func (s *script) commit() {
	if s.open {
		s.open = false
		s.WriteByte('\n')
		s.line("COMMIT")
	}
}

func (s *script) step(st plan.Step) {
	if st.Tx == plan.TxNever {
		s.commit()
	} else {
		s.begin()
	}
	s.WriteByte('\n')
	s.comments(st)
	for _, stmt := range st.Statements {
		if st.Kind == fillsColumn { // a block commits as it goes, and its text does not show that
			s.WriteString("-- schemadiff:step no-tx idempotent rows-only\n")
		}
		s.line(stmt.SQL)
	}
	if st.Tx == plan.TxOwn {
		s.commit()
	}
}

// comments writes above a step why it is there, what it locks and what it does to the
// data.
func (s *script) comments(st plan.Step) {
	s.comment(string(st.Kind)+": "+strings.Join(st.Reasons, "; "), st.Pos)
	if st.Why != "" {
		s.comment("why: "+st.Why, schema.Pos{})
	}
	if st.Lock != "" {
		s.comment("locks "+st.Lock+size(st), schema.Pos{})
	}
	if st.Lost != "" {
		s.comment("DESTRUCTIVE, loses "+st.Lost, schema.Pos{})
	}
	for _, u := range st.Undo {
		for _, line := range plan.UndoComments(u) {
			s.comment(line, schema.Pos{})
		}
	}
	if st.UndoNote != "" {
		s.comment("undo: "+st.UndoNote, schema.Pos{})
	}
}

// size says how long the lock lasts: for the catalog alone, or for every row.
func size(st plan.Step) string {
	if st.Cost == plan.Constant {
		return ""
	}
	text := " while every row is read"
	if st.Cost == plan.Rewrite {
		text = " while every row is written"
	}
	if st.Rows >= 0 {
		text += fmt.Sprintf(" (about %d rows, %d bytes)", st.Rows, max(st.Bytes, 0))
	}
	return text
}

func (s *script) comment(text string, pos schema.Pos) {
	if !pos.IsZero() {
		text += " (" + pos.String() + ")"
	}
	s.WriteString("-- " + plan.CommentText(text) + "\n")
}
