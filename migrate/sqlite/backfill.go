package sqlite

// Backfills: one UPDATE of a large table, run as many short transactions over ranges of its
// key. SQLite has one writer at a time, so a single long transaction would keep the
// application from writing. The cursor is saved in the same transaction as the rows of its
// batch: an interrupted backfill continues where the last commit was.

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
	parsesqlite "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
)

// Fills reads how far the backfills of a database are.
func Fills(ctx context.Context, path string, patience introspect.Patience) (list []journal.Fill, err error) {
	err = reading(ctx, path, patience, "the backfills", func(db querier) error {
		list, err = journal.Fills(ctx, store{db})
		return err
	})
	return list, err
}

// filler is one run of a backfill.
type filler struct {
	*run
	job  *migrate.BackfillRun
	fill journal.Fill
}

// Fill runs a backfill from where it was, a short transaction a batch, each with its
// progress inside. Others may run it at the same time.
func Fill(ctx context.Context, path string, job *migrate.BackfillRun) (*journal.Fill, error) {
	o := Options{Path: path, Wait: job.Wait, Waiting: job.Waiting, Digits: digits(path)}
	conn, err := open(ctx, o, parsesqlite.Stubs{})
	if err != nil {
		return nil, err
	}
	defer conn.close()
	f := &filler{run: &run{conn: conn.Conn, plan: &plan.Plan{}, options: o}, job: job}
	for !f.fill.Done {
		done := f.fill
		if _, err := f.conn.ExecContext(ctx, "PRAGMA busy_timeout="+milliseconds(job.Wait)); err != nil { // commit has changed it
			return &f.fill, err
		}
		if err := f.transaction(ctx); err != nil {
			if ctx.Err() != nil {
				err = job.Interrupted(done, err)
			}
			return &f.fill, err
		}
		if err := job.At("committed"); err != nil {
			return &f.fill, err
		}
		if job.Progress != nil {
			job.Progress(f.fill)
		}
		if f.fill.Done {
			break
		}
		select {
		case <-ctx.Done():
			return &f.fill, job.Interrupted(f.fill, ctx.Err())
		case <-time.After(job.Pause):
		}
	}
	return &f.fill, nil
}

// transaction is one batch.
func (f *filler) transaction(ctx context.Context) error {
	if err := f.begin(ctx); err != nil {
		return err
	}
	err := f.batch(ctx)
	if err == nil {
		err = f.job.At("commit")
	}
	if err != nil {
		return f.abort(ctx, err)
	}
	return f.commit(ctx)
}

// batch does the rows after the cursor, as many as a batch has.
func (f *filler) batch(ctx context.Context) error {
	cursor, err := f.resume(ctx)
	if err != nil || f.fill.Done {
		return err
	}
	table, key := f.job.Quoted()+" AS b", "b."+quote(f.job.Key) // with the table, since SQLite takes a quoted name that is no column for a string
	var lo, hi any
	after := ""
	var args []any
	if cursor != nil {
		after, args = " WHERE "+key+" > ?", []any{cursor}
	}
	from := fmt.Sprintf("(SELECT %s AS k FROM %s%s ORDER BY %s LIMIT %d)", key, table, after, key, f.job.Size)
	if err := f.conn.QueryRowContext(ctx, "SELECT min(k), max(k) FROM "+from, args...).Scan(&lo, &hi); err != nil {
		return fmt.Errorf("batch of %s: %w", f.job.Name, &engineError{err})
	}
	if hi == nil {
		f.fill.Done = true
		return f.save(ctx, cursor)
	}
	result, err := f.conn.ExecContext(ctx, folder.Bind(f.job.SQL, "@lo", "@hi"), sql.Named("lo", lo), sql.Named("hi", hi))
	if err != nil {
		return fmt.Errorf("%s, rows %v to %v: %w", f.job.Path, lo, hi, &engineError{err})
	}
	n, err := result.RowsAffected()
	if err != nil {
		return err
	}
	f.fill.Rows, f.fill.Batches = f.fill.Rows+n, f.fill.Batches+1
	return f.save(ctx, hi)
}

// resume reads how far the backfill is, and the key that it goes on after.
func (f *filler) resume(ctx context.Context) (cursor any, err error) {
	s := store{f.conn}
	if _, err := s.Exec(ctx, s.Dialect().CreateBackfills()); err != nil {
		return nil, err
	}
	if err := journal.BeginFill(ctx, s, f.job.ID, f.job.Name, f.job.Checksum); err != nil {
		return nil, err
	}
	if f.fill, err = journal.LockFill(ctx, s, f.job.ID, &cursor); err != nil {
		return nil, err
	}
	return cursor, f.job.Resumes(f.fill)
}

func (f *filler) save(ctx context.Context, cursor any) error {
	f.fill.Checksum = f.job.Checksum
	return journal.SaveFill(ctx, store{f.conn}, f.fill, cursor)
}
