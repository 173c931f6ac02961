package postgres

import (
	"context"
	"time"

	shared "github.com/schemadiff/schemadiff/introspect"
	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/plan"
)

// This file looks at statements that take long: how far a build is, and whom one waits
// for. It looks from a connection of its own: in the transaction of the lock a build
// would wait for its statements.

// watcher looks at one statement.
type watcher struct {
	run      *run
	event    migrate.Event
	what     string // is waited for
	end      chan struct{}
	ended    chan struct{}
	holders  []shared.Holder // at last
	reported bool
	since    time.Time // from when on it has waited; zero if it does not
	observer introspect.Observer
	gaveUp   bool // it has waited for too long and was cancelled
	begun    time.Time
	pooled   bool // a statement in no transaction may run on any session of the pooler
}

// looksAfter is when a statement takes long enough to be looked at.
const looksAfter = 400 * time.Millisecond

// watch looks at a statement of a step until it is stopped.
func (r *run) watch(ctx context.Context, step int, what string) *watcher {
	w := r.newWatcher("a lock for " + what)
	w.pooled = !r.direct && r.plan.Steps[step].Tx == plan.TxNever
	w.event = migrate.Event{Step: step + 1, Steps: len(r.plan.Steps), What: what, Done: -1}
	w.report(w.event)
	go w.look(ctx)
	return w
}

// watchReading looks at a reading of the catalog.
func (r *run) watchReading(ctx context.Context) *watcher {
	w := r.newWatcher("a lock to read the catalog")
	go w.look(ctx)
	return w
}

func (r *run) newWatcher(what string) *watcher {
	return &watcher{run: r, what: what, end: make(chan struct{}), ended: make(chan struct{}),
		begun:    time.Now(),
		observer: introspect.Observer{URL: r.URL, Database: r.Database, Wait: r.LockTimeout}}
}

func (w *watcher) report(e migrate.Event) {
	if w.run.Progress != nil && e.What != "" {
		w.run.Progress(e)
	}
}

// stop ends the looking; it returns who was waited for at last, for an error.
func (w *watcher) stop() string {
	close(w.end)
	<-w.ended
	if w.reported {
		w.run.report(shared.Wait{What: w.what, Over: true})
	}
	return shared.HeldBy(w.holders)
}

func (w *watcher) look(ctx context.Context) {
	defer close(w.ended)
	defer w.observer.Close(ctx)
	every := looksAfter
	if limit := w.run.LockTimeout; limit > 0 { // a few times before it gives up
		every = min(every, max(limit/3, 20*time.Millisecond))
	}
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-w.end:
			return
		case <-ticker.C:
			if err := w.reportOnce(context.WithoutCancel(ctx)); err != nil {
				return // it is only to be reported
			}
		}
	}
}

// reportOnce reports whom the statement waits for, else how far it is.
func (w *watcher) reportOnce(ctx context.Context) error {
	if err := w.find(ctx); err != nil {
		return err
	}
	holders, err := w.observer.Holders(ctx, w.run.pid)
	if err != nil {
		return err
	}
	if len(holders) > 0 {
		w.holders = holders
	}
	if len(holders) == 0 {
		w.since = time.Time{}
		return w.progress(ctx)
	}
	if w.since.IsZero() {
		w.since = time.Now()
	}
	w.reported = true
	w.run.report(shared.Wait{What: w.what, Holders: holders, Attempt: max(w.run.attempt, 1), Waited: w.run.waitedSince(w.since)})
	return w.giveUp(ctx)
}

// buildProgress is how far an index build is, in blocks, or in tuples where there are none.
const buildProgress = `SELECT phase, CASE WHEN blocks_total > 0 THEN blocks_done ELSE tuples_done END, CASE WHEN blocks_total > 0 THEN blocks_total ELSE tuples_total END
FROM pg_catalog.pg_stat_progress_create_index WHERE pid = $1`

func (w *watcher) progress(ctx context.Context) error {
	conn, err := w.observer.Conn(ctx)
	if err != nil {
		return err
	}
	rows, err := conn.Query(ctx, buildProgress, w.run.pid)
	if err != nil {
		return err
	}
	defer rows.Close()
	e := w.event
	for rows.Next() {
		var phase string
		if err := rows.Scan(&phase, &e.Done, &e.Total); err != nil {
			return err
		}
		e.What += ": " + phase
	}
	w.report(e)
	return rows.Err()
}

// find looks which process of the server runs a statement that a pooler has passed on:
// there is only one of ours at work.
func (w *watcher) find(ctx context.Context) error {
	if !w.pooled {
		return nil
	}
	conn, err := w.observer.Conn(ctx)
	if err != nil {
		return err
	}
	at, err := introspect.Working(ctx, conn, application)
	if len(at) == 1 {
		w.run.pid = at[0].PID
	}
	return err
}

// queued reports whether a process waits for a lock that everybody else waits after.
const queued = `SELECT EXISTS (SELECT FROM pg_catalog.pg_locks WHERE pid OPERATOR(pg_catalog.=) $1 AND NOT granted
 AND locktype OPERATOR(pg_catalog.=) 'relation' AND mode OPERATOR(pg_catalog.=) 'AccessExclusiveLock')`

// giveUp cancels a statement that has waited for longer than is allowed: for --wait in
// all, as long as no session waits after it, and for the lock timeout otherwise.
func (w *watcher) giveUp(ctx context.Context) error {
	waited := time.Since(w.since)
	if limit := w.run.LockTimeout; limit <= 0 || waited <= limit {
		return nil
	}
	conn, err := w.observer.Conn(ctx)
	if err != nil {
		return err
	}
	var exclusive bool
	if err := conn.QueryRow(ctx, queued, w.run.pid).Scan(&exclusive); err != nil {
		return err
	}
	if !exclusive && waited <= max(w.run.Wait, time.Second) {
		return nil
	}
	w.gaveUp = true
	_, err = conn.Exec(ctx, "SELECT pg_catalog.pg_cancel_backend($1)", w.run.pid)
	return err
}
