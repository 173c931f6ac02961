package cli

// This file reads standard input so that a signal ends the wait for it.

import (
	"context"
	"io"
)

// interruptible is standard input whose Read ends with the context: a signal must
// end a program that waits for a person to type.
type interruptible struct {
	ctx context.Context
	in  io.Reader
}

// Read reads in the background. What arrives after a signal is lost, and so is
// the program.
func (r interruptible) Read(p []byte) (int, error) {
	type result struct {
		text []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		text := make([]byte, len(p)) // p is the caller's again once Read returns
		n, err := r.in.Read(text)
		done <- result{text[:n], err}
	}()
	select {
	case <-r.ctx.Done():
		return 0, r.ctx.Err()
	case got := <-done:
		return copy(p, got.text), got.err
	}
}
