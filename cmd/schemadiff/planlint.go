package main

import (
	"context"
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/lint/rules"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/plan"
)

// lintPlan has the linter judge the statements of a plan as a migration of the database,
// and adds what it warns of to the findings, at the lines of desired DDL that asked for
// the steps. What the planner sees to itself is left out: refusals, rows that are in the
// way, and the order and form of steps.
func (s *session) lintPlan(ctx context.Context, p *prepared) error {
	if len(p.plan.Steps) == 0 {
		return nil
	}
	l := &linter{session: s, rules: rules.All()}
	if err := l.set(); err != nil {
		return err
	}
	text, steps := planText(p.plan)
	judged, err := s.dialect.judge(ctx, p.from.schema, []parse.Source{{Name: planSource, Text: text}}, true)
	if err != nil {
		return err
	}
	pass := &lint.Pass{Kind: lint.Migration, From: p.from.schema, Based: true, Dialect: s.dialect.name, Judged: &judged.Judged, Types: s.dialect.types,
		Lock: s.dialect.lock, Options: l.options()}
	on := slices.DeleteFunc(l.settings.On(l.rules), func(r *lint.Rule) bool { return !forPlans(r) })
	for _, f := range l.settle(lint.Run(on, pass)) {
		if f.Severity != lint.Warning && f.Severity != lint.Error || f.Pos.Line == 0 {
			continue
		}
		step := p.plan.Steps[steps[min(f.Pos.Line, len(steps))-1]]
		p.plan.Findings = append(p.plan.Findings, plan.Finding{Rule: f.Rule, Severity: plan.Severity(f.Severity), Key: step.Key, Pos: step.Pos, Message: f.Message, Hint: f.Fix})
	}
	return nil
}

// planSource is what positions in the text of a plan are called.
const planSource = "plan"

// planText are the statements of a plan as a file, and the step that each line is of.
func planText(p *plan.Plan) (string, []int) {
	var b strings.Builder
	var steps []int
	for i, s := range p.Steps {
		for _, st := range s.Statements {
			text := st.SQL + ";\n"
			b.WriteString(text)
			for range strings.Count(text, "\n") {
				steps = append(steps, i)
			}
		}
	}
	return b.String(), steps
}

// forPlans says whether a rule tells of a plan what the planner does not.
func forPlans(r *lint.Rule) bool {
	switch r.Category {
	case "design", "compat":
		return r.Name != "possible-rename"
	case "sqlite":
		return !strings.Contains(r.Name, "rebuild") && !slices.Contains([]string{"sqlite-pragma-fk-in-txn", "sqlite-autoincrement-reset", "sqlite-rename-old-first",
			"sqlite-insert-select-star", "sqlite-add-column-unsupported", "sqlite-drop-column-referenced"}, r.Name)
	}
	return false
}
