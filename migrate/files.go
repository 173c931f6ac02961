package migrate

// Migrations from files, as the executors of every dialect get them, and the ways such a run can
// fail: the database is not what earlier migrations lead to (drift), a migration ends in another
// schema than its statements say, it was edited halfway, or a statement fails. Each error says
// what has stayed applied, since that decides what to do next.

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// FileJob is one migration to carry out.
type FileJob struct {
	folder.File
	Statements []schema.Statement // of SQL, with their places
	Before     *schema.Schema     // the schema after the migrations before it; nil if unknown
	After      *schema.Schema     // the schema after it; nil if unknown
	Down       bool               // it takes the migration back
	Unproven   bool               // a later one is compared with the database
}

// Files are migrations to carry out, and how.
type Files struct {
	Jobs []FileJob

	Tool, Host, By string // for the journal
	Run            string // of this run alone
	Wait           time.Duration
	LockTimeout    time.Duration
	TakeOver       bool
	Drift          DriftPolicy

	// Differences lists how a database differs from what it should be, for people.
	Differences func(have, want *schema.Schema) []string
	Progress    func(Event)
	Waiting     func(introspect.Wait) // whom the run waits for
	Applied     func(f *FileJob, took time.Duration)
	Warn        func(text string)
	Point       func(name string) error // tests stop here, or fail here

	drifted []string // differences that were there before and are let be
}

// Drifted is an error for a database that is not what the migrations before a job lead
// to. Where drift is allowed it is reported, and left out of later comparisons.
func (f *Files) Drifted(database string, job *FileJob, have *schema.Schema) error {
	differences := f.Differences(have, job.Before)
	switch {
	case len(differences) == 0:
		return nil
	case f.Drift != DriftWarn:
		return &DriftedError{Database: database, Before: job.Name, Differences: differences}
	}
	f.drifted = differences
	for _, d := range differences {
		f.Warn("the database is not what the migrations lead to: " + d)
	}
	return nil
}

// Wrong is an error for a database that is not what a job leads to, but for the drift
// that was there before.
func (f *Files) Wrong(job *FileJob, have *schema.Schema, rolledBack bool) error {
	differences := slices.DeleteFunc(f.Differences(have, job.After), func(d string) bool { return slices.Contains(f.drifted, d) })
	if len(differences) == 0 {
		return nil
	}
	return &WrongEndError{File: job.Path, RolledBack: rolledBack, Differences: differences}
}

// At reports to tests how far a run is.
func (f *Files) At(name string) error {
	if f.Point == nil {
		return nil
	}
	return f.Point(name)
}

// DriftPolicy says what to do about a database that is not what its migrations lead to.
type DriftPolicy string

// The policies.
const (
	DriftError DriftPolicy = "error"
	DriftWarn  DriftPolicy = "warn"
)

// DriftedError says that a database is not what its migrations lead to.
type DriftedError struct {
	Database    string
	Before      string // the first migration that was to run
	Differences []string
}

// Error lists the differences.
func (e *DriftedError) Error() string {
	return fmt.Sprintf("%s is not what the migrations before %s lead to; nothing was changed:\n  %s", e.Database, e.Before, strings.Join(e.Differences, "\n  "))
}

// WrongEndError says that a migration ran and its end is another than that of the file.
type WrongEndError struct {
	File        string
	RolledBack  bool
	Differences []string
}

// Error lists the differences and says what became of it.
func (e *WrongEndError) Error() string {
	end := "it was rolled back"
	if !e.RolledBack {
		end = "it stays applied, for it has more than one transaction"
	}
	return fmt.Sprintf("%s ran and ended in another schema than its statements say; %s:\n  %s", e.File, end, strings.Join(e.Differences, "\n  "))
}

// EditedError says that part of a migration ran before it was edited.
type EditedError struct {
	File             string
	StepsDone, Steps int
}

// Error says what to do.
func (e *EditedError) Error() string {
	return fmt.Sprintf("%s was edited after %d of its %d steps were applied: put its text back (schemadiff history --sql shows it) and put the change into a new migration", e.File, e.StepsDone, e.Steps)
}

// FileError is a statement of a migration that failed.
type FileError struct {
	File      string // its path
	Pos       schema.Pos
	Index     int // of the statement
	SQL       string
	Err       error
	StepsDone int // steps of the file that stay
	Steps     int
	Left      string // what the statement has left, in words; "" for nothing
}

// Error reads "migrations/0003_x.sql:12:1: the engine's message; …".
func (e *FileError) Error() string {
	return fmt.Sprintf("%s: %v: %s; %s", e.Pos, e.Err, shorten(e.SQL), e.Rest())
}

// Rest says what became of the migration.
func (e *FileError) Rest() string {
	rest := "the migration was rolled back"
	if e.StepsDone > 0 {
		rest = fmt.Sprintf("%d of the %d steps of the migration stay, the next run goes on from there", e.StepsDone, e.Steps)
	}
	if e.Left != "" {
		rest += "; " + e.Left
	}
	return rest
}

// Unwrap is the engine's error.
func (e *FileError) Unwrap() error { return e.Err }

// Differences returns the differences of a database from the schema it should have. Objects
// that differ only in the spelling of expressions count as equal.
func Differences(have, want *schema.Schema) []plan.Change {
	changes := plan.Compare(have, want)
	if list := hidden(changes); len(list) > 0 {
		changes = plan.Compare(have, want.WithReplacements(list))
	}
	open := map[schema.Key]bool{}
	for _, d := range plan.Unverified(changes) {
		open[d.Key] = true
	}
	var out []plan.Change
	for _, c := range changes {
		if !open[c.Key] {
			out = append(out, c)
		}
	}
	return out
}

// Describe puts a difference into words: what a database has and what it should have.
func Describe(c plan.Change) string {
	switch c.Op {
	case plan.Add:
		return c.Key.String() + " is missing"
	case plan.Drop:
		return c.Key.String() + " is there and no migration makes it"
	}
	text := c.Key.String() + " differs"
	for _, f := range c.Fields {
		text += fmt.Sprintf(" (%s is %q and should be %q)", f.Name, f.From, f.To)
	}
	return text
}
