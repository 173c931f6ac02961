package postgres

// The journal of applied migrations and the log of attempts: their tables, and each statement that
// reads or writes them. Entries change by compare and set, so that of two runs only one gets to
// record a step. Tables of an untrusted role may be read to be shown, but decide nothing and are
// never written to.

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	shared "github.com/schemadiff/schemadiff/introspect"
	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// The schema and the tables that record what was applied. Their columns are those of
// the other dialects' journals.
const (
	journalTable = pgmodel.Journal + ".schemadiff_migrations"
	eventTable   = pgmodel.Journal + ".schemadiff_attempts"
)

const journalDDL = `CREATE TABLE IF NOT EXISTS ` + journalTable + ` (
  seq bigint NOT NULL, id text NOT NULL PRIMARY KEY, name text NOT NULL, checksum text NOT NULL, from_fp text NOT NULL, to_fp text NOT NULL,
  state text NOT NULL CHECK (state IN ('running', 'done', 'adopted', 'rolled back')), steps_total integer NOT NULL, steps_done integer NOT NULL,
  run_id text NOT NULL, attempt integer NOT NULL, started_at timestamptz NOT NULL, finished_at timestamptz, duration_ms bigint NOT NULL,
  tool_version text NOT NULL, applied_by text NOT NULL, host text NOT NULL, error text, sql_text text NOT NULL);
CREATE TABLE IF NOT EXISTS ` + eventTable + ` (
  at timestamptz NOT NULL, run_id text NOT NULL, id text NOT NULL, step integer NOT NULL, event text NOT NULL, applied_by text NOT NULL, host text NOT NULL, error text)`

