package sqlite

// Backfills: one UPDATE of a large table, run as many short transactions over ranges of its
// key. SQLite has one writer at a time, so a single long transaction would keep the
// application from writing. The cursor is saved in the same transaction as the rows of its
// batch: an interrupted backfill continues where the last commit was.

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	parsesqlite "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
)

const (
	fillTable = "schemadiff_backfills"
	fillDDL   = "CREATE TABLE IF NOT EXISTS " + fillTable + ` (
  id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, cursor, rows_done INTEGER NOT NULL, batches INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'done')), updated_at TEXT NOT NULL)`
)

// Fills reads how far the backfills of a database are.
func Fills(ctx context.Context, path string, patience introspect.Patience) (list []folder.Fill, err error) {
	err = reading(ctx, path, patience, "the backfills", func(db querier) error {
		list, err = fills(ctx, db)
		return err
	})
	return list, err
}

func fills(ctx context.Context, db querier) ([]folder.Fill, error) {
	rows, err := db.QueryContext(ctx, "SELECT id, name, checksum, coalesce(quote(cursor), ''), rows_done, batches, state = 'done', updated_at FROM "+fillTable+" ORDER BY id")
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []folder.Fill
	for rows.Next() {
		var f folder.Fill
		var at string
		if err := rows.Scan(&f.ID, &f.Name, &f.Checksum, &f.Cursor, &f.Rows, &f.Batches, &f.Done, &at); err != nil {
			return nil, err
		}
		f.Updated = moment(at)
		list = append(list, f)
	}
	return list, rows.Err()
}

// filler is one run of a backfill.
type filler struct {
	*run
	job  *migrate.BackfillRun
	fill folder.Fill
}

// Fill runs a backfill from where it was, a short transaction a batch, each with its
// progress inside. Others may run it at the same time.
func Fill(ctx context.Context, path string, job *migrate.BackfillRun) (*folder.Fill, error) {
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
	if err := f.resume(ctx); err != nil || f.fill.Done {
		return err
	}
	table, key := dotted(f.job.Table), quote(f.job.Key)
	var cursor, lo, hi any
	if err := f.conn.QueryRowContext(ctx, "SELECT cursor FROM "+fillTable+" WHERE id = ?", f.job.ID).Scan(&cursor); err != nil {
		return err
	}
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
		return f.save(ctx, cursor, 0)
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
	return f.save(ctx, hi, n)
}

// resume reads how far the backfill is.
func (f *filler) resume(ctx context.Context) error {
	if _, err := f.conn.ExecContext(ctx, fillDDL); err != nil {
		return err
	}
	_, err := f.conn.ExecContext(ctx, "INSERT INTO "+fillTable+" VALUES (?, ?, ?, NULL, 0, 0, 'running', "+now+") ON CONFLICT DO NOTHING", f.job.ID, f.job.Name, f.job.Checksum)
	if err != nil {
		return err
	}
	list, err := fills(ctx, f.conn)
	if err != nil {
		return err
	}
	for _, have := range list {
		if have.ID == f.job.ID {
			f.fill = have
		}
	}
	return f.job.Resumes(f.fill)
}

func (f *filler) save(ctx context.Context, cursor any, rows int64) error {
	state := "running"
	if f.fill.Done {
		state = "done"
	}
	_, err := f.conn.ExecContext(ctx, "UPDATE "+fillTable+" SET cursor = ?, rows_done = rows_done + ?, batches = ?, state = ?, checksum = ?, updated_at = "+now+" WHERE id = ?",
		cursor, rows, f.fill.Batches, state, f.job.Checksum, f.job.ID)
	return err
}

// dotted quotes the parts of a name.
func dotted(name string) string {
	parts := strings.Split(name, ".")
	for i, p := range parts {
		parts[i] = quote(p)
	}
	return strings.Join(parts, ".")
}
