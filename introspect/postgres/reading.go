package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/introspect"
)

// This file has the transactions of reading. Each is READ ONLY, as short as what it
// asks, and open for nothing but the server: when its answers are there it ends. One
// that meets the lock of somebody else gives way and is tried again, and who is in the
// way is reported.

// The pauses between attempts to read. No session queues after a reader for long, so they
// are short.
var readPauses = Pauses{First: 250 * time.Millisecond, Longest: time.Second}

// errMixed says that the catalog has changed while it was read.
var errMixed = errors.New("another session has changed the catalog while it was read")

// looksAfter is how long an attempt may take before it is looked at.
const looksAfter = time.Second

// mostVanished is how often an attempt is repeated because objects went in the meantime.
const mostVanished = 5

// inTransaction runs a question in a transaction of its own, which has ended when it
// returns, and tries again where a lock is in the way.
func (d *DB) inTransaction(ctx context.Context, what string, do func(ctx context.Context, tx pgx.Tx) error) error {
	if d.whole != nil {
		<-d.whole // nothing else may use the connection while it is being read from
	}
	if !d.own {
		return d.savepoint(ctx, do)
	}
	return d.attempts(ctx, what, do)
}

// savepoint runs a question inside of the caller's transaction, and undoes what it set.
func (d *DB) savepoint(ctx context.Context, do func(ctx context.Context, tx pgx.Tx) error) error {
	tx, err := d.tx.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	return do(ctx, tx)
}

// attempts runs a question in transactions of its own.
func (d *DB) attempts(ctx context.Context, what string, do func(ctx context.Context, tx pgx.Tx) error) error {
	return d.patiently(ctx, what, func(ctx context.Context, limit time.Duration) error {
		if d.tx == nil { // else it was begun with the connection
			if err := d.begin(ctx, limit); err != nil {
				return d.endTransaction(ctx, err)
			}
		}
		return d.endTransaction(ctx, do(ctx, d.tx))
	})
}

// patiently tries until the patience of the database, which all its questions share, is
// over. A context with a deadline is patience enough for one attempt.
func (d *DB) patiently(ctx context.Context, what string, do func(ctx context.Context, limit time.Duration) error) error {
	patience := d.patience
	patience.Wait = max(patience.Wait-d.waited, 0)
	if _, limited := ctx.Deadline(); limited {
		patience.Wait = 0
	}
	start, gone := time.Now(), 0
	return Attempts(ctx, patience, readPauses, func(n int) error {
		for {
			began := time.Now()
			err := d.attempt(ctx, introspect.Wait{What: what, Attempt: n}, patience.Wait-time.Since(start), start, do)
			if (vanished(err) || errors.Is(err, errMixed)) && gone < mostVanished {
				gone++
				continue
			}
			if errors.Is(err, errMixed) {
				return &introspect.BusyError{Database: Mask(d.url), What: "a quiet moment to read the catalog", Waited: time.Since(start), Err: err}
			}
			if err != nil && again(err) {
				d.waited += time.Since(began)
			}
			if ctx.Err() != nil || d.conn == nil {
				return err
			}
			return LostConnection(d.url, false, err)
		}
	})
}

// attempt is one of them. left is the patience that is left.
func (d *DB) attempt(ctx context.Context, wait introspect.Wait, left time.Duration, start time.Time, do func(ctx context.Context, limit time.Duration) error) error {
	w := d.watch(ctx, wait, left, start)
	err := do(ctx, d.limit(ctx, left))
	holders := w.stop()
	if err == nil || ctx.Err() != nil || !Waiting(err) && !w.gaveUp {
		return err
	}
	if len(holders) == 0 {
		holders = d.exclusiveHolders(ctx)
	}
	return &introspect.BusyError{Database: Mask(d.url), What: wait.What + introspect.HeldBy(holders), Waited: time.Since(start), Err: err}
}

