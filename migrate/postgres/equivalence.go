package postgres

// PostgreSQL stores expressions as trees and prints them in its own spelling, so only the server
// knows that two texts mean the same. It plans both in a read-only transaction. Where that decides
// nothing and the user asked for an exact answer, it stores both in temporary objects and compares
// what it prints.

import (
	"context"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Equivalence asks a database whether two spellings mean the same: read-only, and where it
// is to be exact, what that leaves open by temporary objects, in transactions that are rolled
// back.
type Equivalence struct {
	DB    *introspect.DB
	Exact bool
}

var (
	_ plan.Equivalence = Equivalence{}
	_ plan.Undecided   = Equivalence{}
)

// HowToDecide says what would decide the candidates that are left open: --exact, if the role and the
// server permit it.
func (e Equivalence) HowToDecide(ctx context.Context) (string, error) {
	lacks, err := e.DB.LacksToStore(ctx)
	switch {
	case err != nil:
		return "", err
	case lacks != "":
		return "--exact would have the server decide, and needs " + lacks, nil
	case e.Exact:
		return "the server does not store both for --exact to compare", nil
	}
	return "--exact has the server decide", nil
}

// Compare resolves candidates: one is Equivalent when the server understands every pair of
// expressions in it alike. What cannot be asked about is a difference, for strict texts that
// differ are one unless the server says otherwise; but Doubtful where the loose texts are equal,
// or where the server plans alike what they are not.
func (e Equivalence) Compare(ctx context.Context, from, to *schema.Schema, candidates []plan.Candidate) ([]plan.Answer, error) {
	out, err := e.ask(ctx, candidates, e.DB.Compare, func(d plan.Candidate) ([]introspect.Pair, bool) { return questions(from, to, d) })
	if err != nil {
		return nil, err
	}
	for _, reason := range e.DB.NotAsked() {
		to.Notes = append(to.Notes, schema.Note{Class: schema.Unverified, Subject: "expressions", Reason: reason.Error()})
	}
	for i, d := range candidates { // what cannot be planned in the types of afterwards is not known to be equal there
		switch {
		case out[i] == plan.Doubtful && retyped(from, to, d), out[i] == plan.Unknown && (retyped(from, to, d) || !d.Loose):
			out[i] = plan.Different
		case out[i] == plan.Equivalent && !d.Loose && !plannedInFull(d):
			out[i] = plan.Doubtful
		}
	}
	if !e.Exact {
		return out, nil
	}
	return out, e.exactly(ctx, from, to, candidates, out)
}

// exactly answers what is not known to be equivalent by what the server would store.
func (e Equivalence) exactly(ctx context.Context, from, to *schema.Schema, candidates []plan.Candidate, out []plan.Answer) error {
	var open []plan.Candidate
	var index []int
	for i, d := range candidates {
		if out[i] != plan.Equivalent && !retyped(from, to, d) {
			open, index = append(open, d), append(index, i)
		}
	}
	answers, err := e.ask(ctx, open, e.DB.CompareStored, func(d plan.Candidate) ([]introspect.Pair, bool) {
		return storedQuestions(from, d)
	})
	if err != nil {
		return err
	}
	for i, answer := range answers {
		if answer == plan.Equivalent || answer == plan.Different {
			out[index[i]] = answer
		}
	}
	return nil
}

// ask puts the pairs of all candidates to the server at once. A candidate without pairs, or
// with one that cannot be asked about, is different, and doubtful if its loose texts are equal.
func (e Equivalence) ask(ctx context.Context, candidates []plan.Candidate, compare func(context.Context, []introspect.Pair) ([]introspect.Answer, error),
	pairsOf func(plan.Candidate) ([]introspect.Pair, bool),
) ([]plan.Answer, error) {
	var pairs []introspect.Pair
	count := make([]int, len(candidates))
	for i, d := range candidates {
		list, ok := pairsOf(d)
		if count[i] = len(list); !ok || len(list) == 0 {
			count[i] = -1
			continue
		}
		pairs = append(pairs, list...)
	}
	answers, err := compare(ctx, pairs)
	if err != nil {
		return nil, err
	}
	out := make([]plan.Answer, len(candidates))
	for i, n := range count {
		if n < 0 {
			if out[i] = plan.Different; candidates[i].Loose {
				out[i] = plan.Doubtful
			}
			continue
		}
		out[i] = combined(answers[:n])
		answers = answers[n:]
	}
	return out, nil
}

// questions are the pairs that must all be equal for the sides of a candidate to be
// equivalent; false where the server cannot be asked. Texts that differ in values alone
// need no more than those; all others are planned as a whole.
func questions(from, to *schema.Schema, d plan.Candidate) (list []introspect.Pair, ok bool) {
	whole := false
	for _, f := range d.Fields {
		values, ok := valuePairs(d.To, f)
		switch {
		case ok:
			list = append(list, values...)
		case f.Name == pgmodel.FieldBound: // a bound is no expression
			return nil, false
		default:
			whole = true
			more, _ := loosePairs(d, f)
			list = append(list, more...)
		}
	}
	if !whole {
		return list, true
	}
	if isQuery(d.To) && retyped(from, to, d) || typesChange(from, to, d) {
		return nil, false // no query reads a table or a type as it will be
	}
	pairs, ok := pairsOf(from, d, false)
	if ok && retyped(from, to, d) {
		more, _ := pairsOf(to, d, false)
		pairs = append(pairs, more...)
	}
	return append(list, pairs...), ok && len(pairs) > 0
}

// storedQuestions are the pairs whose stored forms must be equal.
func storedQuestions(from *schema.Schema, d plan.Candidate) (list []introspect.Pair, ok bool) {
	whole := false
	for _, f := range d.Fields {
		values, ok := valuePairs(d.To, f)
		if f.Name == pgmodel.FieldBound && !ok {
			return nil, false
		}
		list, whole = append(list, values...), whole || !ok
	}
	if !whole {
		return list, true
	}
	pairs, ok := pairsOf(from, d, true)
	return append(list, pairs...), ok && len(pairs) > 0
}

// isQuery reports whether an object's texts are queries, over relations of the database.
func isQuery(o schema.Object) bool {
	switch o.(type) {
	case *pgmodel.View, *pgmodel.Function, *pgmodel.Rule:
		return true
	}
	return false
}

func combined(answers []introspect.Answer) plan.Answer {
	v := plan.Equivalent
	for _, a := range answers {
		switch a {
		case introspect.Unequal:
			return plan.Different
		case introspect.NoAnswer:
			v = plan.Unknown
		}
	}
	return v
}

// tableOf is the relation whose columns the expressions of an object name.
func tableOf(o schema.Object) schema.Key {
	switch o := o.(type) {
	case *pgmodel.Column:
		return o.Table
	case *pgmodel.Constraint:
		return o.Table
	case *pgmodel.Index:
		return o.Table
	case *pgmodel.Table:
		return o.ID
	case *pgmodel.Policy:
		return o.Table
	case *pgmodel.Trigger:
		return o.Table
	case *pgmodel.Statistics:
		return o.Table
	}
	return schema.Key{}
}

func columnsOf(s *schema.Schema, k schema.Key) []introspect.Column {
	return typedColumns(modelColumns(s, k))
}

func modelColumns(s *schema.Schema, k schema.Key) []*pgmodel.Column {
	switch t := s.Get(k).(type) {
	case *pgmodel.Table:
		return t.Columns
	case *pgmodel.View:
		return t.Columns
	}
	return nil
}

// typedColumns are the names and types of columns whose types are known.
func typedColumns(columns []*pgmodel.Column) []introspect.Column {
	var list []introspect.Column
	for _, c := range columns {
		if c.Type != "" {
			list = append(list, introspect.Column{Name: c.Name, Type: c.Type})
		}
	}
	return list
}
