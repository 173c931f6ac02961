package postgres

// A trial of migrations: the pending files are run by the executor of Migrate on a copy of the
// database with its rows, which begins without a journal. What a statement writes is read of it, with
// what the server then writes on its own account.

import (
	"context"
	"slices"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// TryFiles runs migrations on a copy of the database at url with its rows. Their statements come back as the steps of a plan. Migrations that fail are no
// error: the trial reports it.
func (s Scratch) TryFiles(ctx context.Context, url string, scope *pgmodel.Scope, files *migrate.Files, o TrialOptions) (*plan.Plan, *plan.Trial, error) {
	steps := migrate.StepsOf(files.Jobs, bounds)
	for file, job := range files.Jobs {
		for i, statement := range job.Statements {
			if step := steps.Step(file, i); step >= 0 && callsFunctions(statement) {
				steps.Plan.Steps[step].WritesAnything = true
			}
		}
	}
	t := &trial{Scratch: s, source: url, plan: steps.Plan, progress: files.Progress, values: o.Values, mask: o.Mask}
	if n := len(files.Jobs); n > 0 {
		t.want = files.Jobs[n-1].After
	}
	t.out.Sample, t.out.Files = o.Sample, len(files.Jobs)
	t.rehearse = func(ctx context.Context, t *trial) error { return t.migrate(ctx, scope, *files, steps) }
	t.prepare = func(ctx context.Context, t *trial) error { return t.makeJournal(ctx, scope, *files) }
	out, err := t.all(ctx)
	return steps.Plan, out, err
}

// makeJournal makes an empty journal on the copy, where the database has one.
func (t *trial) makeJournal(ctx context.Context, scope *pgmodel.Scope, files migrate.Files) error {
	conn, err := introspect.Connect(ctx, t.source, t.Wait)
	if err != nil {
		return err
	}
	defer closed(ctx, conn)
	there := false
	if err := conn.QueryRow(ctx, "SELECT pg_catalog.to_regclass('"+pgmodel.Journal+"."+journal.EventTable+"') IS NOT NULL").Scan(&there); err != nil || !there {
		return serverError(err)
	}
	files.Jobs, files.Point = nil, nil
	_, err = migrateWith(ctx, Options{URL: t.URL, Database: t.name, LockTimeout: t.Wait}, scope, &files)
	return err
}

// bounds reports whether a statement begins or ends a transaction.
func bounds(s schema.Statement) bool {
	return slices.ContainsFunc(s.Acts, func(a schema.Act) bool { return a.Verb == schema.Begins || a.Verb == schema.Commits })
}

// callsFunctions reports whether a statement is a query, which is there for what its functions do: that
// is known where it sets the position of a sequence.
func callsFunctions(s schema.Statement) bool {
	has := func(v schema.Verb) bool {
		return slices.ContainsFunc(s.Acts, func(a schema.Act) bool { return a.Verb == v })
	}
	return has(schema.Selects) && !has(schema.Restarts) && !has(schema.Sets)
}

// migrate runs the files, one after the other. What fails by a fault of theirs is reported by the trial.
func (t *trial) migrate(ctx context.Context, scope *pgmodel.Scope, files migrate.Files, steps *migrate.FileSteps) error {
	jobs := files.Jobs
	files.Warn = func(text string) { t.out.Notes = append(t.out.Notes, text) }
	files.Applied, files.Point = nil, nil
	if files.Progress == nil {
		files.Progress = func(migrate.Event) {}
	}
	for i := range jobs {
		files.Jobs = jobs[i : i+1]
		o := Options{URL: t.URL, Database: t.name, LockTimeout: t.Wait, Progress: files.Progress, Waiting: files.Waiting,
			steps: t.observer(steps.First[i], steps.First[i+1])}
		_, err := migrateWith(ctx, o, scope, &files)
		if err != nil {
			return t.fault(ctx, err)
		}
	}
	return nil
}

// reach finds what the server writes where a table is written: the other tables of its tree of
// partitions, the tables that inherit from it, rows of tables that refer to it with an action, and
// whatever triggers and rules do. What is no table can be anything.
func reach(s *schema.Schema, w plan.Written) (also []plan.Written, known bool) {
	written, ok := s.Get(w.Table).(*pgmodel.Table)
	if !ok {
		return nil, s.Get(w.Table) == nil
	}
	tree := topmost(written, s)
	for o := range s.All() {
		switch o := o.(type) {
		case *pgmodel.Trigger:
			if o.Table == w.Table {
				return nil, false
			}
		case *pgmodel.Rule:
			if o.Table == w.Table {
				return nil, false
			}
		case *pgmodel.Table:
			if o.ID != w.Table && (topmost(o, s) == tree || slices.Contains(o.Inherits, w.Table)) {
				more := w
				more.Table = o.ID
				also = append(also, more)
			}
			if slices.ContainsFunc(o.Constraints, func(c *pgmodel.Constraint) bool { return cascades(c, w) }) {
				also = append(also, plan.Anything(o.ID))
			}
		}
	}
	return also, true
}

// cascades reports whether a foreign key has rows changed where the table that it refers to is written.
func cascades(c *pgmodel.Constraint, w plan.Written) bool {
	acts := func(action string) bool { return action != "" && action != "no action" && action != "restrict" }
	rare := c.Extra()
	return c.Kind == schema.KindForeign && c.References == w.Table && (w.Truncates || acts(rare.OnDelete) && w.Removes || acts(rare.OnUpdate) && !w.Keeps)
}
