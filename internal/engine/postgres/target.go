package postgres

// This file is a PostgreSQL server as a target: it is read by introspect/postgres, and
// changed, asked for its migrations and used for trials by migrate/postgres.

import (
	"cmp"
	"context"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/introspect"
	introspector "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/history"
	"github.com/schemadiff/schemadiff/migrate/journal"
	executor "github.com/schemadiff/schemadiff/migrate/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/grammar"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Server is a database on a PostgreSQL server.
type Server struct{}

var (
	_ engine.Target  = Server{}
	_ engine.Server  = Server{}
	_ engine.Resumer = Server{}

	_ engine.RowRehearser = Server{}
)

// Language is PostgreSQL's.
func (Server) Language() engine.Language { return Language{} }

// Example is a URL.
func (Server) Example() string { return "postgres://localhost/app" }

// ScriptCommand runs a script in psql.
func (Server) ScriptCommand() string { return "psql -X -v ON_ERROR_STOP=1 -f plan.sql" }

// ParseURL accepts URLs and connection strings. In a program without the parser of PostgreSQL it
// says so, and nothing is opened.
func (Server) ParseURL(name string) (database string, ok bool, err error) {
	database, ok, err = introspector.ParseURL(name)
	if ok && err == nil {
		err = grammar.Missing()
	}
	return database, ok, err
}

// Mask hides the password.
func (Server) Mask(database string) string { return introspector.Mask(database) }

// Label is the name of the database alone.
func (Server) Label(database string) string { return introspector.DatabaseName(database) }

// Open connects, read-only.
func (Server) Open(ctx context.Context, database string, patience introspect.Patience) (engine.Database, error) {
	db, err := introspector.OpenPatiently(ctx, database, patience)
	if err != nil {
		return nil, err
	}
	return db, nil
}

// Examine looks at the server and at what the role may do.
func (Server) Examine(ctx context.Context, database string, patience introspect.Patience) ([]introspect.Symptom, error) {
	return introspector.Examine(ctx, database, patience.Connect)
}

// Apply runs a plan in as many transactions as it needs not to block others for long.
func (Server) Apply(ctx context.Context, p *plan.Plan, o engine.ApplyOptions) (*migrate.Report, error) {
	return executor.Apply(ctx, p, executor.Options{URL: o.Database, LockTimeout: o.LockTimeout, StatementTimeout: o.StatementTimeout,
		Wait: o.RetryFor, TakeOver: o.TakeOver, DryRun: o.DryRun, Progress: o.Progress, Waiting: o.Waiting})
}

// Equivalence asks a scratch database where there is one, else the live one.
func (Server) Equivalence(db engine.Database, scratch string, exact bool, patience introspect.Patience) plan.Equivalence {
	live, ok := db.(*introspector.DB)
	switch {
	case scratch != "":
		return scratchServer(scratch, patience)
	case ok:
		return executor.Equivalence{DB: live, Exact: exact}
	}
	return nil
}

// Verify runs a plan on a copy of the database's schema.
func (Server) Verify(ctx context.Context, p *plan.Plan, database, scratch string, patience introspect.Patience) error {
	return scratchServer(cmp.Or(scratch, database), patience).Verify(ctx, database, p)
}

// Try runs a plan on a copy of the database with its rows.
func (Server) Try(ctx context.Context, p *plan.Plan, o engine.TrialOptions) (*plan.Trial, error) {
	return scratchServer(cmp.Or(o.Scratch, o.Database), o.Patience).Try(ctx, o.Database, p, trialOptions(o))
}

func trialOptions(o engine.TrialOptions) executor.TrialOptions {
	return executor.TrialOptions{Sample: o.Sample, Want: o.Want, Values: o.Values, Mask: o.Mask, Progress: o.Progress}
}

// TryFiles runs migrations on a copy of the database with its rows.
func (Server) TryFiles(ctx context.Context, files *migrate.Files, o engine.TrialOptions) (*plan.Plan, *plan.Trial, error) {
	return scratchServer(cmp.Or(o.Scratch, o.Database), o.Patience).TryFiles(ctx, o.Database, managedByFiles(), files, trialOptions(o))
}

// Replay runs migrations in a database that is dropped again.
func (Server) Replay(ctx context.Context, server string, patience introspect.Patience, statements []string) (*schema.Schema, error) {
	return scratchServer(server, patience).Replay(ctx, statements)
}

// Load runs the statements of files in a database that is dropped again.
func (Server) Load(ctx context.Context, server string, patience introspect.Patience, read *schema.Schema, statements []string) (*schema.Schema, error) {
	return scratchServer(server, patience).Load(ctx, read, statements)
}

func scratchServer(url string, patience introspect.Patience) executor.Scratch {
	return executor.Scratch{URL: url, Wait: patience.Connect, Patience: patience}
}

// Stages are the fingerprints of what the transactions of a plan lead through.
func (Server) Stages(ctx context.Context, p *plan.Plan, from *schema.Schema) ([]string, error) {
	return executor.Stages(ctx, p, from, Language{}.Execute)
}

// Journal is the table of migrations in the database.
func (Server) Journal() engine.Journal { return migrations{} }

type migrations struct{}

func (migrations) Entries(ctx context.Context, database string, patience introspect.Patience, text bool) ([]journal.Entry, error) {
	return executor.Journal(ctx, database, patience, text)
}

func (migrations) Events(ctx context.Context, database string, patience introspect.Patience) ([]journal.Event, error) {
	return executor.Events(ctx, database, patience)
}

// Migrate compares all schemas of the database with what the journal says of it.
func (migrations) Migrate(ctx context.Context, database string, files *migrate.Files) (int, error) {
	return executor.Migrate(ctx, database, managedByFiles(), files)
}

// managedByFiles bounds the comparison of a database with its migrations.
func managedByFiles() *pgmodel.Scope { return &pgmodel.Scope{Schemas: []string{"*"}, Declared: true} }

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

func (migrations) ScriptCommand(singleTransaction bool) string {
	if singleTransaction {
		return "psql -X -1 -v ON_ERROR_STOP=1 -f"
	}
	return "psql -X -v ON_ERROR_STOP=1 -f"
}
