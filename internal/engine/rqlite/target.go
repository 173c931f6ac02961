// Package rqlite is a cluster of rqlite as a target: SQLite's language over HTTP, applied by
// every node. It is opened by introspect/remote and changed by migrate/remote; what
// such a cluster refuses of a plan is in plan/sqlite.
package rqlite

import (
	"cmp"
	"context"
	"time"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/engine/sqlite"
	"github.com/schemadiff/schemadiff/introspect"
	introspector "github.com/schemadiff/schemadiff/introspect/remote"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/history"
	"github.com/schemadiff/schemadiff/migrate/journal"
	executor "github.com/schemadiff/schemadiff/migrate/remote"
	"github.com/schemadiff/schemadiff/plan"
	planner "github.com/schemadiff/schemadiff/plan/sqlite"
)

// Cluster is a cluster of rqlite.
type Cluster struct{}

var (
	_ engine.Target   = Cluster{}
	_ engine.Former   = Cluster{}
	_ engine.Examiner = Cluster{}
)

// Language is SQLite's.
func (Cluster) Language() engine.Language { return sqlite.Language{} }

// Example is a cluster.
func (Cluster) Example() string { return "rqlite://USER@HOST:4001" }

// ScriptCommand says that there is no shell for a whole transaction.
func (Cluster) ScriptCommand() string { return "schemadiff apply" }

// ParseURL accepts rqlite://HOST:PORT and rqlites:// for TLS.
func (Cluster) ParseURL(name string) (database string, ok bool, err error) {
	return introspector.ParseURL(name)
}

// Mask hides the password.
func (Cluster) Mask(database string) string { return introspector.Mask(database) }

// Label is the kind of database: neither server nor user.
func (Cluster) Label(string) string { return "rqlite" }

// Form is that for foreign keys that may be on, and for the version of the cluster.
func (Cluster) Form(o engine.PlannerOptions) engine.PlannerOptions {
	o.Runner = planner.RunnerRqlite
	o.Target = cmp.Or(o.Target, o.Live)
	return o
}

// Open opens a cluster for reading.
func (Cluster) Open(ctx context.Context, database string, patience introspect.Patience) (engine.Database, error) {
	db, err := introspector.Open(ctx, database, patience)
	if err != nil {
		return nil, err
	}
	return db, nil
}

// Examine looks at the cluster and its nodes.
func (Cluster) Examine(ctx context.Context, database string, patience introspect.Patience) ([]introspect.Symptom, error) {
	return introspector.Examine(ctx, database, patience.Connect)
}

// Apply runs a plan in one request.
func (Cluster) Apply(ctx context.Context, p *plan.Plan, o engine.ApplyOptions) (*migrate.Report, error) {
	client, err := introspector.Connect(ctx, o.Database, o.Wait)
	if err != nil {
		return nil, err
	}
	return executor.Apply(ctx, client, p, executor.Options{Wait: o.Wait, DryRun: o.DryRun, Progress: o.Progress})
}

// Clear drops the tables that a stopped script has left.
func (Cluster) Clear(ctx context.Context, database string, wait time.Duration) ([]string, error) {
	client, err := introspector.Connect(ctx, database, wait)
	if err != nil {
		return nil, err
	}
	return executor.Clear(ctx, client, wait)
}

// Journal is the table of migrations in the cluster.
func (Cluster) Journal() engine.Journal { return migrations{} }

type migrations struct{}

// connect makes a client for one call.
func connect[T any](ctx context.Context, database string, patience introspect.Patience, do func(introspector.Client) (T, error)) (T, error) {
	client, err := introspector.Connect(ctx, database, patience.Connect)
	if err != nil {
		var none T
		return none, err
	}
	return do(client)
}

func (migrations) Entries(ctx context.Context, database string, patience introspect.Patience, text bool) ([]journal.Entry, error) {
	return connect(ctx, database, patience, func(c introspector.Client) ([]journal.Entry, error) { return executor.Journal(ctx, c, text) })
}

func (migrations) Events(ctx context.Context, database string, patience introspect.Patience) ([]journal.Event, error) {
	return connect(ctx, database, patience, func(c introspector.Client) ([]journal.Event, error) { return executor.Events(ctx, c) })
}

func (migrations) Migrate(ctx context.Context, database string, files *migrate.Files) (int, error) {
	return connect(ctx, database, introspect.Patience{Connect: files.Wait}, func(c introspector.Client) (int, error) { return executor.Migrate(ctx, c, files) })
}

func (migrations) Adopt(ctx context.Context, database string, patience introspect.Patience, list []journal.Entry) error {
	_, err := connect(ctx, database, patience, func(c introspector.Client) (struct{}, error) {
		return struct{}{}, executor.Adopt(ctx, c, patience.Connect, list)
	})
	return err
}

func (migrations) Fills(ctx context.Context, database string, patience introspect.Patience) ([]journal.Fill, error) {
	return connect(ctx, database, patience, func(c introspector.Client) ([]journal.Fill, error) { return executor.Fills(ctx, c) })
}

func (migrations) Fill(ctx context.Context, database string, job *migrate.BackfillRun) (*journal.Fill, error) {
	return connect(ctx, database, introspect.Patience{Connect: job.Wait}, func(c introspector.Client) (*journal.Fill, error) { return executor.Fill(ctx, c, job) })
}

func (migrations) Record(ctx context.Context, database string, patience introspect.Patience, name history.Name) (*history.Table, error) {
	return connect(ctx, database, patience, func(c introspector.Client) (*history.Table, error) { return executor.Record(ctx, c, name) })
}

func (migrations) Check(job *migrate.FileJob) error { return executor.Check(job) }

func (migrations) ScriptCommand(bool) string { return "schemadiff migrate" }
