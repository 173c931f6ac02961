package sqlite

// This file is a SQLite file as a target: it is opened read-only by introspect/sqlite, and
// changed and asked for its migrations by migrate/sqlite.

import (
	"context"
	"path/filepath"
	"time"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/introspect"
	introspector "github.com/schemadiff/schemadiff/introspect/sqlite"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/history"
	"github.com/schemadiff/schemadiff/migrate/journal"
	executor "github.com/schemadiff/schemadiff/migrate/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// File is a SQLite database in a file.
type File struct{}

var (
	_ engine.Target       = File{}
	_ engine.FileTarget   = File{}
	_ engine.RowRehearser = File{}
)

// Language is SQLite's.
func (File) Language() engine.Language { return Language{} }

// Example is a file.
func (File) Example() string { return "sqlite:app.db" }

// ScriptCommand runs a script in the shell of SQLite.
func (File) ScriptCommand() string { return "sqlite3 -bail app.db < plan.sql" }

// ParseURL accepts sqlite:PATH and the usual endings.
func (File) ParseURL(name string) (database string, ok bool, err error) {
	return introspector.ParseURL(name)
}

// Mask hides what looks like a password.
func (File) Mask(database string) string { return schema.MaskedConnection(database) }

// Label is the name of the file without its folder.
func (File) Label(database string) string { return filepath.Base(database) }

// Exists is an error for a file that does not exist.
func (File) Exists(database string) error {
	return introspector.Exists(database)
}

// Absent reports whether there is no file, but a folder for it.
func (File) Absent(database string) bool { return introspector.Absent(database) }

// Examine looks at the file.
func (File) Examine(ctx context.Context, database string, patience introspect.Patience) ([]introspect.Symptom, error) {
	return introspector.Examine(ctx, database, patience.Connect)
}

// OpenEmpty opens an empty database in memory.
func (f File) OpenEmpty(ctx context.Context) (engine.Database, error) {
	return f.Open(ctx, introspector.Memory, introspect.Patience{})
}

// Writes reads the mode of a URL.
func (File) Writes(name string) (writes, creates bool) { return introspector.Writes(name) }

// Open opens a file read-only.
func (File) Open(ctx context.Context, database string, patience introspect.Patience) (engine.Database, error) {
	db, err := introspector.OpenPatiently(ctx, database, patience)
	if err != nil {
		return nil, err
	}
	return db, nil
}

// Apply runs a plan in one transaction and proves what it has kept.
func (File) Apply(ctx context.Context, p *plan.Plan, o engine.ApplyOptions) (*migrate.Report, error) {
	return executor.Apply(ctx, p, executor.Options{Path: o.Database, Wait: o.Wait, DryRun: o.DryRun, Create: o.Create, Progress: o.Progress, Waiting: o.Waiting})
}

// Try runs a plan on a copy of the file in a temporary folder.
func (File) Try(ctx context.Context, p *plan.Plan, o engine.TrialOptions) (*plan.Trial, error) {
	return executor.Try(ctx, p, trialOptions(o))
}

func trialOptions(o engine.TrialOptions) executor.TrialOptions {
	return executor.TrialOptions{Path: o.Database, Sample: o.Sample, Want: o.Want, Values: o.Values, Mask: o.Mask, Patience: o.Patience, Progress: o.Progress}
}

// TryFiles runs migrations on a copy of the file in a temporary folder.
func (File) TryFiles(ctx context.Context, files *migrate.Files, o engine.TrialOptions) (*plan.Plan, *plan.Trial, error) {
	return executor.TryFiles(ctx, files, trialOptions(o))
}

// Clear drops the tables that a stopped script has left.
func (File) Clear(ctx context.Context, database string, wait time.Duration) ([]string, error) {
	return executor.Clear(ctx, executor.Options{Path: database, Wait: wait})
}

// Journal is the table of migrations in the file.
func (File) Journal() engine.Journal { return migrations{} }

type migrations struct{}

func (migrations) Entries(ctx context.Context, database string, patience introspect.Patience, text bool) ([]journal.Entry, error) {
	return executor.Journal(ctx, database, patience, text)
}

func (migrations) Events(ctx context.Context, database string, patience introspect.Patience) ([]journal.Event, error) {
	return executor.Events(ctx, database, patience)
}

func (migrations) Migrate(ctx context.Context, database string, files *migrate.Files) (int, error) {
	return executor.Migrate(ctx, database, files)
}

func (migrations) Adopt(ctx context.Context, database string, patience introspect.Patience, list []journal.Entry) error {
	return executor.Adopt(ctx, database, patience, list)
}

func (migrations) Fills(ctx context.Context, database string, patience introspect.Patience) ([]journal.Fill, error) {
	return executor.Fills(ctx, database, patience)
}

func (migrations) Fill(ctx context.Context, database string, job *migrate.BackfillRun) (*journal.Fill, error) {
	return executor.Fill(ctx, database, job)
}

func (migrations) Record(ctx context.Context, database string, patience introspect.Patience, name history.Name) (*history.Table, error) {
	return executor.Record(ctx, database, patience, name)
}

func (migrations) Check(job *migrate.FileJob) error { return executor.Check(job) }

func (migrations) ScriptCommand(bool) string { return "sqlite3 -bail app.db <" }
