package engine

// This file is about the target: the name of a database comes in, and it is read, changed,
// and asked which migrations it has. Every target names its language, and none is compared
// with another.

import (
	"context"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/history"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// Target is a kind of database.
type Target interface {
	// Language is the one that its databases speak.
	Language() Language
	// Example is the name of a database, for hints.
	Example() string
	// ScriptCommand is how to run a saved script of a plan without schemadiff.
	ScriptCommand() string
	// ParseURL reports whether a name is that of a database of this target, and what to open.
	ParseURL(name string) (database string, ok bool, err error)
	// Mask is the name of a database without its password.
	Mask(database string) string
	// Label is the public name of a database: neither server nor user.
	Label(database string) string
	// Open opens a database read-only.
	Open(ctx context.Context, database string, patience introspect.Patience) (Database, error)
	// Apply runs a plan.
	Apply(ctx context.Context, p *plan.Plan, o ApplyOptions) (*migrate.Report, error)
	// Journal is the record of applied migrations in its databases.
	Journal() Journal
}

// Examiner is a target that can say what would keep a database from being changed, or hurt when it is.
type Examiner interface {
	Examine(ctx context.Context, database string, patience introspect.Patience) ([]introspect.Symptom, error)
}

// Database is an open database, read-only.
type Database interface {
	migrate.Live
	Schema(ctx context.Context) (*schema.Schema, error)
	Close() error
}

// Starter is a database that can begin to read its catalog before it is asked for the
// schema, while files are parsed.
type Starter interface {
	Start(ctx context.Context)
}

// UsageReader is a database that counts how its objects are used.
type UsageReader interface {
	Usage(ctx context.Context, facts *schema.Facts) error
}

// ApplyOptions say how a plan is executed.
type ApplyOptions struct {
	Database         string
	Wait             time.Duration // for the database to be free
	Waiting          func(introspect.Wait)
	LockTimeout      time.Duration // limit for each statement to get its locks
	RetryFor         time.Duration // how long to try again for locks
	StatementTimeout time.Duration // limit for each statement; 0 for none
	TakeOver         bool          // end what a killed apply still has running
	DryRun           bool
	Create           bool // the database does not exist yet
	Progress         func(migrate.Event)
}

// Journal reads and writes which migrations a database has.
type Journal interface {
	// Entries are the applied migrations; with text, each with its SQL.
	Entries(ctx context.Context, database string, patience introspect.Patience, text bool) ([]journal.Entry, error)
	// Events are the changes of the journal, oldest first.
	Events(ctx context.Context, database string, patience introspect.Patience) ([]journal.Event, error)
	// Migrate runs migrations and returns how many it has applied.
	Migrate(ctx context.Context, database string, files *migrate.Files) (int, error)
	// Adopt records migrations as applied without running them.
	Adopt(ctx context.Context, database string, patience introspect.Patience, list []journal.Entry) error
	// Fills are the backfills that a database has, and how far they are.
	Fills(ctx context.Context, database string, patience introspect.Patience) ([]journal.Fill, error)
	// Fill runs a backfill.
	Fill(ctx context.Context, database string, job *migrate.BackfillRun) (*journal.Fill, error)
	// Record reads the table of another tool; nil where it does not exist.
	Record(ctx context.Context, database string, patience introspect.Patience, name history.Name) (*history.Table, error)
	// Check reports why a migration cannot be run at all.
	Check(job *migrate.FileJob) error
	// ScriptCommand is how to run a migration without schemadiff, in one transaction or as
	// its own BEGIN and COMMIT say.
	ScriptCommand(singleTransaction bool) string
}

// RowRehearser is a target that can run a plan on a copy of a database with its rows.
type RowRehearser interface {
	// Try runs a plan on such a copy, which is removed again, and reports what came of it.
	Try(ctx context.Context, p *plan.Plan, o TrialOptions) (*plan.Trial, error)
}

// FileRehearser is a target that can run migrations on a copy of a database with its rows.
type FileRehearser interface {
	// TryFiles runs them on such a copy, which is removed again. Their statements come back as the
	// steps of a plan, with what came of each.
	TryFiles(ctx context.Context, files *migrate.Files, o TrialOptions) (*plan.Plan, *plan.Trial, error)
}

// TrialOptions say what a plan is tried on.
type TrialOptions struct {
	Database string         // that is copied
	Scratch  string         // a server for the copy; "" for the one of the database
	Sample   int64          // copy at most so many rows of a table, and what references of these ask for; 0 for all
	Want     *schema.Schema // that the plan leads to; nil where it is not known
	Values   bool           // show values of some rows that differ
	Mask     plan.Mask      // but of these columns
	Patience introspect.Patience
	Progress func(migrate.Event) // nil for none
}

// Server is a target that can create databases for trials.
type Server interface {
	// Equivalence compares expressions by asking the scratch server, or db where there is
	// none; nil where neither can be asked.
	Equivalence(db Database, scratch string, exact bool, patience introspect.Patience) plan.Equivalence
	// Verify runs a plan on a copy of a database's schema.
	Verify(ctx context.Context, p *plan.Plan, database, scratch string, patience introspect.Patience) error
	// Replay runs migrations on a scratch database and returns what they lead to.
	Replay(ctx context.Context, server string, patience introspect.Patience, statements []string) (*schema.Schema, error)
	// Load runs the statements of files on a scratch database and completes what was read of them;
	// read is nil where they cannot be read alone.
	Load(ctx context.Context, server string, patience introspect.Patience, read *schema.Schema, statements []string) (*schema.Schema, error)
}

// FileTarget is a target whose databases are files, which may not exist yet.
type FileTarget interface {
	Exists(database string) error
	// Absent reports whether a database does not exist, but its folder does, so that it can be
	// created.
	Absent(database string) bool
	// OpenEmpty opens what a database that does not exist is compared as.
	OpenEmpty(ctx context.Context) (Database, error)
	// Writes reports whether a name, as the user wrote it, permits to change the database, and
	// whether it permits to create it.
	Writes(name string) (writes, creates bool)
}

// Clearer is a target in which a stopped script of schemadiff leaves tables of its own. A change of
// the database drops them; where there is nothing to change they are dropped alone.
type Clearer interface {
	// Clear drops them and returns their names.
	Clear(ctx context.Context, database string, wait time.Duration) ([]string, error)
}

// Former is a target whose plans have a form of their own.
type Former interface {
	// Form completes the choices about the form of a plan.
	Form(PlannerOptions) PlannerOptions
}

// Resumer is a target in which a plan is more than one transaction, so that an interrupted
// one can be continued.
type Resumer interface {
	// Stages are the fingerprints of the schemas that a plan leads through.
	Stages(ctx context.Context, p *plan.Plan, from *schema.Schema) ([]string, error)
}
