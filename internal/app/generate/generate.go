// Package generate writes migrations: the schema that the existing ones lead to and the desired
// one come in, the text of the next file goes out, judged by the linter and with a header. It
// opens no database and prints nothing; only Folder.Save writes.
package generate

import (
	"context"
	"fmt"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
)

// Options say how a migration is planned and judged.
type Options struct {
	Plan   app.PlanOptions
	Linter *app.Linter
	Items  []string // of Plan.Allow, as the caller wrote them: each must permit something
	ID     string   // of the new migration
	Down   bool     // make the down migration too
}

// Migration is the text of a new migration.
type Migration struct {
	ID       string
	File     string // the name of the file
	Text     string
	Down     string // the text of its down migration; "" for none
	Warnings []plan.Finding
}

// Refuse is an error where a plan does what is not permitted, with what to do instead.
func Refuse(p *app.Planned) error {
	refusals := plan.Refusals(p.Plan, p.Allow)
	if len(refusals) == 0 {
		return nil
	}
	refused := &app.RefusedError{Findings: refusals}
	for _, f := range p.Plan.Findings {
		if f.Hint != "" && f.Blocks {
			refused.Hints = append(refused.Hints, f.Hint)
		}
	}
	return refused
}

// Start is the side that a migration starts from: what the migrations lead to.
func (o *Options) Start(ctx context.Context, f *Folder) (*app.Endpoint, error) {
	s, err := o.Plan.Replayer().Known(ctx, f.Files)
	if err != nil {
		return nil, err
	}
	return &app.Endpoint{Name: "the migrations", Schema: s, Replayed: true}, nil
}

// StartAt makes a database that was read the side that a migration starts from. Where it is the schema that the migrations lead to, they are taken, which spell things as their
// authors do; else the differences are returned.
func (o *Options) StartAt(ctx context.Context, e *app.Endpoint, f *Folder) []string {
	e.Live, e.Schema.Version = nil, "" // the file is for every database: the rows and version of this one do not count
	r, err := o.Plan.Replayer().Replay(ctx, nil, f.Files)
	if err != nil || r.Schema == nil {
		return nil
	}
	differences := o.Plan.Differences(e.Schema, r.Schema)
	if len(differences) == 0 {
		e.Schema, e.Replayed = r.Schema, true
	}
	return differences
}

// Next is the migration that leads from one side to the other, and the plan that it is made
// of; nil where there is nothing to do. Without a name it is called after its first step.
func (o *Options) Next(ctx context.Context, name string, from, to *app.Endpoint, f *Folder) (*Migration, *app.Planned, error) {
	p, err := app.Plan(ctx, from, to, o.Plan)
	if err != nil {
		return nil, nil, err
	}
	if err := Refuse(p); err != nil {
		return nil, nil, err
	}
	if len(p.Plan.Steps) == 0 {
		return nil, p, nil
	}
	switch {
	case name != "":
	case len(f.Files) == 0:
		name = "init"
	default:
		name = plan.Name(p.Plan)
	}
	m, err := o.Compose(ctx, name, p, from.Schema)
	if err != nil {
		return nil, p, err
	}
	if o.Down {
		m.Down, err = o.Reverse(ctx, name, p, from.Schema)
	}
	return m, p, err
}

// Compose makes a migration of a plan that starts from a schema.
func (o *Options) Compose(ctx context.Context, name string, p *app.Planned, from *schema.Schema) (*Migration, error) {
	if plan.Slug(name) == "" {
		return nil, &NameError{name}
	}
	body := p.Planner.Migration(p.Plan)
	h := o.header(name, plan.SingleTransaction(p.Plan))
	h.target, h.from, h.steps = p.Plan.Target, from.Fingerprint(), len(p.Plan.Steps)
	j, err := o.judge(ctx, h.file(), body, from)
	if err != nil {
		return nil, err
	}
	if err := o.refuse(p, j, from); err != nil {
		return nil, err
	}
	if text := j.withComments(body, p.Allow); text != body {
		body = text
		if j, err = o.judge(ctx, h.file(), body, from); err != nil {
			return nil, err
		}
	}
	h.to = j.to.Fingerprint()
	h.notes = append(render.Blocks(p.Plan), headerLines(j.findings)...)
	return &Migration{ID: o.ID, File: h.file(), Text: h.text(body), Warnings: append(warnings(p.Plan.Findings), warnings(j.findings)...)}, nil
}

