package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
	pg "github.com/schemadiff/schemadiff/introspect/postgres"
)

// The pauses between attempts: the first, and the longest.
const (
	firstPause   = 500 * time.Millisecond
	longestPause = 15 * time.Second
)

// attempts runs a group again when it did not get a lock in time: who waits for one
// holds up everybody behind, so it gives way and comes back.
func (r *run) attempts(ctx context.Context, g group, do func() error) error {
	start, next := time.Now(), firstPause
	for {
		err := do()
		if err == nil || !again(err) || r.DryRun {
			return err
		}
		if time.Since(start)+next > r.Wait {
			return err
		}
		if err := pause(ctx, next); err != nil {
			return err
		}
		next = min(2*next, longestPause)
	}
}

// again says whether a later attempt may go better.
func again(err error) bool {
	var busy *introspect.BusyError
	return errors.As(err, &busy) || pg.Waiting(err)
}
