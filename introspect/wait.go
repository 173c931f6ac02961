package introspect

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// This file has the words of waiting for others that use the same database: how long
// a command is ready to, and what it reports of those in its way. Nothing in here
// waits; the dialects do, and the commands print what they report.

// Patience says how long a command waits for others, and who hears of it.
type Patience struct {
	Connect     time.Duration // for an answer of a server, or for a file to be free
	LockTimeout time.Duration // for a lock, at which an attempt ends; 0 for no limit but Wait
	Wait        time.Duration // for all attempts together
	Waiting     func(Wait)    // called by any goroutine; nil for no reports
}

// Report hands a Wait to who wants to hear of it.
func (p Patience) Report(w Wait) {
	if p.Waiting != nil {
		p.Waiting(w)
	}
}

// Wait is a moment of waiting for others.
type Wait struct {
	What    string        // is waited for: "a lock to read the catalog"
	Holders []Holder      // who is in the way; none where that is not known
	Attempt int           // from 1 on
	Waited  time.Duration // in all attempts
	Over    bool          // nothing is waited for any more
}

// Holder is a session that is in the way.
type Holder struct {
	PID       int32         // of the server's process; 0 for a prepared transaction
	Program   string        // as it names itself; "" where it does not
	Role      string        // that it has logged in with
	State     string        // such as "idle in transaction"; "" where the reader may not see it
	Age       time.Duration // of its transaction
	Statement string        // the beginning of its last one, without literals; "" where it is hidden
	Waits     bool          // it waits for a lock itself
	Local     bool          // a process of this machine that has a file, not one of a server
}

// String names the session, what it does, for how long, and its statement.
func (h Holder) String() string {
	if h.Local {
		return h.process()
	}
	if h.PID == 0 {
		return "a prepared transaction (pg_prepared_xacts lists it)"
	}
	who := cmp.Or(h.Program, "a program")
	if h.Role != "" {
		who += " of " + h.Role
	}
	parts := []string{who}
	if h.State == "" {
		return fmt.Sprintf("process %d (%s, its statement is hidden from this role)", h.PID, who)
	}
	parts = append(parts, h.State)
	if h.Waits {
		parts = append(parts, "waiting for a lock itself")
	}
	parts = append(parts, fmt.Sprintf("in a transaction for %s", h.Age.Round(time.Second)))
	text := strings.Join(parts, ", ")
	if h.Statement != "" {
		text += ": " + h.Statement
	}
	return fmt.Sprintf("process %d (%s)", h.PID, text)
}

// process is a holder of a file.
func (h Holder) process() string {
	if h.PID <= 0 {
		return "a process that cannot be seen from here (of another container or machine)"
	}
	who := cmp.Or(h.Program, "a program")
	if h.Role != "" {
		who += " of " + h.Role
	}
	return fmt.Sprintf("process %d (%s, which %s, running for %s)", h.PID, who, h.State, h.Age.Round(time.Second))
}

// HeldBy names holders after a comma, for the end of a sentence; "" for none.
func HeldBy(holders []Holder) string {
	if len(holders) == 0 {
		return ""
	}
	names := make([]string, len(holders))
	for i, h := range holders {
		names[i] = h.String()
	}
	return ", held by " + strings.Join(names, " and ")
}
