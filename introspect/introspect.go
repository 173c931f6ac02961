// Package introspect holds what the readers of live databases of every dialect
// share. Its dialects read a database and never write to it.
package introspect

import (
	"fmt"
	"time"
)

// BusyError says that another connection held what was needed for too long.
// It is worth trying again.
type BusyError struct {
	Database string // path or URL without a password
	What     string // "a read lock", "the write lock"
	Waited   time.Duration
	Holders  []Holder // that are in the way, where What does not name them
	Err      error
}

// Error names the database, what was waited for and how long.
func (e *BusyError) Error() string {
	return fmt.Sprintf("%s is locked by another process: waited %s for %s%s", e.Database, e.Waited.Round(time.Millisecond), e.What, HeldBy(e.Holders))
}

// Unwrap is the driver's error.
func (e *BusyError) Unwrap() error { return e.Err }

// LostError says that a connection has ended before the work was done.
type LostError struct {
	Database string // without a password
	Why      string
	Done     string // what is done and stays, and how to go on; "" for a reader
	Err      error
}

// Error reads "the connection to … was lost: the server says: …; run it again".
func (e *LostError) Error() string {
	done := e.Done
	if done == "" {
		done = "nothing has changed: run it again"
	}
	return fmt.Sprintf("the connection to %s was lost: %s; %s", e.Database, e.Why, done)
}

// Unwrap is the error of the connection.
func (e *LostError) Unwrap() error { return e.Err }

// AwayError says that no server answers at an address. It may be starting.
type AwayError struct {
	Text  string
	Retry bool // it is one of several that may answer soon
	Err   error
}

// Error says where no server answers.
func (e *AwayError) Error() string { return e.Text }

// Unwrap is the network's error.
func (e *AwayError) Unwrap() error { return e.Err }
