package sqlite

// A plan is tried on an in-memory database that has the schema and no rows, before it is shown
// or run. The engine then reports each statement that it would refuse, and the resulting
// schema can be compared with the desired one, without a lock on the user's file.

import (
	"context"
	"errors"
	"time"

	parsesqlite "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// rehearsing reports whether there are no rows, and so nothing to prove of them.
func (r *run) rehearsing() bool { return r.options.Path == "" }

// Rehearse runs the steps on a private copy of from that holds no rows and
// returns the schema they lead to. An error of a step is a *migrate.StepError.
func Rehearse(ctx context.Context, from *schema.Schema, p *plan.Plan) (*schema.Schema, error) {
	return rehearse(ctx, from, p, func(time.Duration) {})
}

// rehearse is Rehearse with a report of how long each step took.
func rehearse(ctx context.Context, from *schema.Schema, p *plan.Plan, done func(time.Duration)) (_ *schema.Schema, err error) {
	e, err := parsesqlite.NewEngine(ctx, from)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	r := &run{conn: e.Conn(), plan: p, from: from}
	r.watch = &watch{run: r}
	if _, err := r.disableForeignKeys(ctx); err != nil {
		return nil, err
	}
	if _, err := r.conn.ExecContext(ctx, "BEGIN"); err != nil {
		return nil, err
	}
	for i := range p.Steps {
		r.step = i
		start := time.Now()
		if err := r.runStep(ctx, &p.Steps[i]); err != nil {
			return nil, err
		}
		done(time.Since(start))
	}
	return e.Schema(ctx)
}
