package remote

// Backfills over a network: each batch is one transaction with the guard that no other has
// moved the backfill on since it was read. The rows that a batch has changed are counted where
// it runs.

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	introspector "github.com/schemadiff/schemadiff/introspect/remote"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
	parser "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// Fills reads how far the backfills of a database are.
func Fills(ctx context.Context, client introspector.Client) ([]journal.Fill, error) {
	return journal.Fills(ctx, newStore(client, nil))
}

// Fill runs a backfill from where it was. Others may run it at the same time.
func Fill(ctx context.Context, client introspector.Client, job *migrate.BackfillRun) (*journal.Fill, error) {
	run := *job
	run.SQL = parser.WithFixedValues(job.SQL, time.Now())
	job = &run
	if what := parser.Volatile(job.SQL); what != "" {
		return nil, fmt.Errorf("%s: %s", job.Path, volatileRefusal(what))
	}
	fill := &journal.Fill{}
	if err := begin(ctx, client, job); err != nil {
		return fill, err
	}
	for {
		if err := batch(ctx, client, job, fill); err != nil {
			if ctx.Err() != nil {
				err = job.Interrupted(*fill, err)
			}
			return fill, err
		}
		if err := job.At("committed"); err != nil {
			return fill, err
		}
		if job.Progress != nil {
			job.Progress(*fill)
		}
		if fill.Done {
			return fill, nil
		}
		select {
		case <-ctx.Done():
			return fill, job.Interrupted(*fill, ctx.Err())
		case <-time.After(job.Pause):
		}
	}
}

// begin writes the row of the backfill unless there is one.
func begin(ctx context.Context, client introspector.Client, job *migrate.BackfillRun) error {
	t := newTransaction()
	s := newStore(client, t)
	t.sql(s.Dialect().CreateBackfills())
	if err := journal.BeginFill(ctx, unproven{s}, job.ID, job.Name, job.Checksum); err != nil {
		return err
	}
	_, err := send(ctx, client, t, job.Wait, func(context.Context) (outcome, error) { return pending, nil })
	return introspector.Explain(err)
}

// unproven is a store whose statements may change no row.
type unproven struct{ store }

// Exec adds a statement.
func (s unproven) Exec(_ context.Context, statement string, args ...any) (int64, error) {
	s.t.add(introspector.Statement{SQL: statement, Args: args})
	return 0, nil
}

// batch does the rows after the cursor, as many as a batch has.
func batch(ctx context.Context, client introspector.Client, job *migrate.BackfillRun, fill *journal.Fill) error {
	var cursor any
	s := newStore(client, nil)
	now, err := journal.LockFill(ctx, s, job.ID, &cursor)
	if err != nil {
		return err
	}
	*fill = now
	if err := job.Resumes(*fill); err != nil || fill.Done {
		return err
	}
	lo, hi, err := ends(ctx, client, job, cursor)
	if err != nil {
		return err
	}
	t := newTransaction()
	s = newStore(client, t)
	t.prove(proofApplied, "SELECT count(*) FROM "+journal.BackfillTable+" WHERE id = ? AND batches = ? AND state = 'running'", job.ID, now.Batches)
	next := now
	next.Checksum = job.Checksum
	if hi == nil {
		next.Done, hi = true, cursor
	} else {
		next.Batches++
		t.now = origin{0, 0}
		t.add(introspector.Statement{SQL: folder.Bind(job.SQL, "@lo", "@hi"), Named: map[string]any{"lo": lo, "hi": hi}})
		t.now = origin{-1, -1}
		t.add(introspector.Statement{SQL: "UPDATE " + journal.BackfillTable + " SET rows_done = rows_done + changes() WHERE id = ?", Args: []any{job.ID}})
	}
	if err := saveFill(ctx, s, next, hi); err != nil {
		return err
	}
	if err := job.At("commit"); err != nil {
		return err
	}
	_, err = send(ctx, client, t, job.Wait, func(ctx context.Context) (outcome, error) {
		var none any
		have, err := journal.LockFill(ctx, newStore(client, nil), job.ID, &none)
		if err == nil && (have.Batches > now.Batches || have.Done) {
			return there, nil
		}
		return pending, err
	})
	var moved *movedError
	if t.refuted(err) == proofApplied || errors.As(err, &moved) { // another run has done it
		return nil
	}
	if _, ok := t.origin(err); ok {
		return fmt.Errorf("%s, rows %v to %v: %w", job.Path, lo, hi, err)
	}
	if err != nil {
		return introspector.Explain(err)
	}
	have, err := journal.LockFill(ctx, newStore(client, nil), job.ID, new(any))
	if err == nil {
		*fill = have
	}
	return err
}

// saveFill moves the backfill on but for the number of rows, which the transaction counts.
func saveFill(ctx context.Context, s store, f journal.Fill, cursor any) error {
	return journal.SaveFill(ctx, counting{s}, f, cursor)
}

// counting is a store that leaves the number of rows as it is.
type counting struct{ store }

// Exec adds a statement without the column of rows.
func (s counting) Exec(ctx context.Context, statement string, args ...any) (int64, error) {
	return s.store.Exec(ctx, strings.Replace(statement, "rows_done = $2", "rows_done = rows_done + 0 * $2", 1), args...)
}

// ends are the first and the last key of a batch; nil where there are no rows any more.
func ends(ctx context.Context, client introspector.Client, job *migrate.BackfillRun, cursor any) (lo, hi any, err error) {
	key := "b." + litemodel.Quote(job.Key) // with the table, since SQLite takes a quoted name that is no column for a string
	after := ""
	var args []any
	if cursor != nil {
		after, args = " WHERE "+key+" > ?", []any{cursor}
	}
	query := fmt.Sprintf("SELECT min(k), max(k), max(typeof(k) = 'blob') FROM (SELECT %s AS k FROM %s AS b%s ORDER BY %s LIMIT %d)", key, job.Quoted(), after, key, job.Size)
	results, err := client.Read(ctx, introspector.Statement{SQL: query, Args: args})
	if err != nil {
		return nil, nil, fmt.Errorf("batch of %s: %w", job.Name, introspector.Explain(err))
	}
	row := results[0].Rows[0]
	if row[2] == int64(1) {
		return nil, nil, fmt.Errorf("%s: key %s holds blobs, that no request can carry exactly: use another key", job.Path, job.Key)
	}
	return row[0], row[1], nil
}
