package sqlite

// BEGIN, COMMIT and ROLLBACK under contention. The write lock is taken at the start by BEGIN
// IMMEDIATE (lang_transaction.html, section 2.2), and COMMIT is retried while readers hold
// their locks. After an error the connection must be known to be outside a transaction before
// anyone is informed that nothing has changed.

import (
	"context"
	"fmt"
	"time"

	introlite "github.com/schemadiff/schemadiff/introspect/sqlite"
)

// begin takes the write lock at once: a transaction that upgrades later gets
// SQLITE_BUSY without any waiting.
func (r *run) begin(ctx context.Context) error {
	r.killPoint("begin")
	start, over := time.Now(), r.waiting("the write lock of "+r.options.Path, introlite.ToWrite)
	_, err := r.conn.ExecContext(ctx, "BEGIN IMMEDIATE")
	over()
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return r.abort(ctx, err)
	case busy(err):
		return r.lockError("the write lock", introlite.ToWrite, start, err)
	}
	return fmt.Errorf("%s: %w", r.options.Path, classify(r.options, err))
}

// waiting reports that a lock is waited for, until that is over.
func (r *run) waiting(what string, need introlite.Need) (over func()) {
	return introlite.Watch(r.options.Path, what, need, r.options.Waiting)
}

func (r *run) lockError(what string, need introlite.Need, start time.Time, err error) error {
	return introlite.Busy(r.options.Path, what, need, time.Since(start), err)
}

// commit retries COMMIT alone while readers hold it up (rollback journal mode).
// It cannot be interrupted halfway: a COMMIT that took effect must not be
// reported as rolled back. The waiting between the tries can.
func (r *run) commit(ctx context.Context) error {
	const patience = 50 * time.Millisecond
	r.killPoint("commit")
	r.reportProgress("committing", -1, -1)
	uninterrupted := context.WithoutCancel(ctx)
	if _, err := r.conn.ExecContext(uninterrupted, "PRAGMA busy_timeout="+milliseconds(patience)); err != nil {
		return r.abort(ctx, err)
	}
	start := time.Now()
	defer r.waiting("the end of the read locks on "+r.options.Path, introlite.ToCommit)()
	for {
		if ctx.Err() != nil {
			return r.abort(ctx, ctx.Err())
		}
		_, err := r.conn.ExecContext(uninterrupted, "COMMIT")
		switch {
		case err == nil:
			return nil
		case !busy(err):
			return r.abort(ctx, err)
		case time.Since(start) >= r.options.Wait:
			return r.abort(ctx, r.lockError("readers to finish", introlite.ToCommit, start, err))
		}
		time.Sleep(time.Millisecond) // the engine has waited, unless it saw a deadlock coming
	}
}

// rollback ends the transaction, also when the context is done or the engine
// has rolled back by itself, as it does when a writing statement is interrupted.
func (r *run) rollback(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	_, err := r.conn.ExecContext(ctx, "ROLLBACK")
	if err == nil {
		return nil
	}
	if _, open := r.conn.ExecContext(ctx, "BEGIN"); open != nil {
		return fmt.Errorf("rollback of %s, which the next reader of the file repeats: %w", r.options.Path, err)
	}
	_, err = r.conn.ExecContext(ctx, "ROLLBACK")
	return err
}
