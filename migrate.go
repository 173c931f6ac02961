package schemadiff

// This file applies migrations: a file system and a database come in, the database has all
// of them afterwards. It is meant for the start of a program, of which many may start at the
// same time.

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"runtime/debug"
	"time"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/schema"
)

// MigrateOptions are choices about a run of migrations.
type MigrateOptions struct {
	// To is the number of the last migration to apply; "" for all.
	To string
	// Wait is how long to wait for a server that starts, for locks, and for others that
	// migrate; 0 for 30 s.
	Wait time.Duration
	// LockTimeout is how long a statement may wait for a lock, and others wait for it; 0 for 3 s.
	LockTimeout time.Duration
	// AllowDrift applies migrations to a database that is not what the ones before lead to;
	// the differences are warnings then.
	AllowDrift bool
	// AllowOutOfOrder applies migrations that sort before an applied one.
	AllowOutOfOrder bool
	// Exclude are patterns of names that are left out when the database is compared.
	Exclude []string
	// Tool is recorded in the journal as what has applied the migrations; "" for the version
	// of this package.
	Tool string
}

// Migrated reports a run of migrations.
type Migrated struct {
	Applied  []string // the names of the migrations that this run has applied, in order
	Before   int      // how many were applied before
	Warnings []string
	Duration time.Duration
}

// The errors of Migrate by which nothing was changed.
type (
	// ChangedFilesError is a migration whose statements were edited after it was applied; where
	// only comments were, there is a warning.
	ChangedFilesError = app.ChangedFilesError
	// MissingFilesError is a database with migrations that the file system lacks, although
	// another one is pending.
	MissingFilesError = app.MissingFilesError
	// LateFilesError is a migration that sorts before an applied one.
	LateFilesError = app.LateFilesError
	// UnreachableError is a server that did not come up in time.
	UnreachableError = app.UnreachableError
)

// DriftError is a database that is not what its migrations lead to.
type DriftError struct{ Differences []string }

// Error lists the differences.
func (e *DriftError) Error() string {
	return (&migrate.DriftedError{Database: "the database", Before: "the pending one", Differences: e.Differences}).Error()
}

// Migrate applies the pending migrations at the root of a file system, each exactly once and
// in the order of their numbers, however many programs do so at the same time. Use fs.Sub for
// a folder of an embed.FS. Before the first one the database must be what the migrations
// before it lead to, and after each what it leads to, or it is rolled back. Where an error is
// returned, what was applied before it stays, and the next run goes on from there.
func Migrate(ctx context.Context, database string, migrations fs.FS, o *MigrateOptions) (*Migrated, error) {
	run, err := o.run(database, migrations)
	if err != nil {
		return nil, err
	}
	out, start := &Migrated{}, time.Now()
	run.Events.Applied = func(name string, _ time.Duration) { out.Applied = append(out.Applied, name) }
	run.Events.Warn = func(text string) { out.Warnings = append(out.Warnings, text) }
	run.Notify = func(n app.Notice) { out.Warnings = append(out.Warnings, n.Text) }
	result, err := app.Migrate(ctx, run)
	var drift *migrate.DriftedError
	if errors.As(err, &drift) {
		err = &DriftError{drift.Differences}
	}
	if result == nil {
		return nil, err
	}
	out.Before, out.Duration = result.Before, time.Since(start)
	return out, err
}

// MigrationStatus is which migrations of a file system a database has, by their names.
type MigrationStatus struct {
	Applied    []string // in the order of their numbers
	Pending    []string
	OutOfOrder []string // pending, and sort before an applied one
	Changed    []string // edited after they were applied
	Missing    []string // applied, and not in the file system
}

// Status compares the migrations at the root of a file system with the journal of a
// database. Nothing is written.
func Status(ctx context.Context, database string, migrations fs.FS, o *MigrateOptions) (*MigrationStatus, error) {
	run, err := o.run(database, migrations)
	if err != nil {
		return nil, err
	}
	st, err := run.Status(ctx, false)
	if err != nil {
		return nil, err
	}
	if st.Pending, err = run.UpTo(st.Pending); err != nil {
		return nil, err
	}
	out := &MigrationStatus{}
	for _, p := range st.Applied {
		out.Applied = append(out.Applied, p.File.Name)
	}
	for _, f := range st.Pending {
		out.Pending = append(out.Pending, f.Name)
	}
	for _, f := range st.Late {
		out.OutOfOrder = append(out.OutOfOrder, f.Name)
	}
	for _, p := range st.Edited {
		out.Changed = append(out.Changed, p.File.Name)
	}
	for _, e := range st.Missing {
		out.Missing = append(out.Missing, e.Name)
	}
	return out, nil
}

// run are the options with the target and the files.
func (o *MigrateOptions) run(database string, migrations fs.FS) (out app.MigrateOptions, err error) {
	if o == nil {
		o = &MigrateOptions{}
	}
	target, name, err := find(database)
	if err != nil {
		return out, err
	}
	files, err := folder.ReadFS(migrations, "")
	if err != nil {
		return out, err
	}
	if len(files.Files) == 0 {
		return out, errors.New("migrations: none is at the root of the file system (fs.Sub names a folder of it)")
	}
	wait, lock := orDefault(o.Wait, connectWait), orDefault(o.LockTimeout, lockTimeout)
	compare := app.PlanOptions{Target: target, Patience: introspect.Patience{Connect: wait, LockTimeout: lock, Wait: wait},
		Scope: schema.Scope{Declared: true}, Exclude: app.FoldPatterns(target.Language(), o.Exclude)}
	out = app.MigrateOptions{Migrations: app.Migrations{Plan: compare, Database: name, Name: target.Mask(name), Folder: files, Wait: wait}, To: o.To}
	out.Run = app.RunOptions{Tool: cmp.Or(o.Tool, "schemadiff "+version()), Wait: wait, LockTimeout: lock, Drift: migrate.DriftError}
	if o.AllowOutOfOrder {
		out.Late = app.ApplyLate
	}
	if o.AllowDrift {
		out.Run.Drift = migrate.DriftWarn
	}
	return out, nil
}

// version is that of the module, for the journal of migrations.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "go"
	}
	for _, m := range append(info.Deps, &info.Main) {
		if m.Path == "github.com/schemadiff/schemadiff" && m.Version != "" {
			return m.Version
		}
	}
	return "go"
}
