package cli

// This file asks questions on a terminal. No transaction is open and no lock is held while a
// person thinks; where there is no terminal, only --yes answers.

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/source"
)

// question is one that yes or no answers.
type question struct {
	Text       string
	What       string // what is done after a yes, counted: "3 steps"
	NoTerminal string // the error where there is no terminal
	No         string // the refusal after a no
}

// confirm asks, unless --yes is given, and reports whether a person was asked.
func (s *session) confirm(ctx context.Context, q question) (asked bool, err error) {
	if s.Bool("yes") {
		return false, nil
	}
	if !isTerminal(s.App.Reader) || !isTerminal(s.App.ErrWriter) {
		return false, &usage{msg: q.NoTerminal, hint: "--yes answers it"}
	}
	fmt.Fprintf(s.App.ErrWriter, "%s [y/N] ", q.Text)
	if answer, err := s.answer(ctx, q.What); err != nil {
		return true, err
	} else if answer != "y" && answer != "yes" {
		return true, &refusal{q.No}
	}
	return true, nil
}

// answer reads one line; a signal ends the wait for it.
func (s *session) answer(ctx context.Context, what string) (string, error) {
	line, err := source.Await(ctx, func() (string, error) { return bufio.NewReader(s.App.Reader).ReadString('\n') })
	if ctx.Err() != nil {
		fmt.Fprintln(s.App.ErrWriter) // after the question
		return "", &migrate.InterruptedError{Done: "0 of " + what, Err: ctx.Err()}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.ToLower(strings.TrimSpace(line)), nil
}
