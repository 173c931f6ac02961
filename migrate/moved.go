package migrate

// A plan may begin with statements that move objects, and whatever names them follows. The database
// knows such objects by their names of before only: what its server is asked is asked in these, of a
// desired schema in which the moves are reverted.

import (
	"context"
	"fmt"

	"github.com/schemadiff/schemadiff/plan"
)

// resolveMoved resolves the equivalence of a job whose plan moves objects, and replaces its desired
// schema by one that has the database's spelling where both mean the same. It returns nil where
// nothing is moved.
func resolveMoved(ctx context.Context, job *Job) (*resolution, error) {
	mover, ok := job.Planner.(plan.Mover)
	if !ok {
		return nil, nil
	}
	forward, back := mover.Moves(job.From, job.To)
	if len(forward) == 0 {
		return nil, nil
	}
	former := *job
	var err error
	if former.To, err = job.Fold(ctx, job.To, back); err != nil {
		return nil, fmt.Errorf("revert the moves of the desired schema: %w", err)
	}
	equal, err := resolveEquivalence(ctx, former, plan.Compare(former.From, former.To))
	if err != nil || len(equal.objects) == 0 {
		return equal, err
	}
	if job.To, err = job.Fold(ctx, former.To.WithReplacements(equal.objects), forward); err != nil {
		return nil, fmt.Errorf("repeat the moves of the desired schema: %w", err)
	}
	return &resolution{notes: equal.notes}, nil
}
