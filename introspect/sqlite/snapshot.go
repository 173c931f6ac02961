package sqlite

import (
	"context"
	"errors"
	"time"
)

// This file has the read transactions. A question comes in and is answered from one
// snapshot, whose lock is gone when the answer is there: in rollback journal mode a
// reader keeps every writer from its COMMIT.

// snapshot asks in a read transaction.
func (db *DB) snapshot(ctx context.Context, ask func() error) error {
	over := watch(db.path, db.report)
	err := db.enter(ctx)
	over()
	if err != nil {
		return err
	}
	return errors.Join(ask(), db.leave(ctx))
}

// enter begins a read transaction. Where the files are not what they were when they
// were opened, or the connection cannot go on as it is, they are opened again.
func (db *DB) enter(ctx context.Context) error {
	if db.conn != nil && (!db.unlocked || !db.source.moved()) {
		start := time.Now()
		err := db.beginRead(ctx)
		if err == nil || ctx.Err() != nil || busy(err) {
			return explainIf(db.path, "the schema", time.Since(start), err)
		}
	}
	err := db.Close() // first: closing any descriptor of a file drops its locks
	report := db.report
	*db = DB{path: db.path, wait: db.wait, report: report}
	if err != nil {
		return err
	}
	fresh, err := openSnapshot(ctx, db.path, db.wait)
	if err == nil {
		*db = *fresh
		db.report = report
	}
	return err
}

// beginRead takes the lock: BEGIN itself takes none, the first read does.
func (db *DB) beginRead(ctx context.Context) error {
	if _, err := db.conn.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	var n int
	err := db.conn.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&n)
	if err != nil {
		_, _ = db.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	}
	db.inside = err == nil
	return err
}

// leave ends the read transaction.
func (db *DB) leave(ctx context.Context) error {
	if !db.inside {
		return nil
	}
	db.inside = false
	_, err := db.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
	return explainIf(db.path, "the schema", 0, err)
}

func explainIf(path, what string, waited time.Duration, err error) error {
	if err == nil {
		return nil
	}
	return explain(path, what, waited, err)
}
