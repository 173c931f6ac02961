package app

// This file saves plans and reads them again. A saved plan is the SQL that anyone can read and
// run, and after it, in one comment line, the plan as data, from which it is executed with its
// proofs. All that is executed stands in the text as well. The data is rendered again when it
// is read: where the text differs, somebody edited it.

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
)

const (
	savedMark   = "-- schemadiff:plan "
	savedFormat = 2
)

// SavedPlan is a plan as a file holds it.
type SavedPlan struct {
	Format  int        `json:"format"`
	Version string     `json:"version"` // of the program
	From    string     `json:"from"`    // names, for people
	To      string     `json:"to"`
	Allow   plan.Allow `json:"allow"`
	Plan    *plan.Plan `json:"plan"`
}

// NotSavedPlanError is a file that holds no plan.
type NotSavedPlanError struct{}

// Error says so.
func (*NotSavedPlanError) Error() string { return "it is no saved plan" }

// EditedPlanError is a saved plan whose text is not what its data says.
type EditedPlanError struct{ Err error } // why the data cannot be read; nil where it can

// Error goes after the name of the file.
func (e *EditedPlanError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("was edited after it was made: %v", e.Err)
	}
	return "was edited after it was made, or made by another version: make the plan again, or run its SQL yourself"
}

// Save is the text of a plan, which a program of this version can execute.
func Save(ctx context.Context, target engine.Target, version string, p *Planned) ([]byte, error) {
	if resumer, ok := target.(engine.Resumer); ok {
		var err error
		if p.Plan.Stages, err = resumer.Stages(ctx, p.Plan, p.From.Schema); err != nil {
			return nil, err
		}
	}
	s := &SavedPlan{savedFormat, version, p.From.Name, p.To.Name, p.Allow, p.Plan}
	return s.text(p.Planner, p.Run)
}

