package postgres

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/schemadiff/schemadiff/introspect"
)

// This file has the one loop of attempts, for reading and for changing alike: whoever
// waits for a lock holds up everybody after it, so an attempt gives way when it has
// waited for the lock timeout, and a later one comes back.

// Pauses are those between attempts: each twice the one before.
type Pauses struct{ First, Longest time.Duration }

// Attempts calls do until it ends otherwise than by a lock that it did not get in time,
// or the patience is over: then the error is an *introspect.BusyError that says for how
// long it has waited in all.
func Attempts(ctx context.Context, patience introspect.Patience, pauses Pauses, do func(attempt int) error) error {
	start, next := time.Now(), pauses.First
	for attempt := 1; ; attempt++ {
		err := do(attempt)
		if err == nil || ctx.Err() != nil || !again(err) {
			return err
		}
		if time.Since(start)+next > patience.Wait {
			return exhausted(err, time.Since(start))
		}
		if err := pause(ctx, next); err != nil {
			return err
		}
		next = min(2*next, pauses.Longest)
	}
}

// again reports whether a later attempt may go better.
func again(err error) bool {
	var busy *introspect.BusyError
	return errors.As(err, &busy) || Waiting(err)
}

// exhausted is the error of the last attempt, with the time that all of them took.
func exhausted(err error, waited time.Duration) error {
	var busy *introspect.BusyError
	if errors.As(err, &busy) {
		busy.Waited = max(busy.Waited, waited)
	}
	return err
}

// pause waits for about as long as it says, unless it is interrupted.
func pause(ctx context.Context, about time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(about/2 + rand.N(about/2+1)):
		return nil
	}
}

// Waiting reports whether an error is one of a lock or a timeout, worth trying again.
func Waiting(err error) bool {
	var server *pgconn.PgError
	return errors.As(err, &server) && (server.Code == "55P03" || server.Code == "40P01" || server.Code == "40001")
}

// vanished reports whether an error is about an object that another session has dropped
// or replaced since the snapshot was taken: the functions that print definitions see the
// newest catalog.
func vanished(err error) bool {
	var server *pgconn.PgError
	return errors.As(err, &server) && server.Code == "XX000" &&
		(strings.HasPrefix(server.Message, "cache lookup failed") || strings.HasPrefix(server.Message, "could not open relation with OID") ||
			strings.HasPrefix(server.Message, "could not find tuple"))
}
