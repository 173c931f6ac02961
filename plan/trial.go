package plan

// What came of a plan that was run on a copy of the database with its rows: for each step whether
// it worked, how long it took and what it locked, and for the tables what differs between the rows
// before and after. It is data for reports; nothing is run here.

import (
	"fmt"
	"time"

	"github.com/schemadiff/schemadiff/schema"
)

// Trial reports a run of a plan on a copy with rows.
type Trial struct {
	Steps       []TrialStep // as many as the plan has
	Tables      int         // that were copied and compared
	Rows        int64       // in these tables before the first step
	Sample      int64       // the most rows of a table, beside what references ask for; 0 for all
	Differences []Difference
	Problem     string   // what is wrong with the result, or with a step; "" for nothing
	Notes       []string // what the copy does not have
	Duration    time.Duration
}

// StepResult is how a step ended.
type StepResult string

// The results of a step.
const (
	StepWorked StepResult = "worked"
	StepFailed StepResult = "failed"
	StepNotRun StepResult = "not run" // another one failed before
)

// TrialStep is one step of a trial.
type TrialStep struct {
	Result    StepResult
	Error     string // of StepFailed
	Duration  time.Duration
	Locks     []string // that it took, each a mode and a relation
	Rewritten []string // tables whose rows were written again
}

// DifferenceKind says in what the rows of a table differ.
type DifferenceKind string

// The kinds of differences.
const (
	RowsMissing   DifferenceKind = "rows missing"
	RowsAdded     DifferenceKind = "rows added"
	ValuesChanged DifferenceKind = "values changed"
	TableDropped  DifferenceKind = "table dropped"
)

// Difference names rows of a table that differ before a plan and after it.
type Difference struct {
	Kind    DifferenceKind
	Table   schema.Key // as it is called after the plan; before it where it is dropped
	Column  string     // of ValuesChanged; "" where it is not known which
	Count   int64      // rows; -1 if it is not known how many
	Keys    []string   // of some of the rows
	Claimed bool       // a step says so
}

// Failed reports whether the plan does not do what it says.
func (t *Trial) Failed() bool {
	if t.Problem != "" {
		return true
	}
	for _, d := range t.Differences {
		if !d.Claimed {
			return true
		}
	}
	return false
}

// Fault is the first thing that is wrong, on one line; "" if nothing is.
func (t *Trial) Fault() string {
	for i, s := range t.Steps {
		if s.Result == StepFailed {
			return fmt.Sprintf("step %d fails: %s", i+1, s.Error)
		}
	}
	if t.Problem != "" {
		return t.Problem
	}
	for _, d := range t.Differences {
		if !d.Claimed {
			return d.String() + ", and no step says so"
		}
	}
	return ""
}

// String reads "table users: values of name changed in 3 rows".
func (d Difference) String() string {
	rows := fmt.Sprintf("%d rows", d.Count)
	switch d.Count {
	case 1:
		rows = "1 row"
	case -1:
		rows = "rows"
	}
	table := "table " + d.Table.Object()
	switch d.Kind {
	case RowsMissing:
		return table + ": " + rows + " missing"
	case RowsAdded:
		return table + ": " + rows + " added"
	case TableDropped:
		return table + ": dropped with " + rows
	}
	if d.Column == "" {
		return table + ": values changed in " + rows
	}
	return table + ": values of " + d.Column + " changed in " + rows
}
