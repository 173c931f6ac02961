package postgres

// Two runs on one database must not overlap. The advisory lock belongs to a transaction on a
// connection of its own, and not to a session (explicit-locking.html, "Advisory Locks"), since a
// pooler in transaction mode hands its sessions to others. Statements that a killed run has left
// on the server are waited for, or ended when asked to.

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"

	shared "github.com/schemadiff/schemadiff/introspect"
	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// lockKey is the advisory lock that two applies on one database do not share.
const lockKey = 0x736368656d61 // "schema"

// guard holds the lock in a transaction of its own, which works through a pooler
// too. Nothing runs in there while the work does: an index build that met the snapshot
// of a query would wait for the end of that transaction.
type guard struct {
	conn *pgx.Conn
	tx   pgx.Tx
}

// newGuard waits for another apply to end, and for what a killed one has running.
func newGuard(ctx context.Context, r *run) (*guard, error) {
	conn, err := introspect.ConnectAs(ctx, r.URL, r.Database, "schemadiff lock", r.LockTimeout)
	if err != nil {
		return nil, err
	}
	g := &guard{conn: conn}
	if err := g.take(ctx, r); err != nil {
		g.close(ctx)
		return nil, err
	}
	return g, nil
}

func (g *guard) take(ctx context.Context, r *run) error {
	err := g.until(ctx, r, "another apply to end", func() (bool, error) { return g.try(ctx) },
		func() ([]shared.Holder, error) { return introspect.AdvisoryHolders(ctx, g.conn, lockKey) })
	if err != nil {
		return err
	}
	return g.until(ctx, r, "what a killed apply has left running (--takeover ends it)", func() (bool, error) { return g.orphansGone(ctx, r.TakeOver) },
		func() ([]shared.Holder, error) { return introspect.Working(ctx, g.tx, application) })
}

// try begins a transaction for the lock and ends it where somebody else has it: an index
// build of theirs that met its snapshot for an instant would wait for all of it.
func (g *guard) try(ctx context.Context) (got bool, err error) {
	if g.tx, err = g.conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.ReadCommitted}); err != nil {
		return false, fmt.Errorf("begin: %w", err)
	}
	if _, err = g.tx.Exec(ctx, introspect.SettingsSQL(g.conn)); err == nil {
		err = repin(ctx, g.tx)
	}
	if err == nil {
		err = writable(ctx, g.tx, nil)
	}
	if err == nil {
		_, err = g.tx.Exec(ctx, "SET LOCAL lock_timeout = 3000")
	}
	if err == nil {
		err = g.tx.QueryRow(ctx, "SELECT pg_catalog.pg_try_advisory_xact_lock($1)", int64(lockKey)).Scan(&got)
	}
	if err != nil || got {
		return got, err
	}
	tx := g.tx
	g.tx = nil
	return false, tx.Rollback(ctx)
}

// until asks again and again, a short statement each time: one that waited would
// hold a snapshot.
func (g *guard) until(ctx context.Context, r *run, what string, done func() (bool, error), holders func() ([]shared.Holder, error)) error {
	start, looked := time.Now(), time.Time{}
	var known []shared.Holder
	for {
		ok, err := done()
		if err != nil {
			return fmt.Errorf("wait for %s: %w", what, err)
		}
		if ok {
			if !looked.IsZero() {
				r.report(shared.Wait{What: what, Over: true})
			}
			return nil
		}
		over := time.Since(start) >= r.Wait
		if over || time.Since(start) > time.Second && time.Since(looked) > time.Second {
			looked = time.Now()
			if known, err = holders(); err != nil {
				return fmt.Errorf("wait for %s: %w", what, err)
			}
			r.report(shared.Wait{What: what, Holders: known, Attempt: 2, Waited: time.Since(start)})
		}
		if over {
			return introspect.Busy(r.URL, what+shared.HeldBy(known), time.Since(start), errors.New("advisory lock is held"))
		}
		if err := pause(ctx, 100*time.Millisecond); err != nil {
			return err
		}
	}
}

// pause waits for about the given time, unless it is interrupted.
func pause(ctx context.Context, about time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(about/2 + rand.N(about)):
		return nil
	}
}

// orphansGone reports whether no server process works for an apply that is gone: who
// holds the lock is the only one there is.
func (g *guard) orphansGone(ctx context.Context, end bool) (bool, error) {
	const orphans = "FROM pg_catalog.pg_stat_activity WHERE application_name = '" + application + "' AND datname = pg_catalog.current_database() AND state <> 'idle'"
	var n int
	query := "SELECT count(*) " + orphans
	if end {
		query = "SELECT count(pg_catalog.pg_terminate_backend(pid)) " + orphans
	}
	if _, err := g.tx.Exec(ctx, "SELECT pg_catalog.pg_stat_clear_snapshot()"); err != nil {
		return false, err
	}
	err := g.tx.QueryRow(ctx, query).Scan(&n)
	return n == 0, err
}

func (g *guard) close(ctx context.Context) {
	if g == nil {
		return
	}
	if g.tx != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = g.tx.Rollback(ctx) // releases the lock before the end is reported
	}
	closed(ctx, g.conn)
}

// writable fails on a server that takes no changes. pid becomes that of the server's
// process.
func writable(ctx context.Context, tx pgx.Tx, pid *int32) error {
	var standby bool
	var readOnly string
	var process int32
	err := tx.QueryRow(ctx, "SELECT pg_catalog.pg_is_in_recovery(), pg_catalog.current_setting('transaction_read_only'), pg_catalog.pg_backend_pid()").
		Scan(&standby, &readOnly, &process)
	switch {
	case err != nil:
		return fmt.Errorf("state of the server: %w", err)
	case standby:
		return errors.New("the server is a standby, which takes no changes: apply to its primary")
	case readOnly == "on":
		return readOnlyError(ctx, tx)
	}
	if pid != nil {
		*pid = process
	}
	return nil
}

// readOnlyError says who has made the session read-only, and how it comes to take changes.
func readOnlyError(ctx context.Context, tx pgx.Tx) error {
	var source, user, database string
	err := tx.QueryRow(ctx, "SELECT source, session_user, pg_catalog.current_database() FROM pg_catalog.pg_settings WHERE name OPERATOR(pg_catalog.=) 'default_transaction_read_only'").
		Scan(&source, &user, &database)
	if err != nil {
		return fmt.Errorf("state of the server: %w", serverError(err))
	}
	user, database = pgmodel.Quote(user), pgmodel.Quote(database)
	hint := map[string]string{"user": "ALTER ROLE " + user + " RESET default_transaction_read_only", "database": "ALTER DATABASE " + database + " RESET default_transaction_read_only",
		"database user": "ALTER ROLE " + user + " IN DATABASE " + database + " RESET default_transaction_read_only"}[source]
	if hint == "" {
		hint = "set by the " + source
	}
	return fmt.Errorf("the session is read-only (default_transaction_read_only), nothing can be changed: %s", hint)
}
