package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/render"
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

// usageError is what urfave/cli found wrong, without its page of help.
func usageError(_ *cli.Context, err error, _ bool) error { return &usage{msg: err.Error()} }

// status ends the program with a status and nothing more to say.
type status int

func (s status) Error() string { return fmt.Sprintf("exit status %d", int(s)) }

// refusal is a plan that may not run as it is.
type refusal struct{ msg string }

func (e *refusal) Error() string { return e.msg }

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
	switch {
	case errors.As(err, &s):
		return int(s)
	case errors.As(err, &busy), errors.As(err, &away), errors.As(err, &lost):
		return exitTryAgain
	case errors.As(err, &moved), errors.As(err, &refused), errors.As(err, &drifted), errors.As(err, &end), errors.As(err, &edited), errors.As(err, &journal), errors.As(err, &untrusted):
		return exitRefused
	case ctx.Err() != nil:
		return exitTryAgain
	}
	return exitFailed
}

// brokenOff is the error of a command that a signal has ended, without that of the
// context. Commands that change something say themselves what stays of it.
func brokenOff(err error) error {
	var interrupted *migrate.InterruptedError
	var unanswered *migrate.UnansweredError
	switch {
	case errors.As(err, &unanswered):
		return unanswered
	case errors.As(err, &interrupted):
		return interrupted
	}
	return &migrate.InterruptedError{GoOn: "run it again", Err: err}
}

// report prints an error once: those in files with the line and a caret.
func report(w io.Writer, app *cli.App, err error) {
	mode, _ := app.Metadata[colorKey].(string)
	style := render.Style{Color: painted(mode, w)}
	if known := secretsOf(app); known != nil {
		w = hiding{w, known}
	}
	var s status
	if errors.As(err, &s) {
		return
	}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			report(w, app, e)
		}
		return
	}
	var errs parse.Errors
	if errors.As(err, &errs) {
		render.Errors(w, errs, style)
		return
	}
	var one *parse.Error
	if errors.As(err, &one) {
		render.Error(w, one, style)
		return
	}
	fmt.Fprintf(w, "%s: %s\n", style.Red("schemadiff"), render.EscapeText(err.Error()))
	if hint := hintOf(err); hint != "" {
		fmt.Fprintln(w, "  "+render.EscapeText(hint))
	}
}

// hintOf says what to do about an error; "" where it says so itself.
func hintOf(err error) string {
	var u *usage
	var busy *introspect.BusyError
	switch {
	case errors.As(err, &u):
		return u.hint
	case errors.As(err, &busy) && (strings.Contains(busy.What, "lock") || strings.Contains(busy.What, "readers")):
		return "try again when it is free, or let it wait for longer: --wait 5m"
	}
	return ""
}
