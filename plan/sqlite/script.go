package sqlite

// The plan as SQL text: a script that the sqlite3 shell or another migration tool runs, or the
// body of a migration file. A script in SQLite has no conditional statement, so the checks
// that the executor makes in Go are inserts into a guard table with a CHECK that rejects a
// false one, and a last insert rolls back unless all of them arrived.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// Names of the tables that a printed script keeps its checks in.
const (
	guardTable  = "_schemadiff_guard"
	beforeTable = "_schemadiff_before"
)

// Script prints a plan for someone else's runner. A runner that goes on after an
// error, as the sqlite3 shell does without -bail, must not end in a state between
// the old and the new, so:
//
//   - every statement is followed by a check that it did its work, and the last
//     statement before COMMIT rolls everything back unless all checks passed;
//   - before every statement stands a savepoint that is never released: where an
//     error such as a full disk has ended the transaction, it opens one that
//     nothing commits but that last gate.
func (p *Planner) Script(pl *plan.Plan) string {
	if len(pl.Steps) == 0 {
		return ""
	}
	s := &script{plan: pl, runner: pl.Runner}
	if s.single() {
		s.comments(pl.Steps[0])
		s.line(pl.Steps[0].Statements[0].SQL)
		return s.String()
	}
	s.open()
	for _, step := range pl.Steps {
		s.step(step)
	}
	s.close()
	return s.String()
}

// Migration is the plan as a migration file: in the form of Script where a step
// needs foreign keys off, and else as plain statements in one transaction.
func (p *Planner) Migration(pl *plan.Plan) string {
	plain := *pl
	plain.Steps = slices.Clone(pl.Steps)
	if !keysOn(pl.Runner) {
		plain.Runner = RunnerScript
	}
	statements := 0
	for i := range plain.Steps {
		plain.Steps[i].Pos = schema.Pos{}
		statements += len(plain.Steps[i].Statements)
	}
	s := &script{plan: &plain, runner: plain.Runner}
	if s.switches() {
		return p.Script(&plain)
	}
	begins := statements > 1 && !keysOn(plain.Runner) // who has keys on has a transaction too
	if begins {
		s.line("BEGIN IMMEDIATE")
	}
	for _, st := range plain.Steps {
		if begins {
			s.WriteByte('\n')
		}
		s.comments(st)
		for _, stmt := range st.Statements {
			s.line(stmt.SQL)
		}
	}
	if begins {
		s.WriteString("\nCOMMIT;\n")
	}
	return s.String()
}

// script is a printed plan in the making.
type script struct {
	strings.Builder
	plan   *plan.Plan
	runner string
	checks int
	points int

	counted bool // the violations of foreign keys, before
}

// single reports whether the plan is one statement, which is atomic by itself.
func (s *script) single() bool {
	return len(s.plan.Steps) == 1 && len(s.plan.Steps[0].Statements) == 1 && !s.plan.Steps[0].Switch
}

func (s *script) guard() string  { return guardTable + s.plan.ScriptSuffix }
func (s *script) before() string { return beforeTable + s.plan.ScriptSuffix }

func (s *script) line(sql string) {
	if s.runner == RunnerD1 {
		sql = plainComments(sql)
	}
	s.WriteString(sql)
	s.WriteString(";\n")
}

func (s *script) check(what, query string) {
	s.checks++
	s.line(fmt.Sprintf("INSERT INTO %s VALUES (%s, (%s))", s.guard(), literal(what), query))
}

func (s *script) switches() bool {
	return slices.ContainsFunc(s.plan.Steps, func(st plan.Step) bool { return st.Switch })
}

func (s *script) open() {
	if s.runner == RunnerScript && s.switches() {
		s.WriteString("-- Foreign keys are off on this connection from here on: DROP TABLE would delete rows through them.\n")
		s.line("PRAGMA foreign_keys=OFF")
	}
	s.line("DROP TABLE IF EXISTS " + s.guard())
	s.line(fmt.Sprintf("CREATE %sTABLE %s (what TEXT, ok INTEGER NOT NULL CHECK (ok))", s.temp(), s.guard()))
	if s.runner == RunnerScript {
		s.line("BEGIN IMMEDIATE")
		if s.switches() {
			s.check("foreign keys are off", "SELECT foreign_keys = 0 FROM pragma_foreign_keys")
		}
	}
}

// temp is TEMP where the runner has temporary tables.
func (s *script) temp() string {
	if keysOn(s.runner) {
		return ""
	}
	return "TEMP "
}

// countBefore counts violations of foreign keys before the first rebuild, when all renames are
// done and the tables have their names, and before an index goes that may be the key of one:
// the count fails where a foreign key has none.
func (s *script) countBefore() {
	query := s.violations()
	if s.counted || query == "" {
		return
	}
	s.counted = true
	s.line("DROP TABLE IF EXISTS " + s.before())
	s.line(fmt.Sprintf("CREATE %sTABLE %s AS SELECT (%s) AS n", s.temp(), s.before(), query))
}

