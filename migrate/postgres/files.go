package postgres

// Running the pending migrations of a folder. A migration of one transaction has its journal entry
// and the proof of its result inside that transaction. One of several is first marked as running
// and counts its steps, so that a later run, or this one after a lost connection, goes on where it
// stopped.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/introspect"
	pgread "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// migrator is one run over a database's pending migrations.
type migrator struct {
	*run
	files   *migrate.Files
	first   bool          // nothing was applied yet by this run
	last    journal.Entry // the one that was applied last
	applied int
}

// Migrate carries out migrations on a database, each exactly once whoever else does the
// same. A connection that is lost is opened again: what was committed is in the journal.
// It returns how many it applied.
func Migrate(ctx context.Context, url string, scope *pgmodel.Scope, files *migrate.Files) (int, error) {
	for i := range files.Jobs {
		if err := Check(&files.Jobs[i]); err != nil {
			return 0, err
		}
	}
	start, applied := time.Now(), 0
	for {
		n, err := migrateOnce(ctx, url, scope, files)
		applied += n
		if err == nil || !isConnectionLost(err) || ctx.Err() != nil {
			return applied, err
		}
		if time.Since(start) > files.Wait {
			return applied, gaveUp(url, applied, len(files.Jobs), err)
		}
		if err := pause(ctx, firstPause); err != nil {
			return applied, err
		}
	}
}

// gaveUp is the error of a connection that was lost again and again.
func gaveUp(url string, applied, of int, err error) error {
	if errors.Is(err, journal.ErrRaced) {
		return err
	}
	err = pgread.LostConnection(url, errors.Is(err, errConnection), err)
	var gone *introspect.LostError
	var away *introspect.AwayError
	done := fmt.Sprintf("%d of %d migrations are applied: run migrate again to go on", applied, of)
	switch {
	case errors.As(err, &gone):
		gone.Done = done
	case errors.As(err, &away):
		return &introspect.AwayError{Text: away.Text + "; " + done, Retry: true, Err: err}
	}
	return err
}

// Check refuses a migration that cannot be carried out, at its place.
func Check(job *migrate.FileJob) error {
	_, _, err := filePlan(job)
	return err
}

// isConnectionLost reports whether an error is about the connection and not about what ran. A
// server that does not answer was there a moment ago, since its journal has been read.
func isConnectionLost(err error) bool {
	var away *introspect.AwayError
	return errors.As(err, &away) || errors.Is(err, journal.ErrRaced) || errors.Is(err, errConnection) || pgread.Lost(err)
}

// errConnection stands for an error when the connection is gone.
var errConnection = errors.New("the connection is lost")

func migrateOnce(ctx context.Context, url string, scope *pgmodel.Scope, files *migrate.Files) (int, error) {
	o := Options{URL: url, LockTimeout: files.LockTimeout, Wait: files.Wait, TakeOver: files.TakeOver, Progress: files.Progress, Waiting: files.Waiting}
	return migrateWith(ctx, o, scope, files)
}

// migrateWith carries out migrations with one connection.
func migrateWith(ctx context.Context, o Options, scope *pgmodel.Scope, files *migrate.Files) (int, error) {
	m := &migrator{run: &run{Options: o, plan: &plan.Plan{Scope: (*schema.Scope)(scope)}, byHand: true}, files: files, first: true}
	if err := m.open(ctx); err != nil {
		return 0, err
	}
	defer m.close(ctx)
	if err := files.At("locked"); err != nil {
		return 0, err
	}
	if err := m.prepare(ctx); err != nil {
		return 0, m.reason(err)
	}
	have, err := journal.Entries(ctx, store{m.conn}, false)
	if err != nil {
		return 0, m.reason(err)
	}
	for _, e := range have {
		if e.In() {
			m.last = e
		}
	}
	for i := range files.Jobs {
		if err := m.applyOne(ctx, &files.Jobs[i], have); err != nil {
			return m.applied, m.reason(err)
		}
	}
	return m.applied, nil
}

// reason marks an error of a connection that is gone.
func (m *migrator) reason(err error) error {
	var busy *introspect.BusyError
	if m.conn.IsClosed() && !isConnectionLost(err) && !errors.As(err, &busy) {
		return fmt.Errorf("%w: %w", errConnection, err)
	}
	return err
}

