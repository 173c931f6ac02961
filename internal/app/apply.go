package app

// This file carries out a plan: a plan and what its findings may be permitted come in, a
// report of the run goes out. A plan with a refusal that is not permitted changes nothing.

import (
	"context"
	"fmt"
	"strings"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/plan"
)

// RefusedError is a plan that may not run as it is.
type RefusedError struct{ Findings []plan.Finding }

// Error lists what refuses the plan, each with the name of its rule.
func (e *RefusedError) Error() string {
	lines := []string{"refused; nothing was changed:"}
	for _, f := range e.Findings {
		lines = append(lines, fmt.Sprintf("  %s: %s", f.Rule, f.Message))
	}
	return strings.Join(lines, "\n")
}

// Apply runs a plan, unless a finding refuses it.
func Apply(ctx context.Context, target engine.Target, p *plan.Plan, allow plan.Allow, o engine.ApplyOptions) (*migrate.Report, error) {
	if refusals := plan.Refusals(p, allow); len(refusals) > 0 {
		return nil, &RefusedError{refusals}
	}
	if len(p.Steps) == 0 {
		return &migrate.Report{}, nil
	}
	return target.Apply(ctx, p, o)
}

// AllowNames are the rules that a caller may permit, and their groups.
func AllowNames() plan.Names {
	names := plan.Names{Groups: map[string][]string{}, Aliases: map[string][]string{}}
	for _, r := range rules.All() {
		if !r.Allowable() {
			continue
		}
		names.Rules = append(names.Rules, r.Name)
		if r.Destroys {
			names.Groups[plan.AllowDestructive] = append(names.Groups[plan.AllowDestructive], r.Name)
		}
		for _, alias := range r.Aliases {
			names.Aliases[alias] = append(names.Aliases[alias], r.Name)
		}
	}
	return names
}
