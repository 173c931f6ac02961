package postgres

// Backfills on PostgreSQL: each batch of rows is a short transaction that also moves the cursor,
// so a batch and its record are committed together or not at all. The row of the record is locked
// during a batch, which lets several runs share the work, and the run holds back while replicas
// lag.

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	shared "github.com/schemadiff/schemadiff/introspect"
	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Fills reads how far the backfills of a database are.
func Fills(ctx context.Context, url string, patience shared.Patience) (list []journal.Fill, err error) {
	err = readRecords(ctx, url, patience, false, func(ctx context.Context, s store) error {
		list, err = journal.Fills(ctx, s)
		return err
	})
	return list, err
}

// filler is one run of a backfill.
type filler struct {
	*run
	job   *migrate.BackfillRun
	table string // with its schema
	typ   string // of the key
	after string // the operator that orders keys of that type
	fill  journal.Fill
}

// Fill runs a backfill from where it was, a short transaction a batch, each with its
// progress inside. Others may run it at the same time.
func Fill(ctx context.Context, url string, job *migrate.BackfillRun) (*journal.Fill, error) {
	conn, err := introspect.ConnectAs(ctx, url, "", "schemadiff backfill", job.LockTimeout)
	if err != nil {
		return nil, err
	}
	defer closed(ctx, conn)
	r := &run{Options: Options{URL: url, LockTimeout: job.LockTimeout, Wait: job.Wait, Waiting: job.Waiting}, plan: &plan.Plan{}, conn: conn, byHand: true}
	f := &filler{run: r, job: job}
	if err := f.attempts(ctx, func() error { return f.prepare(ctx) }); err != nil {
		if ctx.Err() != nil {
			return nil, f.job.Interrupted(f.fill, err)
		}
		return nil, err
	}
	for {
		done := f.fill
		if err := f.attempts(ctx, func() error { return f.transaction(ctx) }); err != nil {
			if ctx.Err() != nil {
				err = job.Interrupted(done, err)
			}
			return &f.fill, err
		}
		if job.Progress != nil {
			job.Progress(f.fill)
		}
		if f.fill.Done {
			return &f.fill, nil
		}
		if err := f.rest(ctx); err != nil {
			return &f.fill, err
		}
	}
}

// rest is the pause between two batches, longer while replicas lag.
func (f *filler) rest(ctx context.Context) error {
	const lagQuery = "SELECT coalesce(pg_catalog.max(extract(epoch FROM replay_lag)), 0)::float8 FROM pg_catalog.pg_stat_replication"
	for {
		select {
		case <-ctx.Done():
			return f.job.Interrupted(f.fill, ctx.Err())
		case <-time.After(f.job.Pause):
		}
		var seconds float64
		if err := introspect.Query(ctx, f.conn, func(rows pgx.Rows) error { return rows.Scan(&seconds) }, lagQuery); err != nil || seconds < maxLag.Seconds() {
			return nil // who may not see replicas does not wait for them
		}
	}
}

// maxLag is how far a replica may lag while a backfill goes on.
const maxLag = 10 * time.Second

