package cli

// This file has the errors of the command line itself and the exit status of every error.

import (
	"context"
	"errors"
	"fmt"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate"
)

// The exit statuses, the same for every command.
const (
	exitDone        = 0
	exitFailed      = 1
	exitDifferences = 2
	exitRefused     = 3
	exitTryAgain    = 75
)

// usage is an error in how the program was called.
type usage struct{ msg, hint string }

func (e *usage) Error() string { return e.msg }

// usageError is an error of the flags that urfave/cli found, without its page of help.
func usageError(_ *cli.Context, err error, _ bool) error { return &usage{msg: err.Error()} }

// status ends the program with a status and nothing more to say.
type status int

func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// refusal is a command that changes nothing because of what it found.
type refusal struct{ msg string }

func (e *refusal) Error() string { return e.msg }

// exitCode is the exit status of an error.
func exitCode(ctx context.Context, err error) int {
	var s status
	var busy *introspect.BusyError
	var moved *migrate.MovedOnError
	var refused *refusal
	var drifted *migrate.DriftedError
	var end *migrate.WrongEndError
	var edited *migrate.EditedError
	var journal *migrate.JournalError
	var untrusted *introspect.UntrustedError
	var away *app.UnreachableError
	var lost *introspect.LostError
	var unanswered *migrate.UnansweredError
	var gone *introspect.AwayError
	switch {
	case errors.As(err, &s):
		return int(s)
	case errors.As(err, &busy), errors.As(err, &away), errors.As(err, &lost), errors.As(err, &gone) && gone.Retry, errors.As(err, &unanswered) && unanswered.Retry:
		return exitTryAgain
	case errors.As(err, &moved), errors.As(err, &refused), errors.As(err, &drifted), errors.As(err, &end), errors.As(err, &edited), errors.As(err, &journal), errors.As(err, &untrusted):
		return exitRefused
	case ctx.Err() != nil:
		return exitTryAgain
	}
	return exitFailed
}
