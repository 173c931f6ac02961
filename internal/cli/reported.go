package cli

// This file runs commands that report how they ended: where JSON is asked for, text for people is silent, and
// errors stand in the JSON as well as on standard error.

import (
	"bytes"
	"encoding/json"
	"errors"
	"time"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/render"
)

// runFormat is the format of a command that reports its run, text or json.
func (s *session) runFormat() (string, error) { return s.format("text", "text", "json") }

// reported runs a command that fills a report, and prints the report where JSON is asked for.
func (s *session) reported(do func(*runReport) error) error {
	format, err := s.runFormat()
	if err != nil {
		return err
	}
	started := time.Now()
	r := &runReport{Version: 1, Tool: runTool{"schemadiff", version()}, Command: s.Command.Name, DryRun: s.Bool("dry-run"), Outcome: outcomeDone, Warnings: []string{}}
	s.run = r
	err = inWords(do(r), s.Command.Name, s.target)
	if format != "json" {
		return err
	}
	r.DurationMS = time.Since(started).Milliseconds()
	s.end(r, err)
	return errors.Join(err, render.WriteJSON(s.App.Writer, r))
}

// end fills in how the command ended.
func (s *session) end(r *runReport, err error) {
	if err == nil {
		return
	}
	r.ExitStatus = exitCode(s.Context.Context, err)
	switch r.ExitStatus {
	case exitDifferences:
		r.Outcome = outcomeDifferences
	case exitRefused:
		r.Outcome = outcomeRefused
	case exitTryAgain:
		r.Outcome = outcomeTryAgain
		if s.Context.Context.Err() != nil {
			err = brokenOff(err)
		}
	default:
		r.Outcome = outcomeFailed
	}
	var ended status
	if errors.As(err, &ended) { // the result says why
		return
	}
	r.Error = s.runError(err)
}

// runError is an error without what must not be printed, at the first place that it names.
func (s *session) runError(err error) *runError {
	hide := secretsOf(s.App).hide
	out := &runError{Message: hide(err.Error()), Hint: hide(errorHint(err))}
	var at *parse.Error
	var several parse.Errors
	if errors.As(err, &several) && len(several) > 0 {
		at = several[0]
	}
	if at != nil || errors.As(err, &at) {
		out.Hint, out.File, out.Line, out.Column = hide(at.Hint), at.Pos.File, at.Pos.Line, at.Pos.Col
	}
	return out
}

// planReport is the plan of a deployment as JSON; apply runs its steps, so that it has no script.
func planReport(d *app.Deployment, info render.Info) json.RawMessage {
	var out bytes.Buffer
	if err := render.JSON(&out, d.Plan, "", info); err != nil { // a buffer takes everything
		panic(err)
	}
	return bytes.TrimSpace(out.Bytes())
}
