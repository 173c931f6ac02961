package sqlite

// The tables in which a database records the migrations it has received, and the log of the
// attempts. They are read and written with SQL of this dialect here; what the entries mean is
// decided in package folder for all dialects. Readers open the file read-only and treat a
// missing table as an empty journal.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
	introlite "github.com/schemadiff/schemadiff/introspect/sqlite"
	"github.com/schemadiff/schemadiff/migrate/folder"
)

// The tables that record what was applied. Their columns are those of the other
// dialects' journals.
const (
	journalTable = "schemadiff_migrations"
	eventTable   = "schemadiff_attempts"
)

var journalDDL = [...]string{
	"CREATE TABLE IF NOT EXISTS " + journalTable + ` (
  seq INTEGER NOT NULL, id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, from_fp TEXT NOT NULL, to_fp TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'adopted', 'rolled back')), steps_total INTEGER NOT NULL, steps_done INTEGER NOT NULL,
  run_id TEXT NOT NULL, attempt INTEGER NOT NULL, started_at TEXT NOT NULL, finished_at TEXT, duration_ms INTEGER NOT NULL,
  tool_version TEXT NOT NULL, applied_by TEXT NOT NULL, host TEXT NOT NULL, error TEXT, sql_text TEXT NOT NULL)`,
	"CREATE TABLE IF NOT EXISTS " + eventTable + ` (
  at TEXT NOT NULL, run_id TEXT NOT NULL, id TEXT NOT NULL, step INTEGER NOT NULL, event TEXT NOT NULL, applied_by TEXT NOT NULL, host TEXT NOT NULL, error TEXT)`,
}

const now = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"

// querier is a connection or a pool of them.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// Journal reads what was applied to a database: whole, or what reports whether anything is
// to be done.
// The file is opened read-only. A database without a journal has applied nothing; one
// that does not exist is an error that wraps fs.ErrNotExist.
func Journal(ctx context.Context, path string, patience introspect.Patience, whole bool) (list []folder.Entry, err error) {
	err = reading(ctx, path, patience, "the journal", func(db querier) error {
		list, err = entries(ctx, db, whole)
		return err
	})
	return list, err
}

// Events reads the log of a database, from the first on.
func Events(ctx context.Context, path string, patience introspect.Patience) (list []folder.Event, err error) {
	err = reading(ctx, path, patience, "the log of the journal", func(db querier) error {
		list, err = events(ctx, db)
		return err
	})
	return list, err
}

func events(ctx context.Context, db querier) ([]folder.Event, error) {
	rows, err := db.QueryContext(ctx, "SELECT at, run_id, id, step, event, applied_by, host, coalesce(error, '') FROM "+eventTable+" ORDER BY rowid")
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []folder.Event
	for rows.Next() {
		var e folder.Event
		var at string
		if err := rows.Scan(&at, &e.Run, &e.ID, &e.Step, &e.Event, &e.AppliedBy, &e.Host, &e.Error); err != nil {
			return nil, err
		}
		e.At = moment(at)
		list = append(list, e)
	}
	return list, rows.Err()
}

// reading asks a database that stays as it is, also where a writer was killed.
func reading(ctx context.Context, path string, patience introspect.Patience, what string, ask func(querier) error) (err error) {
	db, err := introlite.OpenPatiently(ctx, path, patience)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return db.Query(ctx, what, func(conn *sql.Conn) error { return ask(conn) })
}

func absent(err error) bool { return err != nil && strings.Contains(err.Error(), "no such table") }

// entries reads the journal: all of it, or what reports whether anything is to be done.
func entries(ctx context.Context, db querier, whole bool) ([]folder.Entry, error) {
	what := "seq, id, name, checksum, from_fp, to_fp, state, steps_total, steps_done"
	if whole {
		what += ", run_id, attempt, started_at, coalesce(finished_at, ''), duration_ms, tool_version, applied_by, host, coalesce(error, ''), sql_text"
	}
	rows, err := db.QueryContext(ctx, "SELECT "+what+" FROM "+journalTable+" ORDER BY seq")
	if absent(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []folder.Entry
	for rows.Next() {
		var e folder.Entry
		var started, finished string
		to := []any{&e.Seq, &e.ID, &e.Name, &e.Checksum, &e.From, &e.To, &e.State, &e.Steps, &e.StepsDone}
		if whole {
			to = append(to, &e.Run, &e.Attempt, &started, &finished, &e.DurationMS, &e.Tool, &e.AppliedBy, &e.Host, &e.Error, &e.SQL)
		}
		if err := rows.Scan(to...); err != nil {
			return nil, err
		}
		e.Started, e.Finished = moment(started), moment(finished)
		list = append(list, e)
	}
	return list, rows.Err()
}

// moment reads a time that is only shown; a wrong one is none.
func moment(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return t
}

// makeJournal makes the tables inside of the transaction that needs them first.
func makeJournal(ctx context.Context, db querier) error {
	for _, ddl := range journalDDL {
		if _, err := db.ExecContext(ctx, ddl); err != nil {
			return fmt.Errorf("journal: %w", err)
		}
	}
	return nil
}

// record writes an entry of a migration that is applied, or replaces the one of a
// migration that was reverted.
func record(ctx context.Context, db querier, e folder.Entry) error {
	_, err := db.ExecContext(ctx, "INSERT INTO "+journalTable+` (seq, id, name, checksum, from_fp, to_fp, state, steps_total, steps_done, run_id, attempt,
 started_at, finished_at, duration_ms, tool_version, applied_by, host, sql_text)
 SELECT coalesce(max(seq), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, `+now+", "+now+`, ?, ?, ?, ?, ? FROM `+journalTable+` WHERE true
 ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, name = excluded.name, checksum = excluded.checksum, from_fp = excluded.from_fp, to_fp = excluded.to_fp,
 state = excluded.state, steps_total = excluded.steps_total, steps_done = excluded.steps_done, run_id = excluded.run_id, attempt = attempt + 1,
 started_at = excluded.started_at, finished_at = excluded.finished_at, duration_ms = excluded.duration_ms, tool_version = excluded.tool_version,
 applied_by = excluded.applied_by, host = excluded.host, error = NULL, sql_text = excluded.sql_text WHERE state = 'rolled back'`,
		e.ID, e.Name, e.Checksum, e.From, e.To, e.State, e.Steps, e.StepsDone, e.Run, e.Attempt, e.DurationMS, e.Tool, e.AppliedBy, e.Host, e.SQL)
	if err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}

// log appends to the record of what was tried.
func log(ctx context.Context, db querier, e folder.Event) error {
	_, err := db.ExecContext(ctx, "INSERT INTO "+eventTable+" (at, run_id, id, step, event, applied_by, host, error) VALUES ("+now+", ?, ?, ?, ?, ?, ?, nullif(?, ''))",
		e.Run, e.ID, e.Step, e.Event, e.AppliedBy, e.Host, e.Error)
	if err != nil {
		return fmt.Errorf("log: %w", err)
	}
	return nil
}
