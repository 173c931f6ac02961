// Package schemadiff plans, applies and checks changes of database schemas from Go, with
// the same functions as the command schemadiff: plain DDL says what is wanted, and a live
// SQLite or PostgreSQL database is changed to be it, or migrations are applied to it, each
// exactly once.
//
//   - [NewPlan] compares desired DDL with a database; [Plan.Apply] carries the plan out.
//   - [Diff] compares two texts without a database.
//   - [Migrate] applies a folder of migrations, such as an embedded one, at the start of a
//     program; [Status] reports which ones a database has.
//   - [Lint] judges DDL without a database.
//
// Nothing here prints, reads flags or the environment of the command, or ends the program.
// A function that waits for a database ends with its context. What is refused is an error
// with a type of its own, and then nothing was changed.
//
// # Databases
//
// A database is a URL: postgres://host/name, or sqlite:PATH. A plain path is a SQLite file if
// it ends in .db or .sqlite. Migrate and Plan.Apply create a SQLite file that does not
// exist, in a folder that does.
//
// # Stability
//
// Until version 1, a minor version may change this package, and its changelog says how to
// follow; a patch version does not. From version 1 on, what compiles keeps compiling and
// keeps its meaning within a major version: names, fields and error types are not removed
// or changed. What may change in every version: new functions, options and fields, whose
// zero values mean what was there before; new rules and findings; the texts of messages;
// and the SQL of a plan, where another form is better. The other packages of the module
// make no such promise.
package schemadiff

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/internal/engines"
	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// Plan is how a database becomes the desired schema.
type Plan struct {
	// Steps are in the order in which they run; none if there is nothing to do.
	Steps []Step
	// Findings are about the plan: what it can lose, whom it blocks, what refuses it.
	Findings []Finding

	planned *app.Planned
	target  engine.Target
}

// Step is one change.
type Step struct {
	Kind    string   // "add column"
	Object  string   // what is changed, "column users.email"
	Reasons []string // why
	SQL     []string // the statements
	Loses   string   // what is lost, for people; "" for nothing
}

// Finding is one thing to know about a plan or a text.
type Finding struct {
	Rule     string // its name, which Allow takes
	Severity string // "error", "warning" or "info"
	Message  string
	Hint     string // what to do instead
	Object   string // what it is about, "" if that is no object
	File     string // and where; "" if it is not in a text
	Line     int
	Column   int
	Refuses  bool // the plan does not run unless Allow permits it
}

// Report reports an apply.
type Report struct {
	Steps    int
	Duration time.Duration
	Warnings []string
}

// RefusedError is a plan that does not run because of its findings.
type RefusedError struct{ Findings []Finding }

// Error lists the findings.
func (e *RefusedError) Error() string {
	lines := []string{"refused; nothing was changed:"}
	for _, f := range e.Findings {
		lines = append(lines, "  "+f.Rule+": "+f.Message)
	}
	return strings.Join(lines, "\n")
}

// NewPlan plans how a database becomes what the desired DDL says. The database is opened
// read-only; nothing is changed. A SQLite file that does not exist is compared as an empty
// database, which Plan.Apply creates.
func NewPlan(ctx context.Context, database string, desired Source, o *PlanOptions) (*Plan, error) {
	target, name, err := find(database)
	if err != nil {
		return nil, err
	}
	o = o.orDefault()
	patience := introspect.Patience{Connect: o.Wait, LockTimeout: lockTimeout, Wait: o.Wait}
	open := app.OpenDatabase
	if files, ok := target.(engine.FileTarget); ok {
		if _, creates := files.Writes(database); creates {
			open = app.OpenOrCreate
		}
	}
	from, err := open(ctx, target, target.Mask(name), name, patience)
	if err != nil {
		return nil, err
	}
	p, err := o.plan(ctx, target, from, desired, patience)
	return p, errors.Join(err, from.Live.Close())
}

// Diff plans how one text becomes another, without a database: what rows are there is not
// known, and what can lose them is a finding.
func Diff(ctx context.Context, dialect Dialect, from, to Source, o *PlanOptions) (*Plan, error) {
	target := engines.ForLanguage(string(dialect))
	if target == nil {
		return nil, fmt.Errorf("dialect %q: the dialects are %s", dialect, strings.Join(engines.Languages(), " and "))
	}
	sources, err := from.sources()
	if err != nil {
		return nil, err
	}
	side, err := app.OpenText(ctx, target.Language(), "the first text", sources)
	if err != nil {
		return nil, err
	}
	return o.orDefault().plan(ctx, target, side, to, introspect.Patience{})
}

