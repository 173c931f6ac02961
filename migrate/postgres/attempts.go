package postgres

// Trying again when a lock was not granted in time. A statement that waits for a strong lock makes
// every later session queue as well, so each attempt waits only for lock_timeout, and the pauses
// between attempts grow. When time is up, the error names the sessions that hold the lock.
//
// A transaction over several tables asks for their locks first. Sessions queue for the first table from when it is
// locked, and among them may be the ones that hold the second: then no patience helps, and the server
// would end one of them (explicit-locking.html, "Deadlocks"). So all are locked before anything is
// changed. The first one may take its time, for nothing is held meanwhile; for the others the wait is
// short, and where one is not to be had, all are let go of and another one is the first: sessions that
// begin with that one have let go of the rest when it is locked.

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/introspect"
	pg "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// pauses are those between the attempts of a group: who waits for a lock holds up
// everybody after it, so they become long.
var pauses = pg.Pauses{First: firstPause, Longest: 15 * time.Second}

const firstPause = 500 * time.Millisecond

// attempts runs something again when it did not get a lock in time. What it cannot get
// at all is an *introspect.BusyError.
func (r *run) attempts(ctx context.Context, do func() error) error {
	if r.DryRun {
		return r.busy(do())
	}
	r.attemptsFrom = time.Now()
	return pg.Attempts(ctx, introspect.Patience{Wait: r.Wait}, pauses, func(n int) error {
		r.attempt = n
		return r.busy(do())
	})
}

// busy turns an error of a lock into one that names its holders, once.
func (r *run) busy(err error) error {
	var busy *introspect.BusyError
	if err == nil || errors.As(err, &busy) || !pg.Waiting(err) {
		return err
	}
	return pg.Busy(r.URL, "a lock", r.LockTimeout, err)
}

// report hands on whom the run waits for.
func (r *run) report(w introspect.Wait) {
	if r.Waiting != nil {
		r.Waiting(w)
	}
}

// waitedSince is how long all attempts have waited, the last one since then.
func (r *run) waitedSince(then time.Time) time.Duration {
	if r.attempt > 1 {
		return time.Since(r.attemptsFrom)
	}
	return time.Since(then)
}

const (
	roundsAtOnce = 2                     // in which each table is the first one once, before the transaction gives way
	firstShort   = 50 * time.Millisecond // the wait for the others in the first round; then twice as long

	// longestShort is the longest wait for all of the others together. Who waits for one that is held already,
	// and holds the next, is not to be ended by the server as a deadlock (deadlock_timeout is 1 s).
	longestShort = 800 * time.Millisecond
)

// lockFirst gets the locks of the tables that a group of steps names, in a transaction that has none yet.
func (r *run) lockFirst(ctx context.Context, tx pgx.Tx, g group) error {
	list := r.plan.Steps[g.first].LockFirst
	if len(list) < 2 || r.steps != nil { // a trial looks at what each step locks
		return nil
	}
	list, err := lockable(ctx, tx, list)
	if err != nil {
		return r.failed(g.first, "LOCK TABLE", err)
	}
	if len(list) < 2 {
		return nil
	}
	begun := time.Now()
	rounds := roundsAtOnce
	if r.DryRun || r.Wait == 0 { // no attempt comes after this one
		rounds++
	}
	for round := range rounds {
		short := shortWait((max(r.attempt, 1)-1)*roundsAtOnce+round, r.LockTimeout, len(list)-1)
		if round == roundsAtOnce {
			short = r.LockTimeout
		}
		for range list {
			var first bool
			if first, err = r.lockAll(ctx, tx, g, list, short); err == nil || !pg.Waiting(err) {
				return err
			}
			if first { // for which others have waited as long as they may
				return err
			}
			list = append(list[1:], list[0])
			if err := paused(ctx, short); err != nil {
				return err
			}
		}
	}
	return pg.Busy(r.URL, "the locks of "+lockedTables(list), r.waitedSince(begun), err)
}

// shortWait is how long a transaction that holds a table waits for each of the others.
func shortWait(round int, limit time.Duration, others int) time.Duration {
	wait := min(firstShort<<min(round, 10), longestShort/time.Duration(others))
	if limit > 0 {
		return min(wait, limit)
	}
	return wait
}

// lockAll locks tables one after the other, or none. First reports that it was the first one that was not to be had.
func (r *run) lockAll(ctx context.Context, tx pgx.Tx, g group, list []plan.Locked, short time.Duration) (first bool, err error) {
	inner, err := tx.Begin(ctx) // a savepoint: what is locked after it can be let go of
	if err != nil {
		return false, fmt.Errorf("savepoint: %w", err)
	}
	defer func() { _ = inner.Rollback(context.WithoutCancel(ctx)) }()
	wait := r.LockTimeout
	for i, l := range list {
		sql := fmt.Sprintf("SET LOCAL lock_timeout = %d; LOCK TABLE ONLY %s IN %s MODE", wait.Milliseconds(), pgmodel.Qualified(l.Table.Schema, l.Table.Name), l.Mode)
		if err := r.exec(ctx, inner, g.first, sql); err != nil {
			return i == 0, err
		}
		wait = short
	}
	if _, err := inner.Exec(ctx, fmt.Sprintf("SET LOCAL lock_timeout = %d", r.LockTimeout.Milliseconds())); err != nil {
		return false, r.failed(g.first, "SET LOCAL lock_timeout", err)
	}
	return false, inner.Commit(ctx)
}

// lockable are the tables that there are and that LOCK TABLE lets the role lock: an owner who has
// revoked all privileges from himself may change a table, and not lock it (sql-lock.html).
func lockable(ctx context.Context, tx pgx.Tx, list []plan.Locked) ([]plan.Locked, error) {
	names := make([]string, len(list))
	for i, l := range list {
		names[i] = pgmodel.Qualified(l.Table.Schema, l.Table.Name)
	}
	rows, err := tx.Query(ctx, `SELECT coalesce((SELECT c.relkind IN ('r', 'p') AND pg_catalog.has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE')
 FROM pg_catalog.pg_class AS c WHERE c.oid OPERATOR(pg_catalog.=) pg_catalog.to_regclass(n)), false)
FROM pg_catalog.unnest($1::text[]) WITH ORDINALITY AS t(n, i) ORDER BY i`, names)
	if err != nil {
		return nil, err
	}
	may, err := pgx.CollectRows(rows, pgx.RowTo[bool])
	if err != nil {
		return nil, err
	}
	var out []plan.Locked
	for i, l := range list {
		if may[i] {
			out = append(out, l)
		}
	}
	return out, nil
}

// lockedTables are the names of tables as a sentence has them.
func lockedTables(list []plan.Locked) string {
	names := make([]string, len(list))
	for i, l := range list {
		names[i] = pgmodel.Qualified(l.Table.Schema, l.Table.Name)
	}
	return strings.Join(names, ", ")
}

// paused lets the sessions that have queued go first.
func paused(ctx context.Context, about time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(about):
		return nil
	}
}
