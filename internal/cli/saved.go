package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/render"
	"github.com/schemadiff/schemadiff/schema"
)

// A saved plan is the SQL that anyone can read and run, and after it, in one
// comment line, the plan as data, from which apply executes with its proofs. All
// that apply runs stands in the text as well, what it asks and clears away included.
// apply renders the data again: if the text differs, someone edited it.

const (
	savedMark   = "-- schemadiff:plan "
	savedFormat = 2
)

type saved struct {
	Format  int        `json:"format"`
	Version string     `json:"version"`
	From    string     `json:"from"`
	To      string     `json:"to"`
	Allow   plan.Allow `json:"allow"`
	Plan    *plan.Plan `json:"plan"`
}

func (s *session) savePlan(ctx context.Context, file string, p *app.Planned) error {
	if resumer, ok := s.target.(engine.Resumer); ok {
		var err error
		if p.Plan.Stages, err = resumer.Stages(ctx, p.Plan, p.From.Schema); err != nil {
			return fmt.Errorf("saved plan: %w", err)
		}
	}
	text, err := savedText(saved{savedFormat, version(), p.From.Name, p.To.Name, p.Allow, p.Plan}, p.Planner, p.Run)
	if err != nil {
		return err
	}
	return writeFile(file, text)
}

func savedText(s saved, planner plan.Planner, run string) ([]byte, error) {
	var b bytes.Buffer
	render.SQL(&b, s.Plan, planner.Script(s.Plan), render.Info{Version: s.Version, From: s.From, To: s.To, Run: run, Apply: s.Allow.Permits})
	data, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("saved plan: %w", err)
	}
	besides(&b, s)
	b.WriteString(savedMark)
	b.Write(data)
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// besides writes what apply runs beside the statements of the script, and what it was
// allowed to.
func besides(b *bytes.Buffer, s saved) {
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

// writeFile replaces a file whole or not at all.
func writeFile(file string, text []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(file), ".schemadiff-*")
	if err != nil {
		return fmt.Errorf("saved plan: %w", err)
	}
	defer os.Remove(tmp.Name())
	if _, err := tmp.Write(text); err != nil {
		return fmt.Errorf("saved plan: %w", err)
	}
	if err := tmp.Chmod(0o644); err != nil {
		return fmt.Errorf("saved plan: %w", err)
	}
	if err := tmp.Close(); err != nil {
		return fmt.Errorf("saved plan: %w", err)
	}
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		return fmt.Errorf("saved plan: %s is a folder", file)
	}
	if err := os.Rename(tmp.Name(), file); err != nil {
		return fmt.Errorf("saved plan %s: %w", file, errors.Unwrap(err))
	}
	return nil
}

// loadPlan reads a saved plan and refuses one that was edited.
func (s *session) loadPlan(file string) (*saved, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("saved plan: %w", err)
	}
	i := strings.LastIndex(string(text), "\n"+savedMark)
	if i < 0 {
		return nil, &usage{msg: fmt.Sprintf("%s is no saved plan", file), hint: "schemadiff plan --out FILE saves one; to apply DDL use --schema"}
	}
	var p saved
	if err := json.Unmarshal(text[i+1+len(savedMark):], &p); err != nil {
		return nil, &refusal{fmt.Sprintf("%s was edited after it was made: %v", file, err)}
	}
	if p.Format != savedFormat || p.Plan == nil {
		return nil, fmt.Errorf("%s is a plan of format %d, this version reads %d", file, p.Format, savedFormat)
	}
	if err := s.adopt(p.Plan.Dialect); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	planner, err := s.language().Planner(engine.PlannerOptions{Target: p.Plan.Target, Runner: p.Plan.Runner})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	again, err := savedText(p, planner, s.target.ScriptCommand())
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(again, text) {
		return nil, &refusal{fmt.Sprintf("%s was edited after it was made, or made by another version: make the plan again, or run its SQL yourself", file)}
	}
	return &p, nil
}

// adopt takes the dialect of a saved plan, unless somebody chose another.
func (s *session) adopt(name schema.Dialect) error {
	if s.chosen && s.language().Name() != name {
		return &usage{msg: fmt.Sprintf("a plan for %s, where %s was asked for", name, s.language().Name())}
	}
	if err := s.dialectNamed(string(name)); err != nil {
		return err
	}
	return s.checkFlags()
}