// limit is how long a statement may wait for a lock.
func (d *DB) limit(ctx context.Context, left time.Duration) time.Duration {
	limit := max(left, 50*time.Millisecond) // one attempt there always is
	if d.patience.Wait == 0 {
		limit = max(d.patience.LockTimeout, limit)
	}
	if deadline, ok := ctx.Deadline(); ok { // the server gives up first: a context that is over closes the connection
		limit = max(time.Until(deadline)*4/5, time.Millisecond)
	}
	if d.patience.LockTimeout > 0 {
		limit = min(limit, d.patience.LockTimeout)
	}
	return limit
}

// endTransaction ends the transaction, however it went.
func (d *DB) endTransaction(ctx context.Context, err error) error {
	if d.tx == nil {
		return err
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	rollback := d.tx.Rollback(end)
	d.tx = nil
	if err == nil && rollback != nil && !errors.Is(rollback, pgx.ErrTxClosed) {
		return fmt.Errorf("end of reading: %w", rollback)
	}
	return err
}

// exclusiveHolders are the sessions that readers wait for, asked on the connection
// itself: the role may have no second one.
func (d *DB) exclusiveHolders(ctx context.Context) []introspect.Holder {
	if d.conn.IsClosed() {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	list, err := holders(ctx, d.conn, exclusive, int32(d.conn.PgConn().PID()))
	if err != nil {
		return nil
	}
	return list
}

// watch looks at an attempt that takes long, and cancels one that has waited for longer
// than is left: many short waits are a long one.
type watch struct {
	db      *DB
	wait    introspect.Wait
	left    time.Duration
	start   time.Time
	end     chan struct{}
	done    sync.WaitGroup
	holders []introspect.Holder
	gaveUp  bool
}

func (d *DB) watch(ctx context.Context, wait introspect.Wait, left time.Duration, start time.Time) *watch {
	w := &watch{db: d, wait: wait, left: left, start: start, end: make(chan struct{})}
	// What the attempt itself writes, such as the name of the database, is read before it begins.
	o := &Observer{URL: d.url, Database: d.Database, Wait: d.patience.Connect}
	w.done.Go(func() { w.look(ctx, o) })
	return w
}

// stop ends the looking; it returns who was in the way at last.
func (w *watch) stop() []introspect.Holder {
	close(w.end)
	w.done.Wait()
	if w.holders != nil {
		w.db.patience.Report(introspect.Wait{What: w.wait.What, Over: true})
	}
	return w.holders
}

func (w *watch) look(ctx context.Context, o *Observer) {
	defer o.Close(ctx)
	every := w.every()
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	var waited time.Duration
	for {
		select {
		case <-w.end:
			return
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		list, err := o.Holders(ctx, w.db.pid.Load())
		if err != nil {
			return // it is only to be reported
		}
		if len(list) == 0 {
			continue
		}
		w.holders = list
		w.wait.Holders, w.wait.Waited = list, time.Since(w.start)
		w.db.patience.Report(w.wait)
		if waited += every; waited > w.left && w.left > 0 {
			w.gaveUp = true
			_ = w.db.conn.PgConn().CancelRequest(ctx)
			return
		}
	}
}

// every is how often an attempt is looked at: a few times before it gives up.
func (w *watch) every() time.Duration {
	const least = 20 * time.Millisecond
	every := looksAfter
	for _, limit := range []time.Duration{w.left, w.db.patience.LockTimeout} {
		if limit > 0 {
			every = min(every, max(limit/3, least))
		}
	}
	return every
}

// Within runs a question on a new connection, in a read-only transaction of its own, and
// tries again where a lock is in the way.
func Within(ctx context.Context, url string, patience introspect.Patience, what string, do func(ctx context.Context, d *DB, tx pgx.Tx) error) error {
	conn, err := ConnectAs(ctx, url, "", "schemadiff", patience.Connect)
	if err != nil {
		return err
	}
	defer func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		_ = conn.Close(end)
		Cancelled(end, conn)
	}()
	d := &DB{conn: conn, url: url, own: true, patience: patience}
	d.pid.Store(int32(conn.PgConn().PID()))
	return d.attempts(ctx, what, func(ctx context.Context, tx pgx.Tx) error { return do(ctx, d, tx) })
}
