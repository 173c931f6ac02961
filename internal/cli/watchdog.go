package cli

// This file ends the program after a signal. A command stops by its context; code that does not look
// at one (a parser, a compiler of SQL, a write to a pipe without a reader) is not waited for. That
// is safe at every point, as a crash is: what was not committed is rolled back.

import (
	"context"
	"fmt"
	"io"
	"time"
)

// grace is the time that a command has after a signal to roll back and to report what is done.
// All of it ends within a second.
const grace = 600 * time.Millisecond

// patience is how long the last message may take to be written.
const patience = 50 * time.Millisecond

// runWithGrace runs the program, and does not wait for its status where it goes on for longer than the
// grace after the context has ended.
func runWithGrace(ctx context.Context, stderr io.Writer, program func() int) int {
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