// prepare makes the record and finds the type of the key.
func (f *filler) prepare(ctx context.Context) error {
	tx, err := f.begin(ctx, false)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if err := ours(ctx, tx, true); err != nil {
		return err
	}
	var there bool
	if err := tx.QueryRow(ctx, "SELECT pg_catalog.to_regclass('"+pgmodel.Journal+"."+journal.BackfillTable+"') IS NOT NULL").Scan(&there); err != nil {
		return fmt.Errorf("record of backfills: %w", serverError(err))
	}
	if !there {
		if _, err := tx.Exec(ctx, "SELECT pg_catalog.pg_advisory_xact_lock($1)", int64(lockKey)+1); err != nil { // IF NOT EXISTS is no lock
			return fmt.Errorf("record of backfills: %w", serverError(err))
		}
		if err := createSchema(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, (store{}).Dialect().CreateBackfills()); err != nil {
			return fmt.Errorf("record of backfills: %w", serverError(err))
		}
		if err := ours(ctx, tx, true); err != nil {
			return err
		}
	}
	if err := f.find(ctx, tx); err != nil {
		return err
	}
	if err := journal.BeginFill(ctx, store{tx}, f.job.ID, f.job.Name, f.job.Checksum); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// find looks up the table, where the path of the session has it, and the type of its key.
func (f *filler) find(ctx context.Context, tx pgx.Tx) error {
	if err := f.unpinSteps(ctx, tx, []plan.Step{{Statements: []plan.Statement{{SQL: folder.Bind(f.job.SQL, "NULL", "NULL")}}}}); err != nil {
		return err
	}
	var table *uint32
	err := tx.QueryRow(ctx, "SELECT pg_catalog.to_regclass($1)::pg_catalog.oid", f.job.Quoted()).Scan(&table)
	if err == nil {
		err = repin(ctx, tx)
	}
	if err == nil {
		var space, name string
		err = tx.QueryRow(ctx, `SELECT n.nspname, c.relname, pg_catalog.format_type(a.atttypid, a.atttypmod), coalesce((
 SELECT pg_catalog.format('OPERATOR(%I.%s)', s.nspname, o.oprname) FROM pg_catalog.pg_opclass k JOIN pg_catalog.pg_am m ON m.oid = k.opcmethod AND m.amname = 'btree'
 JOIN pg_catalog.pg_amop p ON p.amopfamily = k.opcfamily AND p.amoplefttype = k.opcintype AND p.amoprighttype = k.opcintype AND p.amopstrategy = 5
 JOIN pg_catalog.pg_operator o ON o.oid = p.amopopr JOIN pg_catalog.pg_namespace s ON s.oid = o.oprnamespace
 WHERE k.opcintype = a.atttypid AND k.opcdefault), '>') FROM pg_catalog.pg_attribute a
 JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE a.attrelid = $1 AND a.attname = $2 AND a.attnum > 0 AND NOT a.attisdropped`, table, f.job.Key).Scan(&space, &name, &f.typ, &f.after)
		f.table = pgmodel.Qualified(space, name)
	}
	if errors.Is(err, pgx.ErrNoRows) {
		return fmt.Errorf("%s: there is no column %s of %s", f.job.Path, f.job.Key, strings.Join(f.job.Table, "."))
	}
	if err != nil {
		return fmt.Errorf("key of %s: %w", f.job.Name, serverError(err))
	}
	return nil
}

// transaction is one batch.
func (f *filler) transaction(ctx context.Context) error {
	tx, err := f.begin(ctx, false)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if err := f.batch(ctx, tx); err != nil {
		return err
	}
	if err := f.job.At("commit"); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return fmt.Errorf("commit of a batch: %w", serverError(err))
	}
	return f.job.At("committed")
}

// batch does the rows after the cursor, as many as a batch has. The lock of the row
// that records it has others wait for the next batch.
func (f *filler) batch(ctx context.Context, tx pgx.Tx) error {
	var cursor *string
	fill, err := journal.LockFill(ctx, store{tx}, f.job.ID, &cursor)
	if err != nil {
		return f.wait(err)
	}
	if f.fill = fill; fill.Done {
		return f.job.Resumes(fill)
	}
	if err := f.job.Resumes(fill); err != nil {
		return err
	}
	lo, hi, err := f.bounds(ctx, tx, cursor)
	if err != nil {
		return f.wait(err)
	}
	if hi == nil {
		f.fill.Done = true
		return f.save(ctx, tx, cursor)
	}
	value := func(v *string) string { return "CAST(" + pgmodel.Literal(*v) + " AS " + f.typ + ")" }
	if err := f.unpin(ctx, tx); err != nil {
		return err
	}
	tag, err := tx.Exec(ctx, folder.Bind(f.job.SQL, value(lo), value(hi)))
	if err != nil {
		if introspect.Waiting(err) {
			return f.wait(err)
		}
		return fmt.Errorf("%s, rows %s to %s: %w", f.job.Path, *lo, *hi, serverError(err))
	}
	f.fill.Rows, f.fill.Batches = f.fill.Rows+tag.RowsAffected(), f.fill.Batches+1
	if err := repin(ctx, tx); err != nil {
		return err
	}
	return f.save(ctx, tx, hi)
}

// bounds are the first and the last key of the next batch; nil where there is none.
func (f *filler) bounds(ctx context.Context, tx pgx.Tx, cursor *string) (lo, hi *string, err error) {
	key, after := pgmodel.Quote(f.job.Key), ""
	if cursor != nil {
		after = " WHERE " + key + " " + f.after + " CAST(" + pgmodel.Literal(*cursor) + " AS " + f.typ + ")"
	}
	from := fmt.Sprintf("(SELECT %s AS k FROM %s%s ORDER BY %s LIMIT %d) x", key, f.table, after, key, f.job.Size)
	query := "SELECT (SELECT k::text FROM " + from + " ORDER BY x.k LIMIT 1), (SELECT k::text FROM " + from + " ORDER BY x.k DESC LIMIT 1)"
	return lo, hi, tx.QueryRow(ctx, query).Scan(&lo, &hi)
}

func (f *filler) save(ctx context.Context, tx pgx.Tx, cursor *string) error {
	f.fill.Checksum = f.job.Checksum
	return journal.SaveFill(ctx, store{tx}, f.fill, cursor)
}

// wait is an error that another attempt may not meet, as one.
func (f *filler) wait(err error) error {
	if introspect.Waiting(err) {
		return introspect.Busy(f.URL, "a lock for "+f.job.Name, f.LockTimeout, err)
	}
	return fmt.Errorf("batch of %s: %w", f.job.Name, serverError(err))
}
