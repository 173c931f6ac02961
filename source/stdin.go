package source

// Standard input may be a terminal that stays silent, and reading it cannot be interrupted.
// It is therefore read in the background, so that a signal ends the wait for it.

import (
	"context"
	"errors"
	"fmt"
)

// Stdin is the name of the text of standard input.
const Stdin = "<stdin>"

func (r *reader) readStdin(ctx context.Context) error {
	if r.piped {
		return errors.New("-: stdin can be read only once")
	}
	r.piped = true
	if r.stdin == nil {
		return errors.New("-: there is no stdin")
	}
	text, err := Await(ctx, func() ([]byte, error) { return readAll(Stdin, r.stdin, 0) })
	switch {
	case err == nil:
		return r.add(Stdin, text)
	case err == ctx.Err():
		return fmt.Errorf(Stdin+": %w", err)
	}
	return err
}

// Await returns what read returns, or the error of the context where that ends first. Then
// read goes on in the background, and what it still reads is lost.
func Await[T any](ctx context.Context, read func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := read()
		done <- result{value, err}
	}()
	select {
	case <-ctx.Done():
		var none T
		return none, ctx.Err()
	case got := <-done:
		return got.value, got.err
	}
}
