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
	Err      error
}

// Error names the database, what was waited for and how long.
func (e *BusyError) Error() string {
	return fmt.Sprintf("%s is locked by another process: waited %s for %s", e.Database, e.Waited.Round(time.Millisecond), e.What)
}

// Unwrap is the driver's error.
func (e *BusyError) Unwrap() error { return e.Err }

// AwayError says that nobody answers where a server should be. It may be starting.
type AwayError struct {
	Text string
	Err  error
}

// Error says where nobody answers.
func (e *AwayError) Error() string { return e.Text }

// Unwrap is the network's error.
func (e *AwayError) Unwrap() error { return e.Err }
