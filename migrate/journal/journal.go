// Package journal is the record of migrations that every database keeps, for all dialects.
//
// What an entry holds, the states that it goes through, the statements that read and change the
// tables, and what a journal says of a folder of migrations stand here once. A dialect gives a
// Store: its connection, and how the statements are spelled for it. Entries change by compare and
// set, so that of two runs only one gets to record a step. The package opens no database, and
// whether a journal can be trusted is the dialect's business.
package journal

import (
	"slices"
	"strings"
	"time"
)

// State is how far a migration is on a database.
type State string

// The states of an entry.
const (
	Running    State = "running" // some of its steps are committed
	Done       State = "done"
	Adopted    State = "adopted"     // another tool has applied it, or it was there before
	RolledBack State = "rolled back" // it was reverted
)

// States are all states of an entry.
func States() []State { return []State{Running, Done, Adopted, RolledBack} }

// Next are the states that an entry can go to. The empty state is that of an entry that does
// not exist yet.
func (s State) Next() []State {
	switch s {
	case "", RolledBack:
		return []State{Running, Done, Adopted}
	case Running:
		return []State{Done}
	case Done, Adopted:
		return []State{RolledBack}
	}
	return nil
}

// leadingTo are the states that an entry can be in before it gets another.
func leadingTo(to State) []State {
	return slices.DeleteFunc(States(), func(s State) bool { return !slices.Contains(s.Next(), to) })
}

// inSQL is a list of states as SQL has it after IN.
func inSQL(list []State) string {
	literals := make([]string, len(list))
	for i, s := range list {
		literals[i] = "'" + string(s) + "'"
	}
	return "(" + strings.Join(literals, ", ") + ")"
}

// Entry is the row of a database's journal for one migration. Times are the
// database's own and are only shown; nothing is ordered by them.
type Entry struct {
	Seq        int64     `json:"seq"` // the order in which they were applied
	ID         string    `json:"id"`
	Name       string    `json:"name"`
	Checksum   string    `json:"checksum"` // SHA-256 of the file
	From       string    `json:"from,omitempty"`
	To         string    `json:"to,omitempty"` // fingerprint of the database afterwards, "" if unknown
	State      State     `json:"state"`
	Steps      int       `json:"steps"` // transactions and statements that stand alone
	StepsDone  int       `json:"ready"` // of them, committed
	Run        string    `json:"run"`   // of which run
	Attempt    int       `json:"attempt"`
	Started    time.Time `json:"started"`
	Finished   time.Time `json:"finished,omitzero"`
	DurationMS int64     `json:"durationMs"`
	Tool       string    `json:"tool"`
	AppliedBy  string    `json:"appliedBy"` // the database's role, or the system's user
	Host       string    `json:"host"`
	Error      string    `json:"error,omitempty"`
	SQL        string    `json:"sql,omitempty"` // the text as it ran
}

// Event is one line of a database's log: what was tried, and what became of it.
type Event struct {
	At        time.Time `json:"at"`
	Run       string    `json:"run"`
	ID        string    `json:"id"`
	Step      int       `json:"step"`  // that were committed by then
	Event     string    `json:"event"` // applied, failed, rolled back, adopted
	AppliedBy string    `json:"appliedBy"`
	Host      string    `json:"host"`
	Error     string    `json:"error,omitempty"`
}

// In reports whether the database has the migration.
func (e *Entry) In() bool { return e.State == Done || e.State == Adopted }
