package app

// This file plans how one side becomes the other: two endpoints and the choices of the
// caller come in, a plan with its findings goes out. Nothing is executed, and the live
// database is only asked about its rows.

import (
	"context"
	"errors"
	"strings"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// PlanOptions are the choices about a comparison and its plan.
type PlanOptions struct {
	Target   engine.Target
	Form     engine.PlannerOptions // of the plan; its version is that of the database unless one is given
	Allow    plan.Allow
	Scope    schema.Scope       // what is managed, of targets whose databases hold more
	Exclude  []string           // patterns of names, folded by FoldPatterns
	Renames  map[string]string  // old name to new name
	Reverts  []schema.Statement // of the migration that the plan reverts, whose renames it reverts too; nil for none
	Patience introspect.Patience
	Scratch  string              // a server for trials; "" for the database itself
	Exact    bool                // ask the database by temporary objects what reading leaves open
	Offline  bool                // ask no server whether two expressions are equivalent
	Verify   bool                // run the plan on a copy, where the target can
	Rehearse bool                // run the plan on a copy with rows
	Sample   int64               // of a rehearsal: at most so many rows of a table, and what they refer to; 0 for all
	Values   bool                // of a rehearsal: show values of some rows that differ
	Mask     plan.Mask           // but of these columns
	Progress func(migrate.Event) // of a rehearsal
	Strict   bool                // what is seen and not supported is an error
}

// FormError is a form of plan that the language does not have, such as an unknown version.
type FormError struct{ Err error }

// Error is that of the planner.
func (e *FormError) Error() string { return e.Err.Error() }

// Unwrap is the error of the planner.
func (e *FormError) Unwrap() error { return e.Err }

// NoDatabaseError is a plan that starts from text where a database is needed.
type NoDatabaseError struct {
	Verify   bool // to copy its schema
	Rehearse bool // to copy its rows; neither: to change it
}

// Error says what the database is needed for.
func (e *NoDatabaseError) Error() string {
	switch {
	case e.Verify:
		return "a plan is verified on a copy of a database, and there is none"
	case e.Rehearse:
		return "a plan is rehearsed on a copy of a database, and there is none"
	}
	return "there is no database to change"
}

// NoRehearsalError is a database that cannot be copied with its rows.
type NoRehearsalError struct{ Database string }

// Error names it.
func (e *NoRehearsalError) Error() string {
	return e.Database + " cannot be copied with its rows, and a rehearsal needs such a copy"
}

// FailedTrialError is a plan that does not do what it says, as a copy with rows has shown.
type FailedTrialError struct{ Fault string }

// Error has the first fault; the report of the trial has all.
func (e *FailedTrialError) Error() string { return "the rehearsal failed: " + e.Fault }

// UnsupportedError names objects that were seen and are not supported, where that is an error.
type UnsupportedError struct{ Objects []string }

// Error lists the objects, each with the reason.
func (e *UnsupportedError) Error() string { return strings.Join(e.Objects, "; ") }

// Planned is a plan with what is needed to show and execute it.
type Planned struct {
	Plan     *plan.Plan
	Planner  plan.Planner
	Allow    plan.Allow
	From, To *Endpoint   // without what is not managed; what is equivalent to a part of From is spelled as there
	Run      string      // how to run its script without schemadiff
	Trial    *plan.Trial // what came of it on a copy with rows; nil where none was asked for
}

// Rehearsed is an error where the plan was tried on a copy with rows and does not do what it says.
func (p *Planned) Rehearsed() error {
	if p.Trial == nil || !p.Trial.Failed() {
		return nil
	}
	return &FailedTrialError{p.Trial.Fault()}
}

// Plan plans how one side becomes the other. Both stay as they are.
func Plan(ctx context.Context, from, to *Endpoint, o PlanOptions) (*Planned, error) {
	planner, err := o.planner(from.Schema.Version)
	if err != nil {
		return nil, err
	}
	if _, ok := o.Target.(engine.Server); ok && o.Verify && from.Database == "" {
		return nil, &NoDatabaseError{Verify: true}
	}
	if o.Rehearse && from.Database == "" {
		return nil, &NoDatabaseError{Rehearse: true}
	}
	from, to, scope, err := o.Managed(from, to)
	if err != nil {
		return nil, err
	}
	if o.Reverts != nil {
		_, round := o.Target.Language().(engine.RoundRenamer)
		o.Renames = formerNames(to.Schema, from.Schema, o.Reverts, round)
	}
	unclear, err := unresolved(ctx, o.Target.Language(), from, to)
	if err != nil {
		return nil, err
	}
	p, err := migrate.Prepare(ctx, o.job(planner, from, to))
	if err != nil && len(unclear) > 0 { // they may be the reason
		return nil, errors.Join(unclear, err)
	}
	if err != nil {
		return nil, errors.Join(err)
	}
	to.Schema, p.Scope, p.Findings = p.Want, scope, append(p.Findings, warnings(unclear)...)
	if server, ok := o.Target.(engine.Server); ok && o.Verify {
		if err := server.Verify(ctx, p, from.Database, o.Scratch, o.Patience); err != nil {
			return nil, err
		}
	}
	if o.Strict {
		if err := unsupported(p.Notes, p.Left); err != nil {
			return nil, err
		}
	}
	trial, err := o.try(ctx, p, from, p.Want)
	if err != nil {
		return nil, err
	}
	return &Planned{Plan: p, Planner: planner, Allow: o.Allow, From: from, To: to, Run: o.Target.ScriptCommand(), Trial: trial}, nil
}

// try runs a plan that leads to a schema on a copy of the database with its rows, if that is asked for.
func (o PlanOptions) try(ctx context.Context, p *plan.Plan, from *Endpoint, want *schema.Schema) (*plan.Trial, error) {
	if !o.Rehearse || len(p.Steps) == 0 {
		return nil, nil
	}
	target, ok := o.Target.(engine.RowRehearser)
	if !ok {
		return nil, &NoRehearsalError{from.Name}
	}
	return target.Try(ctx, p, o.trialOptions(from.Database, o.Progress, want))
}

func (o PlanOptions) trialOptions(database string, progress func(migrate.Event), want *schema.Schema) engine.TrialOptions {
	return engine.TrialOptions{Database: database, Scratch: o.Scratch, Sample: o.Sample, Want: want, Values: o.Values, Mask: FoldPatterns(o.Target.Language(), o.Mask), Patience: o.Patience, Progress: progress}
}

// planner makes plans for the version of a database.
func (o PlanOptions) planner(version string) (plan.Planner, error) {
	form := o.Form
	form.Live = version
	if f, ok := o.Target.(engine.Former); ok {
		form = f.Form(form)
	}
	planner, err := o.Target.Language().Planner(form)
	if err != nil {
		return nil, &FormError{err}
	}
	return planner, nil
}

// unsupported is an error if there is anything that is not supported or left as it is.
func unsupported(notes []schema.Note, left []schema.Key) error {
	var objects []string
	for _, n := range notes {
		if n.Class == schema.Unsupported {
			objects = append(objects, n.Subject+": "+n.Reason)
		}
	}
	for _, k := range left {
		objects = append(objects, k.String()+" is left alone")
	}
	if len(objects) == 0 {
		return nil
	}
	return &UnsupportedError{objects}
}

// Replayer folds migrations with the server for trials of the options.
func (o PlanOptions) Replayer() Replayer {
	return Replayer{Target: o.Target, Scratch: o.Scratch, Patience: o.Patience}
}

// job holds the input of a plan.
func (o PlanOptions) job(planner plan.Planner, from, to *Endpoint) migrate.Job {
	language := o.Target.Language()
	job := migrate.Job{From: from.Schema, To: to.Schema, Planner: planner, Renames: o.Renames, Fold: language.Execute}
	if r, ok := language.(engine.Rehearser); ok {
		job.Rehearse, job.Broken = r.Rehearse, r.Broken
	}
	if from.Live != nil {
		job.Live = from.Live
	}
	if c, ok := language.(engine.Comparer); ok {
		job.Equivalence = c.Equivalence()
	}
	if server, ok := o.Target.(engine.Server); ok && !o.Offline {
		job.Equivalence = server.Equivalence(from.Live, o.Scratch, o.Exact, o.Patience)
	}
	return job
}

// unresolved is an error where the desired DDL names what does not exist. What may exist
// for all that is known is returned.
func unresolved(ctx context.Context, language engine.Language, from, to *Endpoint) (parse.Errors, error) {
	checker, ok := language.(engine.ReferenceChecker)
	if !ok || len(to.Sources) == 0 {
		return nil, nil
	}
	found, err := checker.Unresolved(ctx, from.Schema, to.Schema, to.Sources)
	if err != nil {
		return nil, err
	}
	var errs, unclear parse.Errors
	for _, e := range found {
		if e.Uncertain {
			unclear = append(unclear, e)
		} else {
			errs = append(errs, e)
		}
	}
	if len(errs) > 0 {
		return nil, errs
	}
	return unclear, nil
}

// warnings are the findings of a plan about names that may not exist.
func warnings(unclear parse.Errors) []plan.Finding {
	var out []plan.Finding
	for _, e := range unclear {
		out = append(out, plan.Finding{Rule: "unresolved-name", Severity: plan.Warning, Pos: e.Pos, Message: e.Msg, Hint: e.Hint})
	}
	return out
}