func (s *SavedPlan) text(planner plan.Planner, run string) ([]byte, error) {
	var b bytes.Buffer
	render.SQL(&b, s.Plan, planner.Script(s.Plan), render.Info{Version: s.Version, From: s.From, To: s.To, Run: run, Apply: s.Allow.Permits})
	data, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	data = bytes.ReplaceAll(data, []byte(";"), []byte(`\u003b`)) // they stand within strings alone; some programs cut files at each
	s.writeExtra(&b)
	b.WriteString(savedMark)
	b.Write(data)
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// writeExtra writes what is executed beside the statements of the script, and what was
// allowed.
func (s *SavedPlan) writeExtra(b *bytes.Buffer) {
	line := func(format string, args ...any) { fmt.Fprintln(b, render.Comment(fmt.Sprintf(format, args...))) }
	if len(s.Allow) > 0 {
		line("allowed: %s", strings.Join(s.Allow, ", "))
	}
	for i, step := range s.Plan.Steps {
		for _, st := range step.Statements {
			if st.Check != "" {
				line("apply asks before and after step %d, read-only: %s", i+1, st.Check)
			}
			if st.Repair != "" {
				line("apply runs where step %d was broken off: %s", i+1, st.Repair)
			}
		}
	}
}

// ReadSaved reads the text of a saved plan. Whether it was edited can only be known with the
// target that it is for, by Unedited.
func ReadSaved(text []byte) (*SavedPlan, error) {
	i := strings.LastIndex(string(text), "\n"+savedMark)
	if i < 0 {
		return nil, &NotSavedPlanError{}
	}
	var s SavedPlan
	if err := json.Unmarshal(text[i+1+len(savedMark):], &s); err != nil {
		return nil, &EditedPlanError{err}
	}
	if s.Format != savedFormat || s.Plan == nil {
		return nil, fmt.Errorf("it is a plan of format %d, this version reads %d", s.Format, savedFormat)
	}
	return &s, nil
}

// Unedited is an error where a text is not the one that was saved.
func (s *SavedPlan) Unedited(target engine.Target, text []byte) error {
	planner, err := target.Language().Planner(engine.PlannerOptions{Target: s.Plan.Target, Runner: s.Plan.Runner})
	if err != nil {
		return err
	}
	again, err := s.text(planner, target.ScriptCommand())
	if err != nil {
		return err
	}
	if !bytes.Equal(again, text) {
		return &EditedPlanError{}
	}
	return nil
}

// OtherRunnerError is a plan in the form for another program than this.
type OtherRunnerError struct{ Runner string }

// Error names the program.
func (e *OtherRunnerError) Error() string { return "it was made for runner " + e.Runner }

// ChangedDatabaseError is a database that is not the one that a plan was saved for.
type ChangedDatabaseError struct{ Database, Plan string }

// Error names both.
func (e *ChangedDatabaseError) Error() string {
	return fmt.Sprintf("%s is not what %s was made for: it has changed since; make the plan again", e.Database, e.Plan)
}

// Executable is an error for a plan that this program cannot execute itself on a target.
func (s *SavedPlan) Executable(target engine.Target) error {
	runner := "script"
	if f, ok := target.(engine.Former); ok {
		runner = f.Form(engine.PlannerOptions{}).Runner
	}
	if s.Plan.Runner != "" && s.Plan.Runner != runner {
		return &OtherRunnerError{s.Plan.Runner}
	}
	return nil
}

// narrow leaves of a database what a saved plan is about.
func (s *SavedPlan) narrow(language engine.Language, from *Endpoint) *Endpoint {
	if scoper, ok := language.(engine.Scoper); ok && s.Plan.Scope != nil {
		return from.with(scoper.Narrow(*s.Plan.Scope, from.Schema))
	}
	return from
}

// RehearseSaved runs the steps of a saved plan, called name, on a copy of the database that it was made
// for with its rows, and applies nothing. Where the database has the schema that the plan leads to,
// nothing is run either.
func RehearseSaved(ctx context.Context, name string, s *SavedPlan, from *Endpoint, allow plan.Allow, o PlanOptions) (*Planned, error) {
	if from.Database == "" {
		return nil, &NoDatabaseError{Rehearse: true}
	}
	from = s.narrow(o.Target.Language(), from)
	planner, err := o.Target.Language().Planner(engine.PlannerOptions{Target: s.Plan.Target, Runner: s.Plan.Runner})
	if err != nil {
		return nil, err
	}
	p := &Planned{Plan: s.Plan, Planner: planner, Allow: allow, From: from, To: &Endpoint{Name: s.To, Schema: from.Schema}, Run: o.Target.ScriptCommand()}
	loose := from.Schema.LooseFingerprint()
	switch {
	case from.Schema.Fingerprint() == s.Plan.From:
	case loose == s.Plan.To:
		return p, nil
	case slices.Contains(s.Plan.Stages, loose):
		return nil, &BegunError{Name: name, Command: "apply"}
	default:
		return nil, &ChangedDatabaseError{from.Name, name}
	}
	var statements []string
	for _, step := range s.Plan.Steps {
		for _, st := range step.Statements {
			statements = append(statements, st.SQL)
		}
	}
	// what only the server knows of them shows on the copy
	if want, err := o.Target.Language().Execute(ctx, from.Schema, statements); err == nil {
		p.To.Schema = want
	} else if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	p.Trial, err = o.try(ctx, s.Plan, from, p.To.Schema)
	return p, err
}

// ApplySaved runs a saved plan, called name, on the database that it was made for. A database
// that an interrupted run of the same plan has left is one too.
func ApplySaved(ctx context.Context, name string, s *SavedPlan, d *Deployment) (*Deployed, error) {
	if d.From.Database == "" {
		return nil, &NoDatabaseError{}
	}
	d.Plan = s.Plan
	d.From = s.narrow(d.Target.Language(), d.From)
	if d.From.Schema.Fingerprint() == s.Plan.From {
		return d.Run(ctx)
	}
	if d.From.Schema.LooseFingerprint() == s.Plan.To {
		return &Deployed{Outcome: AlreadyThere}, nil
	}
	changed := &ChangedDatabaseError{d.From.Name, name}
	if len(s.Plan.Stages) == 0 {
		return nil, changed
	}
	out, err := d.Run(ctx) // only the holder of the lock can know whether a run has left it
	var moved *migrate.MovedOnError
	if errors.As(err, &moved) {
		return nil, changed
	}
	return out, err
}

// Dialect is the language that a plan is in.
func (s *SavedPlan) Dialect() schema.Dialect { return s.Plan.Dialect }
