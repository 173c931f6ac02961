package remote

// The journal over a network. Its statements are written once for all dialects; here
// queries are sent, and changes are recorded, to become part of a transaction with a proof
// after each. The clock is the program's: each node would ask its own.

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	introspector "github.com/schemadiff/schemadiff/introspect/remote"
	"github.com/schemadiff/schemadiff/migrate/history"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// store is a journal.Store that sends what reads, and adds what writes to a transaction.
type store struct {
	client introspector.Client
	t      *transaction // nil for readers
	at     time.Time
}

func newStore(client introspector.Client, t *transaction) store { return store{client, t, time.Now()} }

// Dialect spells the statements for SQLite, with the program's clock as a literal.
func (s store) Dialect() *journal.Dialect {
	now := "'" + s.at.UTC().Format("2006-01-02T15:04:05.000Z") + "'"
	return &journal.Dialect{Now: now, Elapsed: "CAST((julianday(" + now + ") - julianday(started_at)) * 86400000 AS INTEGER)",
		Inserted: "rowid", Big: "INTEGER", Small: "INTEGER", Text: "TEXT", Time: "TEXT", KeyText: "quote(cursor)"}
}

// Query calls each for every row; none where the table does not exist.
func (s store) Query(ctx context.Context, each func(scan func(to ...any) error) error, query string, args ...any) error {
	results, err := s.client.Read(ctx, introspector.Statement{SQL: query, Args: args})
	switch {
	case absent(err):
		return nil
	case err != nil:
		return introspector.Explain(err)
	}
	for _, row := range results[0].Rows {
		if err := each(func(to ...any) error { return scan(row, to) }); err != nil {
			return err
		}
	}
	return nil
}

func absent(err error) bool {
	var failed *introspector.StatementError
	return errors.As(err, &failed) && strings.Contains(failed.Text, "no such table")
}

// scan puts the values of a row where database/sql would.
func scan(row []any, to []any) error {
	if len(row) != len(to) {
		return fmt.Errorf("a row of %d columns, want %d", len(row), len(to))
	}
	for i, v := range row {
		if err := scanValue(v, to[i]); err != nil {
			return err
		}
	}
	return nil
}

func scanValue(v any, to any) error {
	text, _ := v.(string)
	number, isNumber := v.(int64)
	switch to := to.(type) {
	case *string:
		if isNumber {
			text = fmt.Sprint(number)
		}
		*to = text
	case *journal.State:
		*to = journal.State(text)
	case *int:
		*to = int(number)
	case *int64:
		*to = number
	case *bool:
		*to = number != 0
	case *any:
		*to = v
	case interface{ Scan(any) error }:
		return to.Scan(v)
	default:
		return fmt.Errorf("a value for %T", to)
	}
	return nil
}

// Exec adds a statement that changes one row to the transaction, and the proof that it did.
func (s store) Exec(_ context.Context, statement string, args ...any) (int64, error) {
	s.t.add(introspector.Statement{SQL: statement, Args: args})
	s.t.prove(proofApplied, "SELECT changes()")
	return 1, nil
}

// createJournal creates the tables in the transaction that needs them first.
func (s store) createJournal() {
	for _, ddl := range s.Dialect().Create() {
		s.t.sql(ddl)
	}
}

// Journal reads what was applied to a database: whole, or what shows whether anything is to
// be done.
func Journal(ctx context.Context, client introspector.Client, whole bool) ([]journal.Entry, error) {
	return journal.Entries(ctx, newStore(client, nil), whole)
}

// Events reads the log of a database, from the first on.
func Events(ctx context.Context, client introspector.Client) ([]journal.Event, error) {
	return journal.Events(ctx, newStore(client, nil))
}

// Record reads another tool's table; nil where it is not there.
func Record(ctx context.Context, client introspector.Client, name history.Name) (*history.Table, error) {
	if name.Schema != "" && !strings.EqualFold(name.Schema, "main") {
		return nil, nil
	}
	results, err := client.Read(ctx, introspector.Statement{SQL: "SELECT * FROM main." + litemodel.Quote(name.Table)})
	switch {
	case absent(err):
		return nil, nil
	case err != nil:
		return nil, introspector.Explain(err)
	}
	table := &history.Table{Columns: results[0].Columns}
	for _, values := range results[0].Rows {
		row := history.Row{}
		for i, v := range values {
			if v != nil {
				row[table.Columns[i]] = fmt.Sprint(v)
			}
		}
		table.Rows = append(table.Rows, row)
	}
	return table, nil
}

// Adopt writes entries of migrations that the database has without having run them here. Those
// it has are left as they are.
func Adopt(ctx context.Context, client introspector.Client, wait time.Duration, list []journal.Entry) error {
	for {
		t := newTransaction()
		s := newStore(client, t)
		s.createJournal()
		if err := journal.Adopt(ctx, s, list); err != nil {
			return err
		}
		if len(t.proofs) == 0 { // it has all of them
			return nil
		}
		_, err := send(ctx, client, t, wait, func(ctx context.Context) (outcome, error) {
			have, err := Journal(ctx, client, false)
			if err == nil && len(journal.Absent(list, have)) == 0 {
				return there, nil
			}
			return pending, err
		})
		if t.refuted(err) == proofApplied { // another has adopted some of them
			continue
		}
		return introspector.Explain(err)
	}
}
