// Package revert reverts applied migrations, the last one first: the migrations of a database and
// the one that is to stay come in, the jobs that revert the rest go out, with what each loses.
// Nothing runs before the caller hands the jobs to app.Migrations.Execute.
package revert

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// Options say which migrations are reverted.
type Options struct {
	app.Migrations
	To string // the ID of the last migration to stay; zeros for none, "" for all but the last one
}

// Reverted is a migration that is to be reverted.
type Reverted struct {
	Name string
	Lost []string // what is lost, for people
	Job  migrate.FileJob
}

// PartlyAppliedError is a migration that must run to its end before any can be reverted.
type PartlyAppliedError struct{ Migration string }

// Error names it.
func (e *PartlyAppliedError) Error() string { return e.Migration + " is applied in part" }

// UnknownOrderError is an applied migration that the folder lacks.
type UnknownOrderError struct{ Migration string }

// Error names it.
func (e *UnknownOrderError) Error() string {
	return fmt.Sprintf("the folder lacks %s, which the database has: what depends on it is not known", e.Migration)
}

// NotAppliedError is a migration that the database does not have.
type NotAppliedError struct{ Database, ID string }

// Error names both.
func (e *NotAppliedError) Error() string {
	return fmt.Sprintf("%s is no migration that %s has", e.ID, e.Database)
}

// RowsError is a migration that changes rows and has no down migration.
type RowsError struct{ Migration, Down string }

// Error names the file to write.
func (e *RowsError) Error() string {
	return fmt.Sprintf("%s changes rows, and what they were is not known: write %s", e.Migration, e.Down)
}

// Prepare makes the jobs that revert migrations, in their order.
func Prepare(ctx context.Context, o Options, st *journal.Status) ([]Reverted, error) {
	o.Plan.Form.SingleForm = true // it is one transaction
	last, err := o.last(st)
	if err != nil {
		return nil, err
	}
	var out []Reverted
	for i, f := range last {
		r, err := o.reverse(ctx, f, st.Applied[:len(st.Applied)-i-1])
		if err != nil {
			return nil, err
		}
		out = append(out, *r)
	}
	return out, nil
}

// last are the migrations after the last one that is to stay, the newest first.
func (o Options) last(st *journal.Status) ([]folder.File, error) {
	switch {
	case len(st.Started) > 0:
		return nil, &PartlyAppliedError{st.Started[0].File.Name}
	case len(st.Missing) > 0:
		return nil, &UnknownOrderError{st.Missing[0].Name}
	case len(st.Applied) == 0:
		return nil, nil
	}
	files := make([]folder.File, 0, len(st.Applied))
	for _, p := range st.Applied {
		files = append(files, p.File)
	}
	stay := len(files) - 1
	if o.To != "" && strings.Trim(o.To, "0") == "" {
		stay = 0
	} else if o.To != "" {
		last := o.Folder.Find(o.To)
		stay = slices.IndexFunc(files, func(f folder.File) bool { return last != nil && f.ID == last.ID }) + 1
		if stay == 0 {
			return nil, &NotAppliedError{o.Name, o.To}
		}
	}
	out := slices.Clone(files[stay:])
	slices.Reverse(out)
	return out, nil
}

// reverse is a migration the other way round; stay are the ones before it.
func (o Options) reverse(ctx context.Context, f folder.File, stay []journal.Pair) (*Reverted, error) {
	var files []folder.File
	for _, p := range stay {
		files = append(files, p.File)
	}
	before, err := o.Plan.Replayer().Known(ctx, append(slices.Clone(files), f))
	if err != nil {
		return nil, err
	}
	after, err := o.Plan.Replayer().Known(ctx, files)
	if err != nil {
		return nil, err
	}
	after.Dialect = o.Plan.Target.Language().Name()
	choices := o.Plan
	if choices.Reverts, err = o.statements(ctx, f); err != nil {
		return nil, err
	}
	p, err := app.Plan(ctx, &app.Endpoint{Schema: before, Replayed: true}, &app.Endpoint{Schema: after}, choices)
	if err != nil {
		return nil, fmt.Errorf("down migration of %s: %w", f.Name, err)
	}
	if refusals := plan.Refusals(p.Plan, o.Plan.Allow); len(refusals) > 0 {
		return nil, &app.RefusedError{Migration: f.Name, Findings: refusals}
	}
	out := &Reverted{Name: f.Name}
	for _, st := range p.Plan.Steps {
		if st.Lost != "" {
			out.Lost = append(out.Lost, st.Lost)
		}
	}
	text, err := o.text(ctx, f, p)
	if err != nil {
		return nil, err
	}
	job, err := o.job(ctx, f, text, before)
	if err != nil {
		return nil, err
	}
	job.After = after
	out.Job = *job
	return out, nil
}

// text reverts a migration: its down migration, or else a plan.
func (o Options) text(ctx context.Context, f folder.File, p *app.Planned) (string, error) {
	if f.Down != "" {
		return f.Down, nil
	}
	if len(p.Plan.Steps) > 0 {
		return p.Planner.Migration(p.Plan), nil
	}
	statements, err := o.statements(ctx, f)
	if err != nil {
		return "", err
	}
	for _, st := range statements {
		for _, a := range st.Acts {
			switch a.Verb {
			case schema.Inserts, schema.Updates, schema.Deletes, schema.Truncates:
				return "", &RowsError{f.Name, downPath(f)}
			}
		}
	}
	return "", nil
}

// statements are those of a migration.
func (o Options) statements(ctx context.Context, f folder.File) ([]schema.Statement, error) {
	split, err := o.Plan.Replayer().Split(ctx, f)
	if err != nil {
		return nil, err
	}
	return split.Statements, nil
}

// job runs a text that reverts a migration, on what it leads to.
func (o Options) job(ctx context.Context, f folder.File, text string, before *schema.Schema) (*migrate.FileJob, error) {
	path := downPath(f)
	judged, err := o.Plan.Target.Language().Analyze(ctx, before, []parse.Source{{Name: path, Text: text}}, true)
	if err != nil {
		return nil, err
	}
	if errs := append(judged.Syntax, judged.Broken...); len(errs) > 0 {
		return nil, errs
	}
	reverse := f
	reverse.Path, reverse.SQL = path, text
	return &migrate.FileJob{File: reverse, Statements: judged.Statements, Before: before, Down: true}, nil
}

func downPath(f folder.File) string { return strings.TrimSuffix(f.Path, ".sql") + ".down.sql" }
