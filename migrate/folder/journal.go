package folder

// A folder of files next to the journal of a database: which migrations are applied, pending, half
// done, edited since, missing from the folder, or late. Numbers and checksums decide; times are
// only shown.

import (
	"slices"
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

// Status is a folder next to a journal.
type Status struct {
	Applied []Pair
	Pending []File
	Started []Pair  // their steps are done in part
	Edited  []Pair  // another text was applied
	Missing []Entry // applied, and not in the folder
	Late    []File  // pending, and before one that was applied
}

// Pair is a file and what the journal says of it.
type Pair struct {
	File  File
	Entry Entry
}

// Compare reports which migrations of a folder a database has. Membership is by number and
// checksum, and never by a clock.
func Compare(files []File, journal []Entry) Status {
	var s Status
	seen := make([]bool, len(journal))
	last := ""
	entries := make(map[string]int, len(journal))
	for i, e := range journal {
		entries[canonical(e.ID)] = i
		if e.In() && (last == "" || Order(e.ID, last) > 0) {
			last = e.ID
		}
	}
	for _, f := range files {
		i, ok := entries[canonical(f.ID)]
		if !ok {
			i = -1
		} else {
			seen[i] = true
		}
		switch {
		case i < 0 || journal[i].State == RolledBack:
			s.Pending = append(s.Pending, f)
			if last != "" && Order(f.ID, last) < 0 {
				s.Late = append(s.Late, f)
			}
		case journal[i].State == Running:
			s.Started = append(s.Started, Pair{f, journal[i]})
			s.Pending = append(s.Pending, f)
			if f.Checksum != journal[i].Checksum {
				s.Edited = append(s.Edited, Pair{f, journal[i]})
			}
		default:
			s.Applied = append(s.Applied, Pair{f, journal[i]})
			if f.Checksum != journal[i].Checksum {
				s.Edited = append(s.Edited, Pair{f, journal[i]})
			}
		}
	}
	for i, e := range journal {
		if !seen[i] && e.State != RolledBack {
			s.Missing = append(s.Missing, e)
		}
	}
	return s
}

// Absent are the entries that a journal does not have.
func Absent(list, journal []Entry) []Entry {
	var out []Entry
	for _, e := range list {
		if !slices.ContainsFunc(journal, func(have Entry) bool { return have.ID == e.ID && have.State != RolledBack }) {
			out = append(out, e)
		}
	}
	return out
}