// querier is a connection or a transaction.
type querier interface {
	executor
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Journal reads what was applied to a database in one query: whole, or the part that shows
// whether anything is to be done. A database without a journal has applied nothing.
func Journal(ctx context.Context, url string, patience shared.Patience, whole bool) ([]folder.Entry, error) {
	return records(ctx, url, patience, !whole, entriesQuery(whole), scanEntry(whole))
}

// Events reads the log of a database, from the first on.
func Events(ctx context.Context, url string, patience shared.Patience) ([]folder.Event, error) {
	const query = "SELECT at, run_id, id, step, event, applied_by, host, coalesce(error, '') FROM " + eventTable + " ORDER BY at, ctid"
	return records(ctx, url, patience, false, query, func(row pgx.CollectableRow) (e folder.Event, err error) {
		return e, row.Scan(&e.At, &e.Run, &e.ID, &e.Step, &e.Event, &e.AppliedBy, &e.Host, &e.Error)
	})
}

// records are the rows of a query about what schemadiff has recorded; none where it has
// no such table. Where something is decided by them they must be ours; to be printed they
// may be of another role, as long as nothing of it runs.
func records[T any](ctx context.Context, url string, patience shared.Patience, decides bool, query string, scan pgx.RowToFunc[T]) (list []T, err error) {
	err = introspect.Within(ctx, url, patience, "a lock to read what is recorded", func(ctx context.Context, _ *introspect.DB, tx pgx.Tx) error {
		if err := ours(ctx, tx, decides); err != nil {
			return err
		}
		list, err = collect(ctx, tx, query, scan)
		return err
	})
	var refused *migrate.JournalError
	switch {
	case errors.As(err, &refused):
		return nil, err
	case err != nil:
		return nil, recorded("record", url, err)
	}
	return list, nil
}

// recorded is an error of reading what is recorded in a database.
func recorded(what, url string, err error) error {
	var busy *shared.BusyError
	if errors.As(err, &busy) {
		return err
	}
	return fmt.Errorf("%s in %s: %w", what, introspect.Mask(url), serverError(err))
}

func collect[T any](ctx context.Context, db querier, query string, scan pgx.RowToFunc[T]) ([]T, error) {
	rows, err := db.Query(ctx, query)
	var list []T
	if err == nil {
		list, err = pgx.CollectRows(rows, scan)
	}
	if absent(err) {
		return nil, nil
	}
	return list, err
}

// absent reports whether an error is about a journal that does not exist.
func absent(err error) bool {
	var server *pgconn.PgError
	return errors.As(err, &server) && (server.Code == "42P01" || server.Code == "3F000")
}

// entries reads the journal: all of it, or what reports whether anything is to be done.
func entries(ctx context.Context, db querier, whole bool) ([]folder.Entry, error) {
	return collect(ctx, db, entriesQuery(whole), scanEntry(whole))
}

func entriesQuery(whole bool) string {
	what := "seq, id, name, checksum, from_fp, to_fp, state, steps_total, steps_done"
	if whole {
		what += ", run_id, attempt, started_at, finished_at, duration_ms, tool_version, applied_by, host, coalesce(error, ''), sql_text"
	}
	return "SELECT " + what + " FROM " + journalTable + " ORDER BY seq"
}

func scanEntry(whole bool) pgx.RowToFunc[folder.Entry] {
	return func(row pgx.CollectableRow) (e folder.Entry, err error) {
		var finished *time.Time
		to := []any{&e.Seq, &e.ID, &e.Name, &e.Checksum, &e.From, &e.To, &e.State, &e.Steps, &e.StepsDone}
		if whole {
			to = append(to, &e.Run, &e.Attempt, &e.Started, &finished, &e.DurationMS, &e.Tool, &e.AppliedBy, &e.Host, &e.Error, &e.SQL)
		}
		if err = row.Scan(to...); finished != nil {
			e.Finished = *finished
		}
		return e, err
	}
}

// makeJournal creates the tables where there are none. Existing ones must be ours.
func makeJournal(ctx context.Context, db pgx.Tx) error {
	if err := ours(ctx, db, true); err != nil {
		return err
	}
	var there bool
	if err := db.QueryRow(ctx, "SELECT pg_catalog.to_regclass('"+eventTable+"') IS NOT NULL").Scan(&there); err != nil {
		return fmt.Errorf("journal: %w", serverError(err))
	}
	if there {
		return nil
	}
	if err := makeSpace(ctx, db); err != nil {
		return err
	}
	if _, err := db.Exec(ctx, journalDDL); err != nil {
		return fmt.Errorf("journal in schema %s: %w", pgmodel.Journal, serverError(err))
	}
	return ours(ctx, db, true) // IF NOT EXISTS takes what somebody else has made meanwhile
}

// makeSpace makes the schema of the journal unless it is there: IF NOT EXISTS would ask
// for the right to make it all the same.
func makeSpace(ctx context.Context, db querier) error {
	var there bool
	err := db.QueryRow(ctx, "SELECT pg_catalog.to_regnamespace('"+pgmodel.Journal+"') IS NOT NULL").Scan(&there)
	if err == nil && !there {
		_, err = db.Exec(ctx, "CREATE SCHEMA IF NOT EXISTS "+pgmodel.Journal)
	}
	if err != nil {
		return fmt.Errorf("schema %s for the journal: %w", pgmodel.Journal, serverError(err))
	}
	return nil
}

// recordStart writes the entry of a migration as one that is running or done; an error where
// another run has.
func recordStart(ctx context.Context, db querier, e folder.Entry) error {
	finished := "NULL"
	if e.In() {
		finished = "pg_catalog.clock_timestamp()"
	}
	tag, err := db.Exec(ctx, "INSERT INTO "+journalTable+` AS j (seq, id, name, checksum, from_fp, to_fp, state, steps_total, steps_done, run_id, attempt,
 started_at, finished_at, duration_ms, tool_version, applied_by, host, sql_text)
 SELECT coalesce(pg_catalog.max(seq), 0) + 1, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, pg_catalog.clock_timestamp(), `+finished+`, $11, $12, current_user, $13, $14 FROM `+journalTable+`
 ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, name = excluded.name, checksum = excluded.checksum, from_fp = excluded.from_fp, to_fp = excluded.to_fp,
 state = excluded.state, steps_total = excluded.steps_total, steps_done = excluded.steps_done, run_id = excluded.run_id, attempt = j.attempt + 1,
 started_at = excluded.started_at, finished_at = excluded.finished_at, duration_ms = excluded.duration_ms, tool_version = excluded.tool_version,
 applied_by = excluded.applied_by, host = excluded.host, error = NULL, sql_text = excluded.sql_text WHERE j.state = 'rolled back'`,
		e.ID, e.Name, e.Checksum, e.From, e.To, string(e.State), e.Steps, e.StepsDone, e.Run, e.Attempt, e.DurationMS, e.Tool, e.Host, e.SQL)
	return expectOneRow(tag, err)
}

// advance counts a step as done, by compare and set.
func advance(ctx context.Context, db querier, id string, ready int) error {
	tag, err := db.Exec(ctx, "UPDATE "+journalTable+" SET steps_done = $2 + 1 WHERE id = $1 AND steps_done = $2 AND state = 'running'", id, ready)
	return expectOneRow(tag, err)
}

// finish marks a migration whose steps are all done.
func finish(ctx context.Context, db querier, e folder.Entry) error {
	tag, err := db.Exec(ctx, "UPDATE "+journalTable+` SET state = 'done', to_fp = $2, finished_at = pg_catalog.clock_timestamp(), error = nullif($3, ''),
 duration_ms = pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - started_at) * 1000 WHERE id = $1 AND state = 'running'`, e.ID, e.To, e.Error)
	return expectOneRow(tag, err)
}

// markReverted records that a migration was reverted.
func markReverted(ctx context.Context, db querier, id, fingerprint, run string) error {
	tag, err := db.Exec(ctx, "UPDATE "+journalTable+` SET state = 'rolled back', to_fp = $2, run_id = $3, finished_at = pg_catalog.clock_timestamp()
 WHERE id = $1 AND state IN ('done', 'adopted')`, id, fingerprint, run)
	return expectOneRow(tag, err)
}

// errRaced says that another run has written the entry first.
var errRaced = errors.New("another run has recorded this migration meanwhile")

func expectOneRow(tag pgconn.CommandTag, err error) error {
	var server *pgconn.PgError
	switch {
	case errors.As(err, &server) && server.Code == "23505":
		return errRaced
	case err != nil:
		return fmt.Errorf("journal: %w", serverError(err))
	case tag.RowsAffected() != 1:
		return errRaced
	}
	return nil
}

// log appends to the record of what was tried.
func log(ctx context.Context, db querier, e folder.Event) error {
	_, err := db.Exec(ctx, "INSERT INTO "+eventTable+` (at, run_id, id, step, event, applied_by, host, error)
 VALUES (pg_catalog.clock_timestamp(), $1, $2, $3, $4, current_user, $5, nullif($6, ''))`,
		e.Run, e.ID, e.Step, e.Event, e.Host, strings.ReplaceAll(e.Error, "\x00", ""))
	if err != nil {
		return fmt.Errorf("log: %w", serverError(err))
	}
	return nil
}
