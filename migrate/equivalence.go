package migrate

// Some changes are no changes: a server stores an expression in its own spelling, and the file has
// the author's. Changes come in, the dialect says which of them only differ in spelling, and the
// desired schema takes over the stored text so that the next comparison finds them equal. A
// difference that stays undecided becomes a note.

import (
	"context"
	"fmt"
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// resolveEquivalence asks the database about objects that differ only in the spelling
// of expressions. Equivalent ones take the database's spelling in the desired schema;
// unresolved ones count as equivalent, and are reported. adopted reports whether the
// desired schema is another one now.
func resolveEquivalence(ctx context.Context, job Job, changes []plan.Change) (notes []schema.Note, adopted bool, err error) {
	for _, c := range changes {
		if c.Op == plan.Alter {
			adopted = schema.UseHidden(job.To, c.From, c.To) || adopted
		}
	}
	candidates := plan.Candidates(changes)
	if len(candidates) == 0 {
		return nil, adopted, nil
	}
	answers := make([]plan.Answer, len(candidates))
	if job.Equivalence != nil {
		if answers, err = job.Equivalence.Compare(ctx, job.From, job.To, candidates); err != nil {
			return nil, adopted, fmt.Errorf("compare expressions: %w", err)
		}
	}
	for i, d := range candidates {
		if answers[i] == plan.Different || rebound(job, d) {
			continue
		}
		note := schema.Note{Class: schema.Unverified, Subject: d.Key.String(), Pos: d.To.Pos()}
		equal := answers[i] == plan.Equivalent || answers[i] == plan.Unknown && d.Loose
		switch {
		case answers[i] == plan.Equivalent:
		case equal:
			note.Reason = "the same but for casts and qualifiers"
		case job.Equivalence == nil:
			continue
		default:
			note.Reason = "perhaps only the spelling differs: --exact has the server decide"
		}
		if note.Reason != "" {
			notes = append(notes, note)
		}
		if equal {
			schema.UseSpelling(job.To, d.From, d.To)
			adopted = true
		}
	}
	return notes, adopted, nil
}

// rebound reports whether an expression calls a function that is new or that goes: what
// the database makes of the two spellings now is not what they will mean.
func rebound(job Job, d plan.Candidate) bool {
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
