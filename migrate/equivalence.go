package migrate

// Some changes are no changes: a server stores an expression in its own spelling, and the file has
// the author's. Changes come in, the dialect says which of them only differ in spelling, and what
// it has resolved goes out as objects that stand in the place of desired ones: the planner compares
// with a schema that has them, and the one that was read stays as it is. A difference that stays
// undecided becomes a note.

import (
	"context"
	"fmt"
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

// resolution holds the objects that differ from desired ones and are no change.
type resolution struct {
	objects []schema.Replacement // for desired ones
	notes   []schema.Note        // of what counts as equivalent and was not confirmed
}

// resolveEquivalence asks the database about objects that differ only in the spelling
// of expressions. Equivalent ones get the database's spelling; unresolved ones count as
// equivalent, and are reported.
func resolveEquivalence(ctx context.Context, job Job, changes []plan.Change) (*resolution, error) {
	out := &resolution{objects: hidden(changes)}
	candidates := plan.Candidates(changes)
	if len(candidates) == 0 {
		return out, nil
	}
	answers := make([]plan.Answer, len(candidates))
	var err error
	if job.Equivalence != nil {
		if answers, err = job.Equivalence.Compare(ctx, job.From, job.To.WithReplacements(out.objects), candidates); err != nil {
			return nil, fmt.Errorf("compare expressions: %w", err)
		}
	}
	paired := map[schema.Object]bool{} // what has no name may be a candidate several times
	for i, d := range candidates {
		if answers[i] == plan.Different || paired[d.From] || paired[d.To] || rebound(job, d) {
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
			if note.Reason, err = undecided(ctx, job.Equivalence); err != nil {
				return nil, err
			}
		}
		if note.Reason != "" {
			out.notes = append(out.notes, note)
		}
		if equal {
			out.objects = append(out.objects, schema.Replacement{Key: d.Key, Object: schema.Respelled(d.From, d.To)})
			paired[d.From], paired[d.To] = true, true
		}
	}
	return out, nil
}

// asMade is the desired schema as a plan makes it: an object that stands in the place of a
// desired one of the same meaning is the desired one again where the plan creates that.
func asMade(result, desired, replaced *schema.Schema) *schema.Schema {
	var made []schema.Object
	for o := range desired.All() {
		if replaced.Get(o.Key()) == o {
			continue
		}
		if have := result.Get(o.Key()); have != nil && len(plan.CompareObjects(have, o)) == 0 {
			made = append(made, o)
		}
	}
	return replaced.Replacing(made)
}

// undecided is the note about a change that may be none, with what would decide it.
func undecided(ctx context.Context, e plan.Equivalence) (string, error) {
	const perhaps = "perhaps only the spelling differs"
	by, ok := e.(plan.Undecided)
	if !ok {
		return perhaps, nil
	}
	how, err := by.HowToDecide(ctx)
	if err != nil {
		return "", fmt.Errorf("ask how to compare expressions: %w", err)
	}
	return perhaps + ": " + how, nil
}

// hidden are the desired objects of changes with what only the database knows of them.
func hidden(changes []plan.Change) []schema.Replacement {
	var out []schema.Replacement
	for _, c := range changes {
		if c.Op != plan.Alter {
			continue
		}
		if o, ok := schema.Completed(c.From, c.To); ok {
			out = append(out, schema.Replacement{Key: c.Key, Object: o})
		}
	}
	return out
}

// rebound reports whether an expression calls a function that is new, that goes, or that gets
// another result, or reads values of a domain that gets another type: what the database makes of the
// two spellings now is not what they will mean.
func rebound(job Job, d plan.Candidate) bool {
	changed := func(k schema.Key) bool {
		from, to := job.From.Get(k), job.To.Get(k)
		switch k.Kind {
		case schema.KindFunction, schema.KindAggregate, schema.KindOperator:
			return from == nil || to == nil || !sameResult(from, to)
		case schema.KindColumn:
			c := columnOf(job.From, k)
			return c != nil && getsAnotherType(job, c.Needs())
		}
		return false
	}
	needs := append(slices.Clone(d.To.Needs()), d.From.Needs()...)
	return getsAnotherType(job, needs) || slices.ContainsFunc(needs, changed)
}

// columnOf is a column of a table; nil where there is none.
func columnOf(s *schema.Schema, k schema.Key) schema.Object {
	t, ok := s.Get(schema.Key{Kind: schema.KindTable, Schema: k.Schema, Name: k.Table}).(schema.Composite)
	if !ok {
		return nil
	}
	for _, part := range t.Parts() {
		if part.Key() == k {
			return part
		}
	}
	return nil
}

// getsAnotherType reports whether one of the keys is a type that is new or goes, perhaps to be one of another kind,
// or a domain that gets another type, or one over such a domain.
func getsAnotherType(job Job, needs []schema.Key) bool {
	return slices.ContainsFunc(needs, func(k schema.Key) bool {
		from, to := job.From.Get(k), job.To.Get(k)
		if k.Kind.Has(schema.UserType) && (from == nil) != (to == nil) {
			return true
		}
		return k.Kind == schema.KindDomain && from != nil && to != nil &&
			(!slices.Equal(fields(from, "type"), fields(to, "type")) || getsAnotherType(job, from.Needs()))
	})
}

// sameResult reports whether two functions of one name return the same type, with the same columns.
func sameResult(from, to schema.Object) bool {
	return from == to || slices.Equal(fields(from, "arguments", "returns"), fields(to, "arguments", "returns"))
}

// fields are the values of some attributes of an object.
func fields(o schema.Object, names ...string) (values []string) {
	for _, f := range o.Fields() {
		if slices.Contains(names, f.Name) {
			values = append(values, f.Value)
		}
	}
	return values
}
