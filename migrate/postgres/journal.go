package postgres

// The journal of a database: how package journal reads and writes it here, in a schema of its own.
// Tables of an untrusted role may be read to be shown, but decide nothing and are never written to.

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	shared "github.com/schemadiff/schemadiff/introspect"
	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// querier is a connection or a transaction.
type querier interface {
	executor
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// store is a journal.Store of a connection or a transaction.
type store struct{ querier }

// Dialect spells the statements for PostgreSQL.
func (store) Dialect() *journal.Dialect {
	return &journal.Dialect{Schema: pgmodel.Journal + ".", Functions: "pg_catalog.", Now: "pg_catalog.clock_timestamp()",
		Elapsed:  "pg_catalog.date_part('epoch', pg_catalog.clock_timestamp() - started_at) * 1000",
		Inserted: "at, ctid", Role: "current_user", Lock: " FOR UPDATE", Big: "bigint", Small: "integer", Text: "text", Time: "timestamptz", Key: "text", KeyText: "cursor"}
}

// Query calls each for every row.
func (s store) Query(ctx context.Context, each func(scan func(to ...any) error) error, query string, args ...any) error {
	rows, err := s.querier.Query(ctx, query, args...)
	if err == nil {
		defer rows.Close()
		for rows.Next() && err == nil {
			err = each(rows.Scan)
		}
		if err == nil {
			err = rows.Err()
		}
	}
	if absent(err) {
		return nil
	}
	return err
}

// Exec executes a statement.
func (s store) Exec(ctx context.Context, statement string, args ...any) (int64, error) {
	tag, err := s.querier.Exec(ctx, statement, args...)
	var server *pgconn.PgError
	switch {
	case errors.As(err, &server) && server.Code == "23505":
		return 0, journal.ErrRaced
	case err != nil:
		return 0, serverError(err)
	}
	return tag.RowsAffected(), nil
}

// Journal reads what was applied to a database in one query: whole, or the part that shows
// whether anything is to be done. A database without a journal has applied nothing.
func Journal(ctx context.Context, url string, patience shared.Patience, whole bool) (list []journal.Entry, err error) {
	err = readRecords(ctx, url, patience, !whole, func(ctx context.Context, s store) error {
		list, err = journal.Entries(ctx, s, whole)
		return err
	})
	return list, err
}

// Events reads the log of a database, from the first on.
func Events(ctx context.Context, url string, patience shared.Patience) (list []journal.Event, err error) {
	err = readRecords(ctx, url, patience, false, func(ctx context.Context, s store) error {
		list, err = journal.Events(ctx, s)
		return err
	})
	return list, err
}

// readRecords reads what schemadiff has recorded. Where something is decided by it, the tables must
// be ours; to be printed they may be of another role, as long as nothing of it runs.
func readRecords(ctx context.Context, url string, patience shared.Patience, decides bool, read func(context.Context, store) error) error {
	err := introspect.Within(ctx, url, patience, "a lock to read what is recorded", func(ctx context.Context, _ *introspect.DB, tx pgx.Tx) error {
		if err := ours(ctx, tx, decides); err != nil {
			return err
		}
		return read(ctx, store{tx})
	})
	var refused *migrate.JournalError
	switch {
	case errors.As(err, &refused):
		return err
	case err != nil:
		return recorded("record", url, err)
	}
	return nil
}

// recorded is an error of reading what is recorded in a database.
func recorded(what, url string, err error) error {
	var busy *shared.BusyError
	if errors.As(err, &busy) {
		return err
	}
	return fmt.Errorf("%s in %s: %w", what, introspect.Mask(url), serverError(err))
}

// absent reports whether an error is about a journal that does not exist.
func absent(err error) bool {
	var server *pgconn.PgError
	return errors.As(err, &server) && (server.Code == "42P01" || server.Code == "3F000")
}

// createJournal creates the tables where there are none. Existing ones must be ours.
func createJournal(ctx context.Context, db pgx.Tx) error {
	if err := ours(ctx, db, true); err != nil {
		return err
	}
	var there bool
	if err := db.QueryRow(ctx, "SELECT pg_catalog.to_regclass('"+pgmodel.Journal+"."+journal.EventTable+"') IS NOT NULL").Scan(&there); err != nil {
		return fmt.Errorf("journal: %w", serverError(err))
	}
	if there {
		return nil
	}
	if err := createSchema(ctx, db); err != nil {
		return err
	}
	if _, err := db.Exec(ctx, strings.Join((store{}).Dialect().Create(), ";\n")); err != nil {
		return fmt.Errorf("journal in schema %s: %w", pgmodel.Journal, serverError(err))
	}
	return ours(ctx, db, true) // IF NOT EXISTS takes what another role has created meanwhile
}

// createSchema creates the schema of the journal unless it is there: IF NOT EXISTS would ask
// for the right to create it all the same.
func createSchema(ctx context.Context, db querier) error {
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
