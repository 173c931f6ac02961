package sqlite

// A trial of migrations: the pending files are run by the executor of Migrate on a copy of the
// database with its rows, whose journal is a copy too. What a statement writes is read of it, with
// what SQLite then writes on its own account.

import (
	"context"
	"time"

	"github.com/schemadiff/schemadiff/migrate"
	parsesqlite "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// TryFiles runs migrations on a copy of a database with its rows. Their statements come back as the
// steps of a plan. Migrations that fail are no error: the trial reports it.
func TryFiles(ctx context.Context, files *migrate.Files, o TrialOptions) (*plan.Plan, *plan.Trial, error) {
	steps := migrate.StepsOf(files.Jobs, controls)
	for i := range steps.Plan.Steps {
		for _, w := range steps.Plan.Steps[i].Writes {
			for j, c := range w.Columns {
				w.Columns[j] = parsesqlite.Fold(c)
			}
		}
	}
	t := &trial{plan: steps.Plan, TrialOptions: o}
	if n := len(files.Jobs); n > 0 {
		t.want = files.Jobs[n-1].After
	}
	t.out.Files = len(files.Jobs)
	t.execute = func(ctx context.Context) (bool, error) { return t.migrate(ctx, *files, steps) }
	out, err := t.all(ctx)
	return steps.Plan, out, err
}

// migrate runs the files, and reports whether they failed by a fault of their own.
func (t *trial) migrate(ctx context.Context, files migrate.Files, steps *migrate.FileSteps) (failed bool, err error) {
	files.Warn = func(text string) { t.out.Notes = append(t.out.Notes, text) }
	files.Applied, files.Point = nil, nil
	ran := func(file, statement int, took time.Duration, err error) {
		s := &t.out.Steps[steps.Step(file, statement)]
		*s = plan.TrialStep{Result: plan.StepWorked, Duration: took}
		if err != nil {
			s.Result, s.Error = plan.StepFailed, (&engineError{err}).Error()
			return
		}
		for _, a := range files.Jobs[file].Statements[statement].Acts {
			if a.Verb == schema.DropsColumn {
				s.Rewritten = []string{a.On.Name}
			}
		}
	}
	_, err = migrateFiles(ctx, t.after, &files, fileOptions{ran: ran})
	return t.fault(ctx, err)
}

// reach finds what SQLite writes where a table is written: rows of tables that refer to it with an
// action, and whatever triggers do.
func reach(s *schema.Schema, w plan.Written) (also []plan.Written, known bool) {
	for o := range s.All() {
		switch o := o.(type) {
		case *litemodel.Trigger:
			if o.Table.Name == w.Table.Name {
				return nil, false
			}
		case *litemodel.Table:
			for _, fk := range o.ForeignKeys {
				if fk.References.Name == w.Table.Name && (acts(fk.OnDelete) && w.Removes || acts(fk.OnUpdate) && !w.Keeps) {
					also = append(also, plan.Anything(o.Key()))
				}
			}
		}
	}
	return also, true
}

// acts reports whether an action of a foreign key changes rows.
func acts(action string) bool { return action != "" && action != "no action" && action != "restrict" }
