package migrate

// The two errors of a run that was cut short. After a signal it is known what was committed, and
// the message says so. After a connection lost during COMMIT it is not: the server may have
// committed before its answer was lost, so nothing may be claimed.

// InterruptedError says that a signal ended a run: what of it stays, and how to go on.
// It never repeats the error of a context.
type InterruptedError struct {
	Done  string // what is done of what was to be done: "3 of 7 steps"; "" where nothing was begun
	Stays bool   // some of it is committed
	Left  string // what is left unfinished, in words; "" for nothing
	GoOn  string // "run apply again"
	Err   error  // what was broken off
}

// Error reads "interrupted: 0 of 7 steps; nothing has changed: run apply again".
func (e *InterruptedError) Error() string {
	text := "interrupted"
	if e.Done != "" {
		text += ": " + e.Done
	}
	if e.Stays {
		text += " are done and stay"
	}
	switch {
	case e.Left != "":
		text += "; " + e.Left
	case !e.Stays:
		text += "; nothing has changed"
	}
	if e.GoOn == "" {
		return text
	}
	text += ": " + e.GoOn
	if e.Stays {
		text += " to go on from there"
	}
	return text
}

// Unwrap returns what was broken off.
func (e *InterruptedError) Unwrap() error { return e.Err }

// UnansweredError says that the connection was lost during a COMMIT: whether it took
// effect is not known.
type UnansweredError struct {
	Text  string
	Retry bool // the same can be run again, which finds out
	Err   error
}

// Error says what is applied or is not.
func (e *UnansweredError) Error() string { return e.Text }

// Unwrap is the error of the connection.
func (e *UnansweredError) Unwrap() error { return e.Err }
