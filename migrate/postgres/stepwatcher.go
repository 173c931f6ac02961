package postgres

// How an execution is looked at from outside, step by step: a trial measures steps by it, and an
// apply has none.

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// stepWatcher sees the steps of a plan as they run, on the connection that runs them.
type stepWatcher interface {
	// begin is called before a transaction with the steps from first to before end, at each attempt.
	begin(ctx context.Context, conn *pgx.Conn, first, end int) error
	// done is called after a step, inside its transaction.
	done(ctx context.Context, conn *pgx.Conn, i int, took time.Duration) error
	// failed is called with the error of a step, as the server said it.
	failed(i int, err error)
	// alone runs a step that is in no transaction.
	alone(ctx context.Context, conn *pgx.Conn, i int, run func() error) error
}

// unwatched is an execution that is not looked at.
type unwatched struct{}

func (unwatched) begin(context.Context, *pgx.Conn, int, int) error          { return nil }
func (unwatched) done(context.Context, *pgx.Conn, int, time.Duration) error { return nil }
func (unwatched) failed(int, error)                                         {}
func (unwatched) alone(_ context.Context, _ *pgx.Conn, _ int, run func() error) error {
	return run()
}

// watchedBy is a watcher, or none.
func watchedBy(w stepWatcher) stepWatcher {
	if w == nil {
		return unwatched{}
	}
	return w
}
