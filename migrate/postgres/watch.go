package postgres

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/migrate"
)

// watcher looks at a statement that takes long: whom it waits for, and how far it is.
type watcher struct {
	run      *run
	event    migrate.Event
	end      chan struct{}
	ended    chan struct{}
	blockers string
	since    time.Time // from when on it has waited; zero if it does not
	conn     *pgx.Conn // to look from; nil until there is something to look at
	gaveUp   bool      // it has waited for too long and was cancelled
}

// looksAfter is when a statement takes long enough to be looked at.
const looksAfter = 400 * time.Millisecond

func (r *run) watch(ctx context.Context, step int, what string) *watcher {
	w := &watcher{run: r, event: migrate.Event{Step: step + 1, Steps: len(r.plan.Steps), What: what, Done: -1}, end: make(chan struct{}), ended: make(chan struct{})}
	w.tell(w.event)
	go w.look(ctx)
	return w
}

func (w *watcher) tell(e migrate.Event) {
	if w.run.Progress != nil {
		w.run.Progress(e)
	}
}

// stop ends the looking and tells who was waited for, for an error.
func (w *watcher) stop() string {
	close(w.end)
	<-w.ended
	return w.blockers
}

func (w *watcher) look(ctx context.Context) {
	defer close(w.ended)
	defer func() {
		if w.conn != nil {
			closed(ctx, w.conn)
		}
	}()
	ticker := time.NewTicker(looksAfter)
	defer ticker.Stop()
	for {
		select {
		case <-w.end:
			return
		case <-ticker.C:
			if err := w.once(context.WithoutCancel(ctx)); err != nil {
				return // it is only to be told
			}
		}
	}
}

// progress is how far an index build is, in blocks, or in tuples where there are none.
const progress = `SELECT phase, CASE WHEN blocks_total > 0 THEN blocks_done ELSE tuples_done END, CASE WHEN blocks_total > 0 THEN blocks_total ELSE tuples_total END
FROM pg_catalog.pg_stat_progress_create_index WHERE pid = $1`

// waitedFor are the sessions that hold what a process waits for.
const waitedFor = `SELECT a.pid, coalesce(a.application_name, ''), coalesce(a.usename, ''), coalesce(a.state, ''),
 coalesce(extract(epoch FROM pg_catalog.clock_timestamp() - a.xact_start), 0)::float8, coalesce(a.query, '')
FROM pg_catalog.pg_stat_activity a WHERE a.pid = ANY (pg_catalog.pg_blocking_pids($1)) ORDER BY a.xact_start LIMIT 3`

func (w *watcher) once(ctx context.Context) error {
	if err := w.connect(ctx); err != nil {
		return err
	}
	e := w.event
	err := introspect.Ask(ctx, w.conn, func(rows pgx.Rows) error {
		var phase string
		err := rows.Scan(&phase, &e.Done, &e.Total)
		e.What += ": " + phase
		return err
	}, progress, w.run.pid)
	if err != nil {
		return err
	}
	blockers, err := w.waiting(ctx)
	if err != nil {
		return err
	}
	if w.blockers = ""; blockers != "" {
		w.blockers = ", held by " + blockers
		e.What += ", waiting for " + blockers
	}
	w.tell(e)
	return w.giveUp(ctx)
}

// connect opens a connection to look from, for statements of their own: in the
// transaction of the lock a build would wait for them.
func (w *watcher) connect(ctx context.Context) (err error) {
	if w.conn == nil {
		w.conn, err = introspect.ConnectAs(ctx, w.run.URL, w.run.Database, "schemadiff watch", w.run.LockTimeout)
	}
	return err
}

// giveUp cancels a statement that has waited for longer than is allowed in all: a
// build has no limit of its own, for nobody waits behind it.
func (w *watcher) giveUp(ctx context.Context) error {
	switch {
	case w.blockers == "":
		w.since = time.Time{}
	case w.since.IsZero():
		w.since = time.Now()
	case time.Since(w.since) > max(w.run.Wait, w.run.LockTimeout, time.Second):
		w.gaveUp = true
		_, err := w.conn.Exec(ctx, "SELECT pg_catalog.pg_cancel_backend($1)", w.run.pid)
		return err
	}
	return nil
}

func (w *watcher) waiting(ctx context.Context) (string, error) {
	var list []string
	err := introspect.Ask(ctx, w.conn, func(rows pgx.Rows) error {
		var pid int32
		var application, user, state, query string
		var seconds float64
		if err := rows.Scan(&pid, &application, &user, &state, &seconds, &query); err != nil {
			return err
		}
		age := time.Duration(seconds * float64(time.Second)).Round(time.Second)
		list = append(list, fmt.Sprintf("process %d (%s of %s, %s, in a transaction for %s: %s)", pid, either(application, "a program"), user, either(state, "working"), age, abridged(query)))
		return nil
	}, waitedFor, w.run.pid)
	return strings.Join(list, " and "), err
}

func either(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// abridged is the beginning of someone else's statement, unless it may hold a password.
func abridged(query string) string {
	text := []rune(strings.Join(strings.Fields(query), " "))
	if strings.Contains(strings.ToLower(query), "password") {
		return "a statement about a password"
	}
	if len(text) > 80 {
		return string(text[:80]) + "…"
	}
	return string(text)
}
