package app

// This file has what commands report while they work and go on: notes and warnings, as values
// in the order in which they come up, so that a caller may print each at once or collect them.

import "fmt"

// Notice is one sentence for people.
type Notice struct {
	Warning bool // else it is a note
	Text    string
}

// Notify receives notices; nil drops them.
type Notify func(Notice)

// Note reports what is good to know.
func (n Notify) Note(format string, args ...any) { n.send(false, format, args...) }

// Warn reports what may be wrong.
func (n Notify) Warn(format string, args ...any) { n.send(true, format, args...) }

func (n Notify) send(warning bool, format string, args ...any) {
	if n != nil {
		n(Notice{warning, fmt.Sprintf(format, args...)})
	}
}

// Opaque notes that a database is not compared with its migrations because of a statement;
// nil is none.
func (n Notify) Opaque(statement error) {
	n.Note("the database is not compared with what the migrations lead to: %v", statement)
}
