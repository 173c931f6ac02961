package postgres

// A plan of several transactions can stop between them. The fingerprint of the schema after each
// transaction is computed beforehand, so that the next run recognizes where the last one stopped
// and does not take it for drift.

import (
	"context"
	"fmt"
	"iter"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Fold executes statements on a model of the schema.
type Fold func(ctx context.Context, from *schema.Schema, statements []string) (*schema.Schema, error)

// Stages are the loose fingerprints of the schemas that a plan leads through: after
// each of its transactions but the last. A run of the plan that finds one of them goes
// on from there.
func Stages(ctx context.Context, p *plan.Plan, from *schema.Schema, fold Fold) ([]string, error) {
	var stages []string
	for s, err := range states(ctx, p, from, fold) {
		if err != nil {
			return nil, err
		}
		if p.Scope != nil { // owners and privileges that steps restore and the files do not manage
			s, _ = pgmodel.Scope(*p.Scope).Filter(s)
		}
		stages = append(stages, s.LooseFingerprint())
	}
	return stages, nil
}

// states yields the schemas that a plan leads through.
func states(ctx context.Context, p *plan.Plan, from *schema.Schema, fold Fold) iter.Seq2[*schema.Schema, error] {
	return func(yield func(*schema.Schema, error) bool) {
		groups := grouped(p.Steps)
		for i, g := range groups[:max(len(groups)-1, 0)] {
			var statements []string
			for _, s := range p.Steps[g.first:g.end] {
				for _, stmt := range s.Statements {
					statements = append(statements, stmt.SQL)
				}
			}
			next, err := fold(ctx, from, statements)
			if err != nil {
				yield(nil, fmt.Errorf("state after transaction %d: %w", i+1, err))
				return
			}
			if from = next; !yield(next, nil) {
				return
			}
		}
	}
}
