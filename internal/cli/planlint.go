package cli

// This file adds what the rules of the linter find in a plan to the plan's own findings.

import (
	"context"
	"errors"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/lint/rules"
)

// lintPlan has the rules judge a plan. It asks the last questions about rows: databases are
// closed afterwards, before anything is printed or anybody is asked.
func (s *session) lintPlan(ctx context.Context, p *app.Planned) error {
	l := &linter{session: s, rules: rules.All()}
	if len(p.Plan.Steps) > 0 {
		if err := l.set(); err != nil {
			return errors.Join(err, s.close())
		}
	}
	if p.From.Live != nil {
		l.database = p.From
	}
	return errors.Join(l.rulesOf().LintPlan(ctx, p, s.Bool("no-online")), s.close())
}
