package cli

import (
	"context"
	"fmt"
	"io"
	"time"
)

// A signal asks the command to stop, which it does by its context. What hears no
// context (a parser, a compiler of SQL, a write to a pipe that nobody reads, a server
// that does not answer) is not waited for. That is safe at every point, as a crash is:
// a server and the next one to open a file roll back what was not committed.

// grace is what a command has to roll back and to say what is done, after a signal.
// All of it ends within a second.
const grace = 600 * time.Millisecond

// patience is how long the last message may take to be written.
const patience = 50 * time.Millisecond

// within runs the program, and gives its status up where it goes on for longer than
// the grace after the context has ended.
func within(ctx context.Context, stderr io.Writer, program func() int) int {
	done := make(chan int, 1)
	go func() { done <- program() }()
	select {
	case status := <-done:
		return status
	case <-ctx.Done():
	}
	select {
	case status := <-done:
		return status
	case <-time.After(grace):
	}
	said := make(chan struct{})
	go func() {
		fmt.Fprintln(stderr, "schemadiff: interrupted: the command did not stop by itself and was ended; what was not committed is rolled back, run it again to go on")
		close(said)
	}()
	select {
	case <-said:
	case <-time.After(patience):
	}
	return exitTryAgain
}