func (s *script) step(st plan.Step) {
	s.WriteByte('\n')
	s.comments(st)
	legacy := st.Copy != nil && s.runner == RunnerScript
	if st.Copy != nil || st.Key.Kind == schema.KindIndex {
		s.countBefore()
	}
	if st.Copy != nil {
		s.check("the columns of "+st.Copy.Table+" are those the plan was made for", s.columnsQuery(st))
	}
	before, after := Around(st)
	if legacy {
		s.line(before)
	}
	for _, stmt := range st.Statements {
		s.savepoint()
		s.line(stmt.SQL)
		if stmt.Check != "" {
			s.check(stmt.What, stmt.Check)
		}
	}
	if legacy {
		s.line(after)
	}
}

// Around are the statements that a step must run between, where there are any: of a
// rebuild, with a view or a trigger of another table in its way.
func Around(st plan.Step) (before, after string) {
	if st.Copy == nil {
		return "", ""
	}
	return "PRAGMA legacy_alter_table=ON", "PRAGMA legacy_alter_table=OFF"
}

func (s *script) savepoint() {
	if keysOn(s.runner) {
		return
	}
	s.points++
	s.line(fmt.Sprintf("SAVEPOINT sd_%d", s.points))
}

// columnsQuery compares a table's columns with the ones it had when the plan was
// made: the rebuild would silently lose a column that was added since.
func (s *script) columnsQuery(st plan.Step) string {
	return fmt.Sprintf("SELECT group_concat(name, ',') = %s FROM pragma_table_xinfo(%s)", literal(strings.Join(st.Copy.Before, ",")), literal(st.Copy.Table))
}

func (s *script) close() {
	s.WriteByte('\n')
	if query := s.violations(); s.counted {
		s.check("no new violation of a foreign key", fmt.Sprintf("SELECT (%s) <= n FROM %s", query, s.before()))
		s.line("DROP TABLE " + s.before())
	}
	s.WriteString("-- All or nothing: this rolls back unless every check above has passed.\n")
	or := "ROLLBACK"
	if s.runner == RunnerD1 { // it has a savepoint of its own, which ROLLBACK would take away
		or = "ABORT"
	}
	s.line(fmt.Sprintf("INSERT OR "+or+" INTO %s SELECT 'all checks passed', count(*) = %d FROM %s", s.guard(), s.checks, s.guard()))
	if s.runner == RunnerScript {
		s.line("COMMIT")
	}
	if tables := s.unasked(); len(tables) > 0 { // before a statement, since some tools take what follows the last for one
		fmt.Fprintf(s, "-- Statistics that ANALYZE has gathered go with a table that is dropped. Where there are any, run afterwards: ANALYZE %s\n", strings.Join(tables, ", ANALYZE "))
	}
	s.line("DROP TABLE " + s.guard())
	s.analyze()
}

// analyze gathers the statistics again that went with the tables of before; ANALYZE runs in
// transactions too.
func (s *script) analyze() {
	for _, table := range plan.Reanalyzed(s.plan) {
		s.line("ANALYZE " + quote(table))
	}
}

// unasked are the tables that are recreated in a file for a tool that keeps no statistics, as the
// executor does, where no database could be asked whether it has any.
func (s *script) unasked() (tables []string) {
	if s.runner == RunnerScript { // migrate keeps them
		return nil
	}
	for _, st := range s.plan.Steps {
		if st.Copy == nil {
			continue
		}
		for _, t := range st.Copy.Unasked {
			if !slices.Contains(tables, quote(t)) {
				tables = append(tables, quote(t))
			}
		}
	}
	return tables
}

// violations is a query of the number of rows whose parent is missing, in the
// tables that the plan rebuilds and their children.
func (s *script) violations() string {
	var parts []string
	for _, st := range s.plan.Steps {
		if st.Copy == nil {
			continue
		}
		for _, name := range st.Copy.Checked {
			part := fmt.Sprintf("(SELECT count(*) FROM pragma_foreign_key_check(%s))", literal(name))
			if !slices.Contains(parts, part) {
				parts = append(parts, part)
			}
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "SELECT " + strings.Join(parts, " + ")
}

// comments explains, above a step, why it is there and how it affects the data.
func (s *script) comments(st plan.Step) {
	s.comment(string(st.Kind)+": "+strings.Join(st.Reasons, "; "), st.Pos)
	if st.Why != "" {
		s.comment("why a rebuild: "+st.Why, schema.Pos{})
	}
	if st.Rows >= 0 && st.Cost != plan.Constant {
		size := ""
		if st.Bytes >= 0 {
			size = fmt.Sprintf(", %d bytes", st.Bytes)
		}
		s.comment(fmt.Sprintf("%s%s (%s)", rowsText(st.Rows), size, st.Cost), schema.Pos{})
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

func (s *script) comment(text string, pos schema.Pos) {
	if !pos.IsZero() {
		text += " (" + pos.String() + ")"
	}
	s.WriteString("-- " + plan.CommentText(text) + "\n")
}
