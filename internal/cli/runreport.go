package cli

// This file is the JSON of commands that change a database or report on one: the same fields whatever
// the command and however it ended, as docs/run.schema.json describes them.

import (
	"encoding/json"
	"time"
)

// runReport is how a command ended. Fields are added to it, never renamed.
type runReport struct {
	Version    int             `json:"version"`
	Tool       runTool         `json:"tool"`
	Command    string          `json:"command"`
	Database   string          `json:"database"`
	Outcome    outcome         `json:"outcome"`
	ExitStatus int             `json:"exitStatus"`
	DryRun     bool            `json:"dryRun"`
	DurationMS int64           `json:"durationMs"`
	Error      *runError       `json:"error"`
	Warnings   []string        `json:"warnings"`
	Steps      *int            `json:"steps,omitempty"`     // that apply has done
	Created    *bool           `json:"created,omitempty"`   // the database is new
	Plan       json.RawMessage `json:"plan,omitempty"`      // of apply: docs/plan.schema.json
	Rehearsal  any             `json:"rehearsal,omitempty"` // of migrate: as in docs/plan.schema.json
	Migrations []migrationJSON `json:"migrations,omitzero"` // that were pending for migrate; all of status
	Pending    *int            `json:"pending,omitempty"`   // of status
	Drift      []string        `json:"drift,omitzero"`      // of status
	Notes      []string        `json:"notes,omitzero"`      // of status
}

type runTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// outcome is how a command ended, in a word.
type outcome string

// The outcomes.
const (
	outcomeDone        outcome = "done"
	outcomeNothing     outcome = "nothing_to_do"
	outcomeDifferences outcome = "differences"
	outcomeRefused     outcome = "refused"
	outcomeFailed      outcome = "failed"
	outcomeTryAgain    outcome = "try_again"
)

// runError is the error of a command.
type runError struct {
	Message string `json:"message"`
	Hint    string `json:"hint"`
	File    string `json:"file"`
	Line    int    `json:"line"`   // from 1; 0 where no file is at fault
	Column  int    `json:"column"` // from 1
}

// migrationJSON is a migration in a report.
type migrationJSON struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	State      string     `json:"state"` // applied, pending, running, edited, missing, adopted
	Late       bool       `json:"outOfOrder,omitempty"`
	Applied    *time.Time `json:"appliedAt,omitempty"`
	DurationMS int64      `json:"durationMs,omitempty"`
	By         string     `json:"appliedBy,omitempty"`
	StepsDone  int        `json:"stepsDone,omitempty"`
	Steps      int        `json:"steps,omitempty"`
}
