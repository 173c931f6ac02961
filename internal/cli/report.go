package cli

// This file prints the error that a command ends with, on standard error: an error in a file with
// its line and a caret, and nothing of it with a password.

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/render"
)

// brokenOff is the error of a command that a signal has ended, without that of the
// context. Commands that change something have said what stays of it.
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

// report prints an error once.
func report(w io.Writer, app *cli.App, err error) {
	mode, _ := app.Metadata[colorKey].(string)
	style := render.Style{Color: hasColor(mode, w)}
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
	if hint := errorHint(err); hint != "" {
		fmt.Fprintln(w, "  "+render.EscapeText(hint))
	}
}

// errorHint is the advice about an error; "" where the error has it.
func errorHint(err error) string {
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
