package postgres

// The statements of a migration file become a plan that the executor can resume: BEGIN and COMMIT
// bound its transactions, and a statement that no transaction can hold stands alone and needs a
// check of whether it has run. A file is refused here, at the line, when a crash would leave that
// unknown.

import (
	"fmt"
	"slices"

	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/plan"
	plans "github.com/schemadiff/schemadiff/plan/postgres"
	"github.com/schemadiff/schemadiff/schema"
)

// filePlan are the statements of a migration as steps: those between BEGIN and COMMIT
// share a transaction, and so do those without; what no transaction can hold stands
// alone. It also says which statement of the file each step is.
func filePlan(job *migrate.FileJob) (*plan.Plan, []int, error) {
	b := &fileBuilder{job: job, src: parse.Source{Name: job.Path, Text: job.SQL}, plan: &plan.Plan{}}
	end := 0
	for i, s := range job.Statements {
		marks, bad := parse.ReadMarks(b.src, end, s.Start)
		if bad != nil {
			return nil, nil, bad
		}
		end = s.End
		if err := b.add(i, s, marks); err != nil {
			return nil, nil, err
		}
	}
	if b.open {
		return nil, nil, b.errorAt(b.begun, "BEGIN without COMMIT")
	}
	if job.Down {
		return b.plan, b.index, inOne(b.plan)
	}
	return b.plan, b.index, nil
}

// inOne puts all steps into one transaction: a down migration is done whole or
// not at all, and no other run could go on in the middle of it.
func inOne(p *plan.Plan) error {
	for i := range p.Steps {
		s := &p.Steps[i]
		if s.Tx == plan.TxNever {
			text, err := syntax.Blocking(s.Statements[0].SQL)
			if err != nil {
				return err
			}
			s.Statements = []plan.Statement{{SQL: text}}
		}
		s.Tx = plan.TxIn
	}
	return nil
}

type fileBuilder struct {
	job   *migrate.FileJob
	src   parse.Source
	plan  *plan.Plan
	index []int
	open  bool // between BEGIN and COMMIT
	begun schema.Statement
}

func (b *fileBuilder) errorAt(s schema.Statement, format string, args ...any) error {
	return parse.At(b.src, s.Start, format, args...)
}

func (b *fileBuilder) add(i int, s schema.Statement, marks parse.Marks) error {
	step := plan.Step{Kind: plan.Kind(fmt.Sprintf("%s:%d", b.job.Path, s.Pos.Line)), Statements: []plan.Statement{{SQL: s.SQL}}}
	for _, a := range s.Acts {
		switch a.Verb {
		case schema.Begins:
			b.endTransaction()
			b.open, b.begun = true, s
			return nil
		case schema.Commits:
			b.endTransaction()
			b.open = false
			return nil
		case schema.RollsBack:
			return b.errorAt(s, "ROLLBACK undoes the statements before it")
		}
		step.Key = a.On
	}
	if s.NotSchema != "" {
		e := parse.At(b.src, s.Start, "%s is about the server or about data that is not in the file: a migration holds no such statement", s.NotSchema)
		e.Hint = "write rows as INSERT; run what is about the server by hand"
		return e
	}
	form, alone := plans.NonTransactional(s)
	if alone || marks.NoTx {
		if b.open {
			return b.errorAt(s, "it cannot run between BEGIN and COMMIT")
		}
		if form.Check == "" && marks.Probe == "" && !marks.Idempotent && !plans.Repeatable(s) {
			e := parse.At(b.src, s.Start, "after a crash it would be unknown whether this has run, for it is in no transaction")
			e.Hint = "write above it -- schemadiff:step no-tx idempotent, if running it again does no harm, or -- schemadiff:probe SELECT …, a query that is not 0 once it has run"
			return e
		}
		if marks.Probe != "" {
			form.Check = "SELECT CASE WHEN (" + marks.Probe + ")::text IN ('0', 'f', 'false') THEN 0 ELSE 1 END"
		}
		form.SQL = s.SQL
		step.Statements[0], step.Tx = form, plan.TxNever
	}
	b.plan.Steps, b.index = append(b.plan.Steps, step), append(b.index, i)
	if !b.open && usedLater(s, b.job.Statements, i) {
		b.endTransaction()
	}
	return nil
}

// endTransaction ends the transaction after the last step.
func (b *fileBuilder) endTransaction() {
	if n := len(b.plan.Steps); n > 0 && b.plan.Steps[n-1].Tx == plan.TxIn {
		b.plan.Steps[n-1].Tx = plan.TxOwn
	}
}

// usedLater reports whether a value that a statement adds to an enum of before is used
// after it, which needs it to be committed (sql-altertype.html, notes).
func usedLater(s schema.Statement, all []schema.Statement, i int) bool {
	for _, a := range s.Acts {
		if a.Verb != schema.AddsValue {
			continue
		}
		made := func(s schema.Statement) bool {
			return slices.ContainsFunc(s.Acts, func(c schema.Act) bool { return c.Verb == schema.Creates && c.Name == a.Name })
		}
		used := func(s schema.Statement) bool { return slices.Contains(s.NewValues, a.To) }
		if !slices.ContainsFunc(all[:i], made) && slices.ContainsFunc(all[i+1:], used) {
			return true
		}
	}
	return false
}