// prepare makes the journal.
func (m *migrator) prepare(ctx context.Context) error {
	tx, err := m.begin(ctx, false)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if err := createJournal(ctx, tx); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// applyOne carries out a migration unless the database has it.
func (m *migrator) applyOne(ctx context.Context, job *migrate.FileJob, have []journal.Entry) error {
	var entry *journal.Entry
	for i := range have {
		if have[i].ID == job.ID && have[i].State != journal.RolledBack {
			entry = &have[i]
		}
	}
	switch has := entry != nil && entry.In(); {
	case has != job.Down: // done, or reverted by another run
		return nil
	case entry != nil && entry.State == journal.Running && !job.Has(entry.Checksum):
		return &migrate.EditedError{File: job.Path, StepsDone: entry.StepsDone, Steps: entry.Steps}
	}
	p, index, err := filePlan(job)
	if err != nil {
		return err
	}
	p.Scope = m.plan.Scope
	f := &fileRun{migrator: m, job: job, index: index, start: time.Now()}
	m.run.plan, m.run.groups, m.run.done = p, grouped(p.Steps), 0
	if len(m.groups) == 0 { // nothing but comments
		m.run.groups = []group{{}}
	}
	if entry != nil && entry.State == journal.Running {
		f.ready, f.resumed, f.from = entry.StepsDone, true, entry.From
	}
	if err := f.all(ctx); err != nil {
		f.fail(ctx, err)
		return f.withPosition(err)
	}
	if setsSession(job) {
		if err := pgread.Reset(ctx, m.conn); err != nil { // of the next migration
			return fmt.Errorf("settings after %s: %w", job.Name, serverError(err))
		}
	}
	m.first, m.last = false, f.entry(journal.Done)
	m.applied++
	if m.files.Applied != nil {
		m.files.Applied(job, time.Since(f.start))
	}
	return m.files.At("done " + job.Name)
}

// setsSession reports whether a migration changes settings of its session.
func setsSession(job *migrate.FileJob) bool {
	return slices.ContainsFunc(job.Statements, func(s schema.Statement) bool {
		return slices.ContainsFunc(s.Acts, func(a schema.Act) bool { return a.Verb == schema.Sets }) || s.Runs
	})
}

// fileRun is one migration on its way.
type fileRun struct {
	*migrator
	job     *migrate.FileJob
	index   []int  // of the statement, by step
	ready   int    // groups that are committed
	resumed bool   // another run has begun it
	from    string // fingerprint of the database before
	to      string // and afterwards
	start   time.Time
}

func (f *fileRun) entry(state journal.State) journal.Entry {
	return journal.Entry{ID: f.job.ID, Name: f.job.Name, Checksum: f.job.Checksum, From: f.from, To: f.to, State: state, Steps: len(f.groups), StepsDone: f.ready,
		Run: f.files.Run, Attempt: 1, DurationMS: time.Since(f.start).Milliseconds(), Tool: f.files.Tool, Host: f.files.Host, SQL: f.job.Text}
}

// all runs the groups that are left. A migration of one transaction has its entry and
// the proof of its end in there; another one is marked as running first.
func (f *fileRun) all(ctx context.Context) error {
	if err := f.attempts(ctx, func() error { return f.prepare(ctx) }); err != nil {
		return err
	}
	if len(f.groups) == 1 && !f.groups[0].alone || f.job.Down {
		return f.attempts(ctx, func() error { return f.runSingleTransaction(ctx) })
	}
	resumedAt := f.ready
	for i := f.ready; i < len(f.groups); i++ {
		f.fresh = !f.resumed || i > resumedAt
		g := f.groups[i]
		if err := f.attempts(ctx, func() error { return f.step(ctx, i) }); err != nil {
			return f.interrupted(ctx, err)
		}
		f.ready, f.done = i+1, g.end
	}
	return f.attempts(ctx, func() error { return f.finish(ctx) })
}

// interrupted returns the error of a migration that a signal has ended among its steps.
func (f *fileRun) interrupted(ctx context.Context, err error) error {
	if ctx.Err() == nil || f.ready == 0 && leftBy(err) == "" {
		return err
	}
	return &migrate.InterruptedError{Done: fmt.Sprintf("%d of %d steps of %s", f.ready, len(f.groups), f.job.Name), Stays: f.ready > 0, Left: leftBy(err), Err: err}
}

// prepare looks for drift, and marks a migration of several steps as running.
func (f *fileRun) prepare(ctx context.Context) error {
	return f.inTransaction(ctx, func(tx pgx.Tx) error {
		if f.resumed {
			return nil
		}
		if f.from = f.last.To; f.first {
			if err := f.drift(ctx, tx); err != nil {
				return err
			}
		}
		if len(f.groups) == 1 && !f.groups[0].alone || f.job.Down {
			return nil
		}
		return journal.Start(ctx, store{tx}, f.entry(journal.Running))
	})
}

// drift checks that the database is in the state the migrations before lead to.
func (f *fileRun) drift(ctx context.Context, tx pgx.Tx) error {
	have, err := f.read(ctx, tx)
	if err != nil {
		return fmt.Errorf("check before %s: %w", f.job.Name, err)
	}
	f.from = have.Fingerprint()
	if f.job.Before == nil {
		return nil
	}
	if have, err = inSpellingOf(ctx, f.conn, tx, have, f.job.Before); err != nil {
		return fmt.Errorf("check before %s: %w", f.job.Name, err)
	}
	return f.files.Drifted(pgread.Mask(f.URL), f.job, have)
}

// inTransaction runs something in a transaction of its own.
func (f *fileRun) inTransaction(ctx context.Context, do func(pgx.Tx) error) error {
	tx, err := f.begin(ctx, false)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if err := do(tx); err != nil {
		return err
	}
	return f.commit(ctx, tx)
}

func (f *fileRun) commit(ctx context.Context, tx pgx.Tx) error {
	if err := f.files.At("commit " + f.job.Name); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	committing, cancel := committing(ctx)
	defer cancel()
	if err := tx.Commit(committing); err != nil {
		if ctx.Err() != nil {
			return &migrate.UnansweredError{Text: fmt.Sprintf("interrupted during the COMMIT of %s, which is applied or is not: run it again to go on", f.job.Name), Err: err}
		}
		return fmt.Errorf("commit of %s: %w", f.job.Name, err)
	}
	return f.files.At("committed " + f.job.Name)
}

// runSingleTransaction runs a migration of one transaction.
func (f *fileRun) runSingleTransaction(ctx context.Context) error {
	return f.inTransaction(ctx, func(tx pgx.Tx) error {
		f.ready = 1
		if err := f.unpinSteps(ctx, tx, f.plan.Steps); err != nil {
			return err
		}
		for i := range f.groups {
			if err := f.steps(ctx, tx, f.groups[i]); err != nil {
				return err
			}
		}
		if err := f.verify(ctx, tx, true); err != nil {
			return err
		}
		if f.job.Down {
			if err := journal.Revert(ctx, store{tx}, f.job.ID, f.to, f.files.Run); err != nil {
				return err
			}
			return journal.Log(ctx, store{tx}, f.event("rolled back", nil))
		}
		if err := journal.Start(ctx, store{tx}, f.entry(journal.Done)); err != nil {
			return err
		}
		return journal.Log(ctx, store{tx}, f.event("applied", nil))
	})
}

// step runs one group of several and counts it.
func (f *fileRun) step(ctx context.Context, i int) error {
	g := f.groups[i]
	if !g.alone {
		return f.inTransaction(ctx, func(tx pgx.Tx) error {
			if err := journal.Advance(ctx, store{tx}, f.job.ID, i); err != nil {
				return err
			}
			if err := f.unpinSteps(ctx, tx, f.plan.Steps[g.first:g.end]); err != nil {
				return err
			}
			return f.steps(ctx, tx, g)
		})
	}
	if err := f.files.At(fmt.Sprintf("step %d of %s", g.first+1, f.job.Name)); err != nil {
		return err
	}
	if err := watchedBy(f.run.steps).alone(ctx, f.conn, g.first, func() error { return f.runNonTransactional(ctx, g.first) }); err != nil {
		return err
	}
	if err := f.files.At(fmt.Sprintf("ran step %d of %s", g.first+1, f.job.Name)); err != nil {
		return err
	}
	return f.inTransaction(ctx, func(tx pgx.Tx) error { return journal.Advance(ctx, store{tx}, f.job.ID, i) })
}

func (f *fileRun) steps(ctx context.Context, tx pgx.Tx, g group) error {
	watch := watchedBy(f.run.steps)
	if err := watch.begin(ctx, f.conn, g.first, g.end); err != nil {
		return err
	}
	for i := g.first; i < g.end; i++ {
		if err := f.files.At(fmt.Sprintf("step %d of %s", i+1, f.job.Name)); err != nil {
			return err
		}
		start := time.Now()
		if err := f.run.step(ctx, tx, i); err != nil {
			return err
		}
		if err := watch.done(ctx, f.conn, i, time.Since(start)); err != nil {
			return err
		}
	}
	return f.files.At("ran " + f.job.Name)
}

// verify compares the database with the result that the migration declares.
func (f *fileRun) verify(ctx context.Context, tx pgx.Tx, rolledBack bool) error {
	if setsSession(f.job) { // what is ours is done as who we are
		if _, err := tx.Exec(ctx, "SET LOCAL SESSION AUTHORIZATION DEFAULT; SET LOCAL role TO DEFAULT"); err != nil {
			return fmt.Errorf("role after %s: %w", f.job.Name, serverError(err))
		}
	}
	if err := repin(ctx, tx); err != nil {
		return err
	}
	if f.job.Unproven {
		return nil
	}
	have, err := f.read(ctx, tx)
	if err != nil {
		return fmt.Errorf("check after %s: %w", f.job.Name, err)
	}
	f.to = have.Fingerprint()
	if f.job.After == nil {
		return nil
	}
	if have, err = inSpellingOf(ctx, f.conn, tx, have, f.job.After); err != nil {
		return fmt.Errorf("check after %s: %w", f.job.Name, err)
	}
	return f.files.Wrong(f.job, have, rolledBack)
}

// finish marks a migration of several steps as done. A wrong result is reported and recorded.
func (f *fileRun) finish(ctx context.Context) error {
	var wrong error
	err := f.inTransaction(ctx, func(tx pgx.Tx) error {
		wrong = f.verify(ctx, tx, false)
		var end *migrate.WrongEndError
		if wrong != nil && !errors.As(wrong, &end) {
			return wrong
		}
		e := f.entry(journal.Done)
		if wrong != nil {
			e.Error = wrong.Error()
		}
		if err := journal.Finish(ctx, store{tx}, e); err != nil {
			return err
		}
		return journal.Log(ctx, store{tx}, f.event("applied", wrong))
	})
	return errors.Join(err, wrong)
}

func (f *fileRun) event(what string, cause error) journal.Event {
	e := journal.Event{Run: f.files.Run, ID: f.job.ID, Step: f.ready, Event: what, Host: f.files.Host}
	if cause != nil {
		e.Error = cause.Error()
	}
	return e
}

// withPosition adds to an error the position of its statement.
func (f *fileRun) withPosition(err error) error {
	var step *migrate.StepError
	var interrupted *migrate.InterruptedError
	if errors.As(err, &interrupted) || !errors.As(err, &step) || step.Step >= len(f.index) {
		return err
	}
	s := f.job.Statements[f.index[step.Step]]
	return &migrate.FileError{File: f.job.Path, Pos: s.Pos, Index: f.index[step.Step], SQL: s.SQL, Err: step.Err, StepsDone: f.ready * min(1, len(f.groups)-1), Steps: len(f.groups), Left: leftBy(err)}
}

// fail notes what was tried in vain, as far as that can be written.
func (f *fileRun) fail(ctx context.Context, cause error) {
	var step *migrate.StepError
	var end *migrate.WrongEndError
	if f.conn.IsClosed() || !errors.As(cause, &step) && !errors.As(cause, &end) {
		return
	}
	ctx = context.WithoutCancel(ctx)
	if tx, err := f.begin(ctx, false); err == nil {
		_ = errors.Join(journal.Log(ctx, store{tx}, f.event("failed", cause)), tx.Commit(ctx))
	}
}

// Adopt writes entries of migrations that the database has without having run them
// here. Those it has are left as they are.
func Adopt(ctx context.Context, url string, patience introspect.Patience, list []journal.Entry) error {
	o := Options{URL: url, LockTimeout: patience.LockTimeout, Wait: patience.Wait, Waiting: patience.Waiting}
	m := &migrator{run: &run{Options: o, plan: &plan.Plan{}, byHand: true}, files: &migrate.Files{}}
	if err := m.open(ctx); err != nil {
		return err
	}
	defer m.close(ctx)
	f := &fileRun{migrator: m, job: &migrate.FileJob{File: folder.File{Name: "adopted migrations"}}}
	return f.attempts(ctx, func() error { return f.adopt(ctx, list) })
}

// adopt writes the entries in one transaction.
func (f *fileRun) adopt(ctx context.Context, list []journal.Entry) error {
	return f.inTransaction(ctx, func(tx pgx.Tx) error {
		if err := createJournal(ctx, tx); err != nil {
			return err
		}
		return journal.Adopt(ctx, store{tx}, list)
	})
}
