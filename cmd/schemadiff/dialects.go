package main

import (
	"context"
	"time"

	introlite "github.com/schemadiff/schemadiff/introspect/sqlite"
	"github.com/schemadiff/schemadiff/migrate"
	execlite "github.com/schemadiff/schemadiff/migrate/sqlite"
	"github.com/schemadiff/schemadiff/parse"
	parselite "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	planlite "github.com/schemadiff/schemadiff/plan/sqlite"
	"github.com/schemadiff/schemadiff/schema"
)

// dialect ties together what the stages know of one SQL dialect.
type dialect struct {
	name     schema.Dialect
	schemas  []string // what --schemas can name
	foldName func(string) string
	parseURL func(string) (database string, ok bool, err error)
	load     func(context.Context, []parse.Source) (*schema.Schema, error)
	open     func(ctx context.Context, database string, wait time.Duration) (live, error)
	planner  func(plannerOptions) (plan.Planner, error)
	fold     func(ctx context.Context, from *schema.Schema, statements []string) (*schema.Schema, error)
	rehearse func(ctx context.Context, from *schema.Schema, p *plan.Plan) (*schema.Schema, error)
	broken   func(ctx context.Context, s *schema.Schema) (map[schema.Key]string, error)
	apply    func(ctx context.Context, p *plan.Plan, o applyOptions) (*migrate.Report, error)
}

// live is an open database, read-only.
type live interface {
	migrate.Live
	Schema(context.Context) (*schema.Schema, error)
	Close() error
}

// plannerOptions are what flags say about the shape of a plan.
type plannerOptions struct {
	target, runner string
	columnOrder    bool
}

// applyOptions say how a plan is executed.
type applyOptions struct {
	database string
	wait     time.Duration
	dryRun   bool
	progress func(progressEvent)
}

// progressEvent is how far an execution has come; done is -1 if that is not known.
type progressEvent struct {
	step, steps int
	what        string
	done, total int64
}

// dialects is the only list of dialects. A new one is a new row and new
// packages; nothing else in the program asks which dialect it runs.
func dialects() []dialect {
	return []dialect{{
		name: schema.SQLite, schemas: []string{"main", "*"}, foldName: schema.FoldSQLite,
		parseURL: introlite.ParseURL, load: parselite.Load,
		open: func(ctx context.Context, path string, wait time.Duration) (live, error) {
			return introlite.Open(ctx, path, wait)
		},
		planner: func(o plannerOptions) (plan.Planner, error) {
			return planlite.New(o.target, o.runner, o.columnOrder)
		},
		fold: parselite.Execute, rehearse: execlite.Rehearse, broken: parselite.Broken, apply: applySQLite,
	}}
}

func applySQLite(ctx context.Context, p *plan.Plan, o applyOptions) (*migrate.Report, error) {
	options := execlite.Options{Path: o.database, Wait: o.wait, DryRun: o.dryRun}
	if o.progress != nil {
		options.Progress = func(e execlite.Event) {
			o.progress(progressEvent{e.Step, e.Steps, e.What, e.Done, e.Total})
		}
	}
	return execlite.Apply(ctx, p, options)
}