// Baseline is a migration that creates all of a plan, without the judgement of the linter: what
// is there already has been decided.
func (o *Options) Baseline(p *app.Planned) *Migration {
	h := o.header("baseline", plan.SingleTransaction(p.Plan))
	h.target, h.from, h.to, h.steps = p.Plan.Target, p.Plan.From, p.Plan.To, len(p.Plan.Steps)
	return &Migration{ID: o.ID, File: h.file(), Text: h.text(p.Planner.Migration(p.Plan))}
}

// Empty is a migration without a statement, to be written by hand.
func (o *Options) Empty(ctx context.Context, name string, f *Folder) (*Migration, error) {
	if plan.Slug(name) == "" {
		return nil, &NameError{name}
	}
	s := &schema.Schema{Dialect: o.Plan.Target.Language().Name()}
	if len(f.Files) > 0 {
		var err error
		if s, err = o.Plan.Replayer().Known(ctx, f.Files); err != nil {
			return nil, err
		}
	}
	h := o.header(name, true)
	h.from, h.to = s.Fingerprint(), s.Fingerprint()
	return &Migration{ID: o.ID, File: h.file(), Text: h.text("")}, nil
}

// Reverse is the text of the down migration of a plan that starts from a schema.
func (o *Options) Reverse(ctx context.Context, name string, p *app.Planned, from *schema.Schema) (string, error) {
	choices := o.Plan
	choices.Form.SingleForm = true // it runs in one transaction
	judged, err := choices.Target.Language().Analyze(ctx, from, []parse.Source{{Name: o.ID, Text: p.Planner.Migration(p.Plan)}}, true)
	if err != nil {
		return "", fmt.Errorf("down migration: %w", err)
	}
	choices.Renames, choices.Reverts = nil, judged.Statements
	reverse, err := app.Plan(ctx, &app.Endpoint{Schema: p.To.Schema, Replayed: true}, &app.Endpoint{Schema: from}, choices)
	if err != nil {
		return "", fmt.Errorf("down migration: %w", err)
	}
	h := o.header(name, true)
	h.name += ".down"
	h.target, h.from, h.to, h.steps = p.Plan.Target, p.Plan.To, p.Plan.From, len(reverse.Plan.Steps)
	for _, st := range reverse.Plan.Steps {
		if st.Lost != "" {
			h.notes = append(h.notes, "DESTRUCTIVE, loses "+st.Lost)
		}
	}
	return h.text(reverse.Planner.Migration(reverse.Plan)), nil
}

// header is that of the new migration, without its place.
func (o *Options) header(name string, single bool) header {
	target := o.Plan.Target
	return header{id: o.ID, name: plan.Slug(name), engine: string(target.Language().Name()), single: single, run: target.Journal().ScriptCommand(single),
		wrangler: o.Plan.Form.Runner == wrangler}
}

// wrangler is the runner that ends a statement at any semicolon, and has no down migrations.
const wrangler = "d1"

// warnings are the findings that are warnings.
func warnings(findings []plan.Finding) []plan.Finding {
	var out []plan.Finding
	for _, f := range findings {
		if f.Severity == lint.Warning {
			out = append(out, f)
		}
	}
	return out
}

// headerLines are the findings of the linter as lines of the header.
func headerLines(findings []lint.Finding) []string {
	errs, warnings := 0, 0
	var lines []string
	for _, f := range findings {
		switch f.Severity {
		case lint.Error:
			errs++
		case lint.Warning:
			warnings++
		default:
			continue
		}
		lines = append(lines, fmt.Sprintf("  %s[%s] %s", f.Severity, f.Rule, f.Message))
	}
	return append([]string{fmt.Sprintf("lint: %s, %s", app.Count(errs, "error"), app.Count(warnings, "warning"))}, lines...)
}
