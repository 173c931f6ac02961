package app

// This file compares a database with its migrations: the journal and the folder come in,
// what is applied, pending or changed goes out, and how the database differs from what its
// migrations lead to. Nothing is written.

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/schema"
)

// UnreachableError is a server that did not come up in time.
type UnreachableError struct{ Err error }

// Error is that of the last attempt.
func (e *UnreachableError) Error() string { return e.Err.Error() }

// Unwrap is the error of the last attempt.
func (e *UnreachableError) Unwrap() error { return e.Err }

// Entries reads the journal of a database; none where the database does not exist yet. It
// waits for a server that is starting; wholeText asks for the text of each migration too.
func Entries(ctx context.Context, target engine.Target, database string, patience introspect.Patience, wait time.Duration, wholeText bool) ([]journal.Entry, error) {
	start := time.Now()
	patience.Connect = max(patience.Connect, wait)
	for {
		list, err := target.Journal().Entries(ctx, database, patience, wholeText)
		if files, ok := target.(engine.FileTarget); ok && errors.Is(err, fs.ErrNotExist) && files.Absent(database) { // migrate creates it
			return nil, nil
		}
		if err == nil || ctx.Err() != nil || !starting(err) {
			return list, err
		}
		if time.Since(start) > wait {
			return nil, &UnreachableError{err}
		}
		select {
		case <-ctx.Done():
		case <-time.After(250 * time.Millisecond):
		}
	}
}

// starting reports whether the server does not answer yet.
func starting(err error) bool {
	var away *introspect.AwayError
	var busy *introspect.BusyError
	return errors.As(err, &away) || errors.As(err, &busy) && strings.HasPrefix(busy.What, "a connection")
}

// Status compares the folder with the journal of the database; wholeText reads the text of
// each applied migration too.
func (m *Migrations) Status(ctx context.Context, wholeText bool) (*journal.Status, error) {
	entries, err := Entries(ctx, m.Plan.Target, m.Database, m.Plan.Patience, m.Wait, wholeText)
	if err != nil {
		return nil, err
	}
	st := journal.Compare(m.Folder.Files, entries)
	return &st, nil
}

// Drift is how a database differs from what its migrations lead to.
type Drift struct {
	Differences []string
	Unknown     string // why it was not compared; "" where it was
}

// Drift compares a database with what its applied migrations lead to.
func (m *Migrations) Drift(ctx context.Context, st *journal.Status) (*Drift, error) {
	if len(st.Started) > 0 {
		return &Drift{Unknown: "a migration is applied in part"}, nil
	}
	before, err := m.Plan.Replayer().Before(ctx, *st)
	if err != nil {
		return nil, err
	}
	if before != nil && before.Opaque != nil {
		m.Notify.Opaque(before.Opaque)
	}
	if before == nil || before.Schema == nil {
		return &Drift{Unknown: "what its migrations lead to is not known"}, nil
	}
	if len(st.Applied) == 0 { // the database may not exist
		return &Drift{}, nil
	}
	have, err := m.Schema(ctx)
	if err != nil {
		return nil, err
	}
	return &Drift{Differences: m.Plan.Differences(have, before.Schema)}, nil
}

// Schema reads the schema of the database.
func (m *Migrations) Schema(ctx context.Context) (*schema.Schema, error) {
	e, err := OpenDatabase(ctx, m.Plan.Target, m.Name, m.Database, m.Plan.Patience)
	if err != nil {
		return nil, err
	}
	err = e.Fold(nil)
	return e.Schema, errors.Join(err, e.Live.Close())
}
