// Package migrate holds what the executors of every dialect share: what a run
// reports and the ways it can end without having changed anything.
//
// A plan comes in; the database comes out as the plan says, or as it was. What to do is never decided here.
package migrate

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/schema"
)

// Report describes what a run did.
type Report struct {
	Steps    int
	Rows     int64 // moved by rebuilds, and proven to have arrived
	Duration time.Duration
	Warnings []string
}

// Cleared reports which tables of a stopped script were dropped.
func Cleared(tables []string) string {
	return "dropped what a stopped script of schemadiff had left: " + strings.Join(tables, ", ")
}

// MovedOnError says that the database is not what the plan starts from.
type MovedOnError struct {
	Database   string
	Want, Have string // fingerprints
}

// Error names the database and both fingerprints.
func (e *MovedOnError) Error() string {
	return fmt.Sprintf("%s is not the database this plan was made for: the plan starts from schema %s, the database has %s; nothing was changed",
		e.Database, e.Want, e.Have)
}

// StepError says that a statement of a step failed, and what became of the rest.
type StepError struct {
	Step      int // index in the plan
	Key       schema.Key
	SQL       string
	Err       error
	Committed int // steps before it that stay; 0: everything was rolled back
}

// Error reads "step 2, table users: INSERT INTO ...: the engine's message".
func (e *StepError) Error() string {
	rest := "everything was rolled back"
	if e.Committed > 0 {
		rest = fmt.Sprintf("the first %d steps stay, the rest was rolled back", e.Committed)
	}
	return fmt.Sprintf("step %d, %s: %s: %v; %s", e.Step+1, e.Key, shorten(e.SQL), e.Err, rest)
}

// Unwrap is the engine's error.
func (e *StepError) Unwrap() error { return e.Err }

// shorten is the beginning of a statement on one line.
func shorten(sql string) string {
	const limit = 200
	runes := []rune(strings.Join(strings.Fields(sql), " "))
	if len(runes) <= limit {
		return string(runes)
	}
	return string(runes[:limit]) + "…"
}

// Fault describes the fault of a plan or a migration, where an error reports one: a statement that
// failed, or a wrong result. It is "" for other errors, such as a connection that is lost.
func Fault(err error) string {
	var step *StepError
	var statement *FileError
	var end *WrongEndError
	var proof *ProofError
	switch {
	case errors.As(err, &step):
		return fmt.Sprintf("step %d failed", step.Step+1)
	case errors.As(err, &statement):
		return fmt.Sprintf("%s failed", statement.Pos)
	case errors.As(err, &end):
		return end.Error()
	case errors.As(err, &proof):
		return proof.What
	}
	return ""
}

// ProofError says that the result was not what it must be.
type ProofError struct {
	What       string // "table users: 3 of 10 rows arrived"
	RolledBack bool
}

// Error says what was wrong and what became of it.
func (e *ProofError) Error() string {
	if e.RolledBack {
		return "proof of the result: " + e.What + "; everything was rolled back"
	}
	return "proof of the result: " + e.What
}

// DiskError says that there is not enough space for a rebuild.
type DiskError struct {
	Database   string
	Needs, Has int64 // bytes; both 0 when the disk filled up on the way
	Err        error // the engine's, when the disk filled up on the way
}

// Error says how much is missing, or that nothing is half done.
func (e *DiskError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: the disk is full: %v; everything was rolled back", e.Database, e.Err)
	}
	return fmt.Sprintf("%s: not enough disk space: the rebuild needs %s, %s are free; nothing was changed",
		e.Database, size(e.Needs), size(e.Has))
}

// Unwrap is the engine's error, if there is one.
func (e *DiskError) Unwrap() error { return e.Err }

func size(bytes int64) string {
	const unit = 1000
	if bytes < unit {
		return fmt.Sprintf("%d B", bytes)
	}
	value, prefix := float64(bytes)/unit, 0
	for value >= unit && prefix < len("kMGTPE")-1 {
		value /= unit
		prefix++
	}
	return fmt.Sprintf("%.1f %cB", value, "kMGTPE"[prefix])
}
