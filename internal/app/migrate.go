package app

// This file runs migrations: a folder and a database come in, the database has them
// afterwards, each exactly once. What must not run is refused before anything is changed
// (pending.go).

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/user"
	"slices"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
)

// Migrations are a folder of migrations and the database that they are for.
type Migrations struct {
	Plan     PlanOptions // how the database is compared, and how long others are waited for
	Database string      // what the target opens
	Name     string      // what messages call it
	Folder   *folder.Folder
	Wait     time.Duration // for a server that starts
	Notify   Notify
}

// LatePolicy is about pending migrations that sort before an applied one.
type LatePolicy int

// The policies.
const (
	RefuseLate     LatePolicy = iota
	ApplyCommuting            // apply them where both orders lead to the same schema
	ApplyLate
)

// MigrateOptions say which migrations run, and how.
type MigrateOptions struct {
	Migrations
	To         string // the ID of the last migration to run; "" for all
	Run        RunOptions
	Late       LatePolicy
	RefuseMore bool // refuse a database that has migrations which the folder lacks
	DryRun     bool
	Approve    func(ctx context.Context, pending int) error // asked before the first one runs; nil for consent
	Events     Events
}

// RunOptions are how migrations run, and by which program they are recorded to have run.
type RunOptions struct {
	Tool        string // for the journal
	Wait        time.Duration
	LockTimeout time.Duration
	TakeOver    bool
	Drift       migrate.DriftPolicy
}

// Events are called while migrations run; nil functions are not called.
type Events struct {
	Applied  func(name string, took time.Duration)
	Warn     func(text string)
	Progress func(migrate.Event)
	Waiting  func(introspect.Wait)
	Point    func(name string) error // tests stop here, or fail here
}

// Files are jobs with what is recorded of the run.
func (o RunOptions) Files(jobs []migrate.FileJob, compare PlanOptions, events Events) *migrate.Files {
	host, _ := os.Hostname()
	name := ""
	if u, err := user.Current(); err == nil {
		name = u.Username
	}
	files := &migrate.Files{Jobs: jobs, Tool: o.Tool, Host: host, By: name, Run: strings.ToLower(rand.Text()), Wait: o.Wait, LockTimeout: o.LockTimeout,
		TakeOver: o.TakeOver, Drift: o.Drift, Differences: compare.Differences, Progress: events.Progress, Waiting: events.Waiting, Warn: events.Warn, Point: events.Point}
	files.Applied = func(f *migrate.FileJob, took time.Duration) {
		if events.Applied != nil {
			events.Applied(f.Name, took)
		}
	}
	if files.Progress == nil {
		files.Progress = func(migrate.Event) {}
	}
	if files.Waiting == nil {
		files.Waiting = compare.Patience.Report
	}
	if files.Warn == nil {
		files.Warn = func(string) {}
	}
	return files
}

// MigrateResult reports a run.
type MigrateResult struct {
	Before  int           // how many were applied before
	Pending []folder.File // what was pending
	Applied int           // how many this run has applied; the rest of a run without error was applied by others
	Steps   *plan.Plan    // of a rehearsal: the statements of the pending migrations
	Trial   *plan.Trial   // what came of it on a copy with rows; nil where none was asked for
}

// Migrate applies the pending migrations.
func Migrate(ctx context.Context, o MigrateOptions) (*MigrateResult, error) {
	st, err := o.Status(ctx, false)
	if err != nil {
		return nil, err
	}
	if st.Pending, err = o.UpTo(st.Pending); err != nil {
		return nil, err
	}
	out := &MigrateResult{Before: len(st.Applied), Pending: st.Pending}
	if err := o.refuse(ctx, *st); err != nil || len(st.Pending) == 0 || o.DryRun {
		if err == nil && !o.DryRun && !o.Plan.Rehearse && len(st.Applied) > 0 && o.Events.Warn != nil {
			for _, text := range clearLeftovers(ctx, o.Plan.Target, o.Database, o.Run.Wait) {
				o.Events.Warn(text)
			}
		}
		return out, err
	}
	if o.Plan.Rehearse {
		return out, o.rehearse(ctx, *st, out)
	}
	if o.Approve != nil {
		if err := o.Approve(ctx, len(st.Pending)); err != nil {
			return nil, err
		}
	}
	jobs, err := o.jobs(ctx, *st)
	if err != nil {
		return out, err
	}
	out.Applied, err = o.execute(ctx, o.Run, jobs, o.Events)
	return out, err
}

