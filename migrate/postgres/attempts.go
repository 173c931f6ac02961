package postgres

// Trying again when a lock was not granted in time. A statement that waits for a strong lock makes
// every later session queue as well, so each attempt waits only for lock_timeout, and the pauses
// between attempts grow. When time is up, the error names the sessions that hold the lock.

import (
	"context"
	"errors"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
	pg "github.com/schemadiff/schemadiff/introspect/postgres"
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
