// Package remote reads SQLite databases that are reached over a network: their schema,
// facts about their rows, and answers to probes. A client of two calls comes in, Read for
// one snapshot and Write for all or nothing; what it talks to is its own business. The
// catalog arrives as rows and is read by the reader of files, so that no difference can
// come from the way to the database.
package remote

import (
	"context"
	"fmt"
)

// Client is a database that speaks SQLite's language over a network.
type Client interface {
	// Read answers queries from one snapshot, after all writes that were acknowledged.
	Read(ctx context.Context, queries ...Statement) ([]Result, error)
	// Write executes statements in one transaction, all or none of them. The error is a
	// *StatementError where one was refused, a *NotSentError where none has arrived, and
	// an *UnknownError where it is not known whether they took effect.
	Write(ctx context.Context, statements ...Statement) ([]Result, error)
	// Name is how messages call the database; no password is in it.
	Name() string
}

// Statement is SQL with its parameters: in their order, or by their names.
type Statement struct {
	SQL   string
	Args  []any
	Named map[string]any
}

// SQL is statements without parameters.
func SQL(texts ...string) []Statement {
	out := make([]Statement, len(texts))
	for i, text := range texts {
		out[i].SQL = text
	}
	return out
}

// Result is the answer to one statement.
type Result struct {
	Columns []string
	Rows    [][]any // nil, string, int64, float64
	Changed int64   // rows
}

// StatementError is a statement that the database has refused. Of a Write nothing stays.
type StatementError struct {
	Index int // of the statement
	Text  string
}

// Error is the database's message.
func (e *StatementError) Error() string { return e.Text }

// NotSentError is a request that no server has accepted: nothing has changed.
type NotSentError struct {
	Database string
	Err      error
}

// Error says why.
func (e *NotSentError) Error() string { return fmt.Sprintf("%s: %v", e.Database, e.Err) }

// Unwrap gives the reason of each node, or the error of the only attempt.
func (e *NotSentError) Unwrap() error { return e.Err }

// UnknownError is a request whose answer was lost: it may have taken effect, or may yet.
type UnknownError struct {
	Database string
	Err      error
}

// Error says that it is not known.
func (e *UnknownError) Error() string {
	return fmt.Sprintf("%s: whether the request took effect is not known: %v", e.Database, e.Err)
}

// Unwrap is the error of the connection, or the server's message.
func (e *UnknownError) Unwrap() error { return e.Err }

// RefusedError is a request that the server refuses for good, such as one with a wrong
// password.
type RefusedError struct {
	Database string
	Text     string
}

// Error names the database and the reason.
func (e *RefusedError) Error() string { return e.Database + ": " + e.Text }
