package sqlite

// The journal of a SQLite file: how package journal reads and writes it here. Readers open the
// file read-only and treat a missing table as an empty journal; writers are in the transaction of
// a migration, which holds the write lock of the file.

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/introspect"
	introlite "github.com/schemadiff/schemadiff/introspect/sqlite"
	"github.com/schemadiff/schemadiff/migrate/journal"
)

// querier is a connection or a pool of them.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// store is a journal.Store of a connection.
type store struct{ querier }

// Dialect spells the statements for SQLite.
func (store) Dialect() *journal.Dialect {
	return &journal.Dialect{Now: "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')", Elapsed: "CAST((julianday('now') - julianday(started_at)) * 86400000 AS INTEGER)",
		Inserted: "rowid", Big: "INTEGER", Small: "INTEGER", Text: "TEXT", Time: "TEXT", KeyText: "quote(cursor)"}
}

// Query calls each for every row.
func (s store) Query(ctx context.Context, each func(scan func(to ...any) error) error, query string, args ...any) (err error) {
	rows, err := s.QueryContext(ctx, query, args...)
	if absent(err) {
		return nil
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Exec executes a statement.
func (s store) Exec(ctx context.Context, statement string, args ...any) (int64, error) {
	result, err := s.ExecContext(ctx, statement, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// Journal reads what was applied to a database: whole, or what reports whether anything is
// to be done.
// The file is opened read-only. A database without a journal has applied nothing; one
// that does not exist is an error that wraps fs.ErrNotExist.
func Journal(ctx context.Context, path string, patience introspect.Patience, whole bool) (list []journal.Entry, err error) {
	err = reading(ctx, path, patience, "the journal", func(db querier) error {
		list, err = journal.Entries(ctx, store{db}, whole)
		return err
	})
	return list, err
}

// Events reads the log of a database, from the first on.
func Events(ctx context.Context, path string, patience introspect.Patience) (list []journal.Event, err error) {
	err = reading(ctx, path, patience, "the log of the journal", func(db querier) error {
		list, err = journal.Events(ctx, store{db})
		return err
	})
	return list, err
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

// createJournal creates the tables inside of the transaction that needs them first.
func createJournal(ctx context.Context, db querier) error {
	for _, ddl := range (store{}).Dialect().Create() {
		if _, err := db.ExecContext(ctx, ddl); err != nil {
			return fmt.Errorf("journal: %w", err)
		}
	}
	return nil
}
