package sqlite

// Errors of the engine become the types that commands act on: a lock that was not released in
// time, a full disk, a proof that failed, an interruption. Each states that the database was
// rolled back only once the rollback has succeeded. Result codes are compared without their
// extended part (rescode.html).

import (
	"context"
	"errors"
	"fmt"

	"modernc.org/sqlite"
	engine "modernc.org/sqlite/lib"

	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate"
)

// code is the engine's primary result code, 0 if err is not the engine's.
func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code() & 0xff
	}
	return 0
}

func busy(err error) bool {
	return code(err) == engine.SQLITE_BUSY || code(err) == engine.SQLITE_LOCKED
}

// classify turns the engine's errors that callers must distinguish into their types.
func classify(o Options, err error) error {
	var waited *introspect.BusyError
	if busy(err) && !errors.As(err, &waited) {
		return &introspect.BusyError{Database: o.Path, What: "the write lock", Waited: o.Wait, Err: err}
	}
	if code(err) == engine.SQLITE_FULL {
		return &migrate.DiskError{Database: o.Path, Err: err}
	}
	return err
}

// refuted is the proof that failed.
func refuted(format string, args ...any) error {
	return &migrate.ProofError{What: fmt.Sprintf(format, args...)}
}

// abort rolls back and says so in the error.
func (r *run) abort(ctx context.Context, cause error) error {
	if err := r.rollback(ctx); err != nil {
		return errors.Join(cause, err)
	}
	if err := ctx.Err(); err != nil {
		done := ""
		if n := len(r.plan.Steps); n > 0 {
			done = fmt.Sprintf("0 of %d steps", n)
		}
		return &migrate.InterruptedError{Done: done, GoOn: "run it again", Err: err}
	}
	var proof *migrate.ProofError
	if errors.As(cause, &proof) {
		proof.RolledBack = true
	}
	return classify(r.options, cause)
}
