package rebase

// This file has the reasons for which a rebase changes nothing.

import (
	"fmt"
	"strings"
)

// Reason is why a rebase is refused.
type Reason int

// The reasons.
const (
	NoRepository Reason = iota // the folder is in no git repository
	NoBranch                   // there is no main branch, and none was named
	SameNumber                 // two migrations of the other branch have one number
	Changed                    // a migration of the other branch was changed here
	Removed                    // a migration was removed on the other branch
	AlreadyRun                 // a database has applied what would change
	NoSchema                   // the migrations do not fit, and no desired schema is known to write others for
	NotMerged                  // the same, where the desired schema lacks what the other branch has
	ByHand                     // the migrations do not fit, and one was written by hand
	DownByHand                 // a down migration does not fit, and was written by hand
	Occupied                   // another file has the new name
)

// RefusedError is a rebase that changes nothing.
type RefusedError struct {
	Reason   Reason
	Onto     string // the other branch
	File     string // the migration that it is about
	Other    string // another file, for SameNumber, DownByHand and Occupied
	Problem  string // in what way migrations do not fit; "do not work"
	Origin   string // "written by hand" or "edited by hand", for ByHand
	Database string
	Err      error
}

// Error says what is wrong, without advice.
func (e *RefusedError) Error() string {
	switch e.Reason {
	case NoRepository:
		return "rebase: " + e.Err.Error()
	case NoBranch:
		return "rebase finds no main branch"
	case SameNumber:
		return fmt.Sprintf("%s and %s have the same number in %s itself", e.File, e.Other, e.Onto)
	case Changed:
		return fmt.Sprintf("%s differs from that of %s, which databases may have applied", e.File, e.Onto)
	case Removed:
		return fmt.Sprintf("%s is gone from %s, and this branch did not make it", e.File, e.Onto)
	case AlreadyRun:
		return fmt.Sprintf("%s has applied %s, which would get another number or text", e.Database, e.File)
	case ByHand:
		return fmt.Sprintf("%s:1: %s, and after the migrations of %s the ones of this branch %s; nothing was changed", e.File, e.Origin, e.Onto, e.Problem)
	case DownByHand:
		return fmt.Sprintf("%s:1: written by hand, and after the migrations of %s it does not revert %s; nothing was changed", e.File, e.Onto, e.Other)
	case Occupied:
		return fmt.Sprintf("%s would become %s, which is there already", e.File, e.Other)
	}
	return fmt.Sprintf("after the migrations of %s the ones of this branch %s; nothing was changed", e.Onto, e.Problem)
}

// Unwrap is the cause.
func (e *RefusedError) Unwrap() error { return e.Err }

// problem is in what way migrations do not fit.
func (r *Rebase) problem(broken error, lacks []string) string {
	switch {
	case broken != nil:
		return "do not work"
	case r.to == nil:
		return "do something else than before: " + strings.Join(lacks, "; ")
	}
	return "do not lead to the desired schema: " + strings.Join(lacks, "; ")
}
