package app

// This file carries out a plan: two sides or a saved plan come in, a report of the run goes
// out. A plan with a refusal that is not permitted changes nothing. Where the database has
// changed since it was read, another plan is made.

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/plan"
)

// RefusedError is a plan that may not run as it is.
type RefusedError struct {
	Migration string // whose plan it is; "" for a plan of its own
	Findings  []plan.Finding
	Hints     []string // what to do instead
}

// Error lists what refuses the plan, each with the name of its rule.
func (e *RefusedError) Error() string {
	first := "refused; nothing was changed:"
	if e.Migration != "" {
		first = e.Migration + ": " + first
	}
	lines := []string{first}
	for _, f := range e.Findings {
		lines = append(lines, fmt.Sprintf("  %s: %s", f.Rule, f.Message))
	}
	return strings.Join(lines, "\n")
}

// Refuse is an error where a plan has findings that refuse it and are not permitted.
func Refuse(p *plan.Plan, allow plan.Allow) error {
	if refusals := plan.Refusals(p, allow); len(refusals) > 0 {
		return &RefusedError{Findings: refusals}
	}
	return nil
}

// Apply runs a plan, unless a finding refuses it.
func Apply(ctx context.Context, target engine.Target, p *plan.Plan, allow plan.Allow, o engine.ApplyOptions) (*migrate.Report, error) {
	if err := Refuse(p, allow); err != nil {
		return nil, err
	}
	if len(p.Steps) == 0 {
		return &migrate.Report{}, nil
	}
	return target.Apply(ctx, p.Permitted(allow), o)
}

// Deployment is a plan with everything that its execution needs to know.
type Deployment struct {
	Target    engine.Target
	Plan      *plan.Plan
	Allow     plan.Allow
	Items     []string // of Allow, as the caller wrote them: each must permit something
	From      *Endpoint
	Execution engine.ApplyOptions // Database is that of From
	// Close ends all reading before the plan runs, or Approve waits for a person.
	Close func() error
	// Show shows the plan before it is refused or runs; nil shows nothing.
	Show func(*Deployment)
	// Approve asks whether the plan may run, and reports whether a person was asked; nil
	// approves.
	Approve func(context.Context, *Deployment) (asked bool, err error)
}

// Outcome is how an apply ended.
type Outcome int

// The outcomes.
const (
	Applied      Outcome = iota // all steps are done; in a dry run, and rolled back
	NothingToDo                 // the plan has no steps
	AlreadyThere                // the database has the schema that the plan leads to
	Overtaken                   // another apply was faster
)

// Deployed reports an apply.
type Deployed struct {
	Outcome Outcome
	Report  *migrate.Report // of Applied; of NothingToDo its warnings
}

// clearLeftovers drops what a stopped script has left in a database that nothing else changes, and
// returns what is to be said of it.
func clearLeftovers(ctx context.Context, target engine.Target, database string, wait time.Duration) []string {
	c, ok := target.(engine.Clearer)
	if !ok || database == "" {
		return nil
	}
	switch names, err := c.Clear(ctx, database, wait); {
	case err != nil: // the database is as it should be
		return []string{fmt.Sprintf("what a stopped script of schemadiff may have left was not dropped: %v", err)}
	case len(names) > 0:
		return []string{migrate.Cleared(names)}
	}
	return nil
}

// ChangedMeanwhileError is a database that has changed since a person approved its plan.
type ChangedMeanwhileError struct{ Database string }

// Error says that the answer was about another plan.
func (e *ChangedMeanwhileError) Error() string {
	return e.Database + " has changed since the plan was shown, and the answer was about that plan; nothing was changed: apply again to see the new one"
}

// Run shows a plan, has it approved, and runs it.
func (d *Deployment) Run(ctx context.Context) (*Deployed, error) {
	if err := d.Close(); err != nil { // before a person is waited for; later would drop the locks of the writer
		return nil, err
	}
	if d.Show != nil {
		d.Show(d)
	}
	if len(d.Plan.Steps) == 0 && len(plan.Blocking(d.Plan, d.Allow)) == 0 {
		out := &Deployed{Outcome: NothingToDo}
		if !d.Execution.DryRun && !d.From.New {
			out.Report = &migrate.Report{Warnings: clearLeftovers(ctx, d.Target, d.From.Database, d.Execution.Wait)}
		}
		return out, nil
	}
	if err := CheckAllowed(d.Items, d.Plan, d.From.Schema); err != nil {
		return nil, err
	}
	if err := Refuse(d.Plan, d.Allow); err != nil {
		return nil, err
	}
	asked := false
	if d.Approve != nil {
		var err error
		if asked, err = d.Approve(ctx, d); err != nil {
			return nil, err
		}
	}
	o := d.Execution
	o.Database, o.Create = d.From.Database, d.From.New
	report, err := Apply(ctx, d.Target, d.Plan, d.Allow, o)
	var moved *migrate.MovedOnError
	switch {
	case errors.As(err, &moved) && moved.Have == d.Plan.To:
		return &Deployed{Outcome: Overtaken}, nil
	case moved != nil && asked:
		return nil, &ChangedMeanwhileError{d.From.Name}
	case err != nil:
		return nil, err
	}
	return &Deployed{Outcome: Applied, Report: report}, nil
}

// mostPlans is how often a plan is made before a database that keeps changing is given up.
const mostPlans = 5

// ApplyFresh plans and runs. Where the database has become another one in between, such as by
// what a killed apply had still running, it plans again, after a call of again.
func ApplyFresh(ctx context.Context, prepare func(context.Context) (*Deployment, error), again func()) (*Deployed, error) {
	for attempt := 1; ; attempt++ {
		d, err := prepare(ctx)
		if err != nil {
			return nil, err
		}
		if d.From.Database == "" {
			return nil, &NoDatabaseError{}
		}
		out, err := d.Run(ctx)
		var moved *migrate.MovedOnError
		if !errors.As(err, &moved) || attempt == mostPlans {
			return out, err
		}
		again()
	}
}
