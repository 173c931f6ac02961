package postgres

import (
	"context"
	"slices"
	"strings"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// Equivalence asks a database, read-only, whether two spellings mean the same.
type Equivalence struct{ DB *introspect.DB }

var _ plan.Equivalence = Equivalence{}

// Compare resolves candidates: one is Same when the server understands every pair of
// expressions in it alike. What cannot be asked about is Different: strict texts
// that differ are a difference unless the server says otherwise.
func (e Equivalence) Compare(ctx context.Context, from, to *schema.Schema, candidates []plan.Candidate) ([]plan.Answer, error) {
	var pairs []introspect.Pair
	count := make([]int, len(candidates))
	for i, d := range candidates {
		list, ok := questions(from, to, d)
		if !ok || len(list) == 0 {
			count[i] = -1
			continue
		}
		count[i] = len(list)
		pairs = append(pairs, list...)
	}
	answers, err := e.DB.Compare(ctx, pairs)
	if err != nil {
		return nil, err
	}
	for _, reason := range e.DB.NotAsked() {
		to.Notes = append(to.Notes, schema.Note{Class: schema.Unverified, Subject: "expressions", Reason: reason.Error()})
	}
	out := make([]plan.Answer, len(candidates))
	for i, n := range count {
		if n < 0 {
			out[i] = plan.Different
			continue
		}
		out[i] = combined(answers[:n])
		answers = answers[n:]
	}
	return out, nil
}

// questions are the pairs that must all be equal for the sides of a candidate to be
// equivalent; false where the server cannot be asked. Texts that differ in constants alone
// need no more than the values of those; all others are planned as a whole.
func questions(from, to *schema.Schema, d plan.Candidate) (list []introspect.Pair, ok bool) {
	whole := false
	for _, f := range d.Fields {
		constants, aligned := constantPairs(f)
		switch {
		case aligned:
			list = append(list, constants...)
		case !f.Loose || f.Name == pgmodel.FieldBound: // a bound is no expression
			return nil, false
		default:
			whole = true
		}
	}
	if !whole {
		return list, true
	}
	pairs, ok := pairsOf(from, d)
	if ok && retyped(from, to, d) {
		more, _ := pairsOf(to, d)
		pairs = append(pairs, more...)
	}
	return append(list, pairs...), ok && len(pairs) > 0
}

// constantPairs are the constants in which two texts differ; aligned reports that they
// differ in nothing else. A constant is compared as the value that the input function of its
// type makes of it.
func constantPairs(f plan.FieldChange) (pairs []introspect.Pair, aligned bool) {
	frame, from := expr.Constants(f.From)
	other, to := expr.Constants(f.To)
	if frame != other {
		return nil, false
	}
	for i, c := range from { // equal frames hold equal types
		switch {
		case c.Literal == to[i].Literal:
		case c.Type == "text" || strings.HasPrefix(c.Type, "character varying"): // their values are their texts
			return nil, false
		default:
			pairs = append(pairs, introspect.Pair{From: pgmodel.Expr{SQL: c.Literal + "::" + c.Type}, To: pgmodel.Expr{SQL: to[i].Literal + "::" + c.Type}})
		}
	}
	return pairs, true
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

// retyped reports whether the columns that expressions of a candidate name have other
// types in the schema wanted: then the two must mean the same with both.
func retyped(from, to *schema.Schema, d plan.Candidate) bool {
	k := tableOf(d.To)
	return k != (schema.Key{}) && !slices.Equal(columnsOf(from, k), columnsOf(to, k))
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
	var columns []*pgmodel.Column
	switch t := s.Get(k).(type) {
	case *pgmodel.Table:
		columns = t.Columns
	case *pgmodel.View:
		columns = t.Columns
	}
	var list []introspect.Column
	for _, c := range columns {
		if c.Type != "" {
			list = append(list, introspect.Column{Name: c.Name, Type: c.Type})
		}
	}
	return list
}