// SQL is the plan as a script for the shell of the database.
func (p *Plan) SQL() string { return p.planned.Planner.Script(p.planned.Plan) }

// Refusals are the findings because of which the plan does not run.
func (p *Plan) Refusals() []Finding {
	return findings(plan.Refusals(p.planned.Plan, p.planned.Allow))
}

// Apply carries the plan out on the database that it was made for. A plan with refusals is
// a *RefusedError; a database that has changed since is an error, and nothing was changed.
func (p *Plan) Apply(ctx context.Context, o *ApplyOptions) (*Report, error) {
	if p.planned.From.Database == "" {
		return nil, errors.New("the plan was made from a text: there is no database to change")
	}
	report, err := app.Apply(ctx, p.target, p.planned.Plan, p.planned.Allow, o.engine(p.planned.From))
	var refused *app.RefusedError
	if errors.As(err, &refused) {
		return nil, &RefusedError{findings(refused.Findings)}
	}
	if err != nil {
		return nil, err
	}
	return &Report{report.Steps, report.Duration, report.Warnings}, nil
}

// plan plans how one side becomes a text.
func (o *PlanOptions) plan(ctx context.Context, target engine.Target, from *app.Endpoint, desired Source, patience introspect.Patience) (*Plan, error) {
	sources, err := desired.sources()
	if err != nil {
		return nil, err
	}
	to, err := app.OpenText(ctx, target.Language(), "the desired schema", sources)
	if err != nil {
		return nil, err
	}
	for _, side := range []*app.Endpoint{from, to} {
		side.LoadOn(ctx, app.Replayer{Target: target, Scratch: o.Dev, Patience: patience})
	}
	if err := errors.Join(from.Fold(to), to.Fold(from)); err != nil {
		return nil, err
	}
	choices, err := o.choices(target, patience)
	if err != nil {
		return nil, err
	}
	planned, err := app.Plan(ctx, from, to, choices)
	if err != nil {
		return nil, err
	}
	judge, err := (&LintOptions{}).linter(target.Language())
	if err != nil {
		return nil, err
	}
	if from.Live != nil {
		judge.Database = from
	}
	if err := judge.LintPlan(ctx, planned, false); err != nil {
		return nil, err
	}
	return newPlan(target, planned), nil
}

// choices are the options as the planner takes them.
func (o *PlanOptions) choices(target engine.Target, patience introspect.Patience) (out app.PlanOptions, err error) {
	out = app.PlanOptions{Target: target, Exact: o.Exact, Renames: o.Renames, Scratch: o.Dev, Exclude: app.FoldPatterns(target.Language(), o.Exclude), Patience: patience,
		Scope: schema.Scope{Schemas: o.Schemas, Declared: true}}
	out.Form.Target = o.Version
	out.Allow, err = plan.ParseAllow(o.Allow, app.AllowNames())
	return out, err
}

func newPlan(target engine.Target, planned *app.Planned) *Plan {
	out := &Plan{planned: planned, target: target, Findings: findings(planned.Plan.Findings)}
	for _, s := range planned.Plan.Steps {
		step := Step{Kind: string(s.Kind), Object: s.Key.String(), Reasons: s.Reasons, Loses: s.Lost}
		for _, st := range s.Statements {
			step.SQL = append(step.SQL, st.SQL)
		}
		out.Steps = append(out.Steps, step)
	}
	return out
}

func findings(list []plan.Finding) []Finding {
	var out []Finding
	for _, f := range list {
		object := f.Object
		if object == "" && f.Key.Name != "" {
			object = f.Key.Object()
		}
		out = append(out, Finding{Rule: f.Rule, Severity: string(f.Severity), Message: f.Message, Hint: f.Hint, Object: object,
			File: f.Pos.File, Line: f.Pos.Line, Column: f.Pos.Col, Refuses: f.Refuses()})
	}
	return out
}

// find is the target of a database and what it opens.
func find(database string) (engine.Target, string, error) {
	target := engines.ForDatabase(database)
	if target == nil {
		return nil, "", errors.New("no database that schemadiff knows: want postgres://host/name or sqlite:PATH") // it may hold a password
	}
	name, _, err := target.ParseURL(database)
	return target, name, err
}

// ParseErrors are the errors in a text, each with its place.
type ParseErrors = parse.Errors
