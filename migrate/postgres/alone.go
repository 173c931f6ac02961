package postgres

// Statements that PostgreSQL refuses in a transaction block, such as CREATE INDEX CONCURRENTLY.
// Whether one has run does not follow from a COMMIT, so the check that the plan has for it is
// asked before and after. What an attempt that broke off has left, such as an invalid index
// (sql-createindex.html, "Building Indexes Concurrently"), is cleared away first.

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/plan"
)

// What the check of a statement answers.
const (
	notDone   = 0
	isDone    = 1
	brokenOff = 2 // something is left that Repair clears away
)

// runNonTransactional runs a step that cannot be in a transaction: it looks whether it is done
// already, clears away what an earlier attempt has left, runs, and looks again.
func (r *run) runNonTransactional(ctx context.Context, i int) error {
	path, err := r.mayWrite(ctx, i)
	if err := errors.Join(err, r.pooled(ctx)); err != nil {
		return err
	}
	return r.aloneOn(ctx, path, func() error {
		for _, stmt := range r.plan.Steps[i].Statements {
			before, err := invalid(ctx, r.conn)
			if err != nil {
				return r.failed(i, stmt.SQL, err)
			}
			a := attempted{r.plan.Steps[i], stmt, before}
			if err := r.aloneStatement(ctx, i, a); err != nil {
				r.clear(ctx, a)
				return r.withLeft(err)
			}
		}
		return nil
	})
}

// mayWrite looks whether the server still takes changes, and how long a statement may
// take: a build waits for locks without others queueing after it. It returns the path that a step
// is to run with.
func (r *run) mayWrite(ctx context.Context, i int) (string, error) {
	tx, err := r.begin(ctx, true)
	if err != nil {
		return "", err
	}
	path, err := r.pathOf(ctx, tx, r.plan.Steps[i:i+1])
	if end := tx.Rollback(ctx); end != nil && err == nil {
		err = fmt.Errorf("end of a transaction: %w", end)
	}
	return path, err
}

func (r *run) aloneStatement(ctx context.Context, i int, a attempted) error {
	stmt := a.stmt
	state, err := ask(ctx, r.conn, stmt.Check)
	if err != nil {
		return r.failed(i, stmt.Check, err)
	}
	if state == isDone && !r.fresh {
		return nil
	}
	if r.direct { // through a pooler it would be someone else's session
		if _, err := r.conn.Exec(ctx, fmt.Sprintf("SET lock_timeout = %d; SET statement_timeout = 0", r.patience(stmt).Milliseconds())); err != nil {
			return r.failed(i, "SET lock_timeout", err)
		}
	}
	if state == brokenOff && stmt.Repair != "" {
		if err := r.exec(ctx, r.conn, i, stmt.Repair); err != nil {
			return err
		}
		if state, err = ask(ctx, r.conn, stmt.Check); err != nil || state == isDone { // clearing away was the rest of it
			return err
		}
	}
	if err := a.clearTransient(ctx, r.conn); err != nil {
		return r.failed(i, stmt.SQL, err)
	}
	if err := r.exec(ctx, r.conn, i, stmt.SQL); err != nil {
		return err
	}
	if state, err = ask(ctx, r.conn, stmt.Check); err != nil {
		return r.failed(i, stmt.Check, err)
	}
	if stmt.Check != "" && state != isDone {
		return r.failed(i, stmt.SQL, fmt.Errorf("it ran and did not do its work"))
	}
	return nil
}

// patience is how long a statement may wait for a lock, 0 for no limit but --wait.
// CONCURRENTLY waits for transactions to end, and no session has to wait for it.
func (r *run) patience(stmt plan.Statement) time.Duration {
	if stmt.Check != "" || stmt.Transient {
		return 0
	}
	return r.LockTimeout
}

// ask is the answer of a check; a statement without one is never done. It is one
// query of a transaction that reads: what a plan calls a check writes nothing.
func ask(ctx context.Context, conn *pgx.Conn, check string) (int, error) {
	if check == "" {
		return notDone, nil
	}
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{AccessMode: pgx.ReadOnly})
	if err != nil {
		return notDone, err
	}
	defer func() { _ = tx.Rollback(ctx) }()
	var n int
	if err := tx.QueryRow(ctx, check, pgx.QueryExecModeExec).Scan(&n); err != nil { // the simple protocol takes several statements
		return notDone, err
	}
	return n, tx.Commit(ctx)
}
