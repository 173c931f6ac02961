package migrate

import (
	"context"
	"fmt"
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// settle asks the database about what differs in the spelling of expressions
// alone. What means the same is the database's own in the desired schema; what
// nobody could settle is taken for the same, and reported. adopted is whether the
// desired schema is another one now.
func settle(ctx context.Context, job Job, changes []plan.Change) (notes []schema.Note, adopted bool, err error) {
	for _, c := range changes {
		if c.Op == plan.Alter {
			adopted = schema.UseHidden(job.To, c.From, c.To) || adopted
		}
	}
	doubts := plan.Doubts(changes)
	if len(doubts) == 0 {
		return nil, adopted, nil
	}
	verdicts := make([]plan.Verdict, len(doubts))
	if job.Same != nil {
		if verdicts, err = job.Same.Same(ctx, job.From, job.To, doubts); err != nil {
			return nil, adopted, fmt.Errorf("compare expressions: %w", err)
		}
	}
	for i, d := range doubts {
		if verdicts[i] == plan.Different || rebound(job, d) {
			continue
		}
		schema.UseSpelling(job.To, d.From, d.To)
		adopted = true
		if verdicts[i] == plan.Unknown {
			notes = append(notes, schema.Note{Class: schema.Unverified, Subject: d.Key.String(), Pos: d.To.Pos(),
				Reason: "the same but for casts and qualifiers"})
		}
	}
	return notes, adopted, nil
}

// rebound reports whether an expression calls a function that is new or that goes: what
// the database makes of the two spellings now is not what they will mean.
func rebound(job Job, d plan.Doubt) bool {
	missing := func(o schema.Object, s *schema.Schema) bool {
		return slices.ContainsFunc(o.Needs(), func(k schema.Key) bool {
			switch k.Kind {
			case schema.KindFunction, schema.KindAggregate, schema.KindOperator:
				return s.Get(k) == nil
			}
			return false
		})
	}
	return missing(d.To, job.From) || missing(d.From, job.To)
}