// jobs are the pending migrations, ready to run.
func (o MigrateOptions) jobs(ctx context.Context, st journal.Status) ([]migrate.FileJob, error) {
	work, err := o.Plan.Replayer().Work(ctx, st)
	if work == nil {
		return nil, err
	}
	for _, opaque := range work.Opaque {
		o.Notify.Opaque(opaque)
	}
	return work.Jobs, err
}

// BegunError is a migration or a saved plan that cannot be rehearsed, since some of its steps are in the database.
type BegunError struct {
	Name    string
	Command string // that finishes it
}

// Error says what to do.
func (e *BegunError) Error() string {
	return "a part of " + e.Name + " is applied, and only its rest would run: finish it by " + e.Command + " without --rehearse"
}

// rehearse runs the pending migrations on a copy of the database with its rows.
func (o MigrateOptions) rehearse(ctx context.Context, st journal.Status, out *MigrateResult) error {
	target, ok := o.Plan.Target.(engine.FileRehearser)
	if !ok {
		return &NoRehearsalError{o.Name}
	}
	if len(st.Started) > 0 {
		return &BegunError{st.Started[0].File.Name, "migrate"}
	}
	jobs, err := o.jobs(ctx, st)
	if err != nil {
		return err
	}
	out.Steps, out.Trial, err = target.TryFiles(ctx, o.Run.Files(jobs, o.Plan, o.Events), o.Plan.trialOptions(o.Database, o.Events.Progress, nil))
	if err == nil && out.Trial.Failed() {
		err = &FailedTrialError{out.Trial.Fault()}
	}
	return err
}

// UpTo are the pending migrations up to the last one to run.
func (o MigrateOptions) UpTo(pending []folder.File) ([]folder.File, error) {
	if o.To == "" {
		return pending, nil
	}
	last := o.Folder.Find(o.To)
	if last == nil {
		return nil, &NoMigrationError{o.Folder.Path, o.To}
	}
	until := slices.IndexFunc(o.Folder.Files, func(f folder.File) bool { return f.ID == last.ID })
	return slices.DeleteFunc(pending, func(p folder.File) bool {
		return slices.IndexFunc(o.Folder.Files, func(f folder.File) bool { return f.ID == p.ID }) > until
	}), nil
}

// NoMigrationError is an ID that a folder has no migration of.
type NoMigrationError struct{ Folder, ID string }

// Error names both.
func (e *NoMigrationError) Error() string {
	if e.Folder == "" {
		return "there is no migration " + e.ID
	}
	return e.Folder + " has no migration " + e.ID
}

// Execute runs jobs on the database, and returns how many are done.
func (m *Migrations) Execute(ctx context.Context, run RunOptions, jobs []migrate.FileJob, events Events) (int, error) {
	return m.execute(ctx, run, jobs, events)
}

func (m *Migrations) execute(ctx context.Context, run RunOptions, jobs []migrate.FileJob, events Events) (int, error) {
	n, err := m.Plan.Target.Journal().Migrate(ctx, m.Database, run.Files(jobs, m.Plan, events))
	if err != nil {
		return n, placeError(ctx, n, jobs, err)
	}
	return n, nil
}

// placeError is the error of a run, at its place in the file.
func placeError(ctx context.Context, applied int, jobs []migrate.FileJob, err error) error {
	var failed *migrate.FileError
	var drift *migrate.DriftedError
	switch {
	case errors.Is(err, context.Canceled):
	case errors.As(err, &failed):
		for _, j := range jobs {
			if j.Path == failed.File {
				at := parse.At(parse.Source{Name: j.Path, Text: j.SQL}, j.Statements[failed.Index].Start, "%v", failed.Err)
				at.Hint = failed.Rest()
				return at
			}
		}
	case errors.As(err, &drift):
		return err
	}
	return interrupted(ctx, applied, len(jobs), err)
}

// interrupted is the error of a run that a signal has ended, with what of it stays.
func interrupted(ctx context.Context, applied, of int, err error) error {
	var unanswered *migrate.UnansweredError
	if ctx.Err() == nil || errors.As(err, &unanswered) {
		return err
	}
	out := &migrate.InterruptedError{Done: fmt.Sprintf("%d of %s", applied, Count(of, "migration")), Stays: applied > 0, Err: err}
	var within *migrate.InterruptedError
	if errors.As(err, &within) {
		out.Left = within.Left
		if within.Stays {
			out.Done, out.Stays = out.Done+", and "+within.Done+",", true
		}
	}
	return out
}
