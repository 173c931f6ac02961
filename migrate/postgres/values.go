package postgres

// The questions about values: texts that differ in nothing but constants, or in the values of a
// partition's bound, are equivalent where the server reads the same value from each two, whatever
// is around them. Only constants of types that parse/postgres/value does not know come here, such
// as those of enums, composite types, own ranges and extensions.

import (
	"slices"
	"strings"

	introspect "github.com/schemadiff/schemadiff/introspect/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	"github.com/schemadiff/schemadiff/parse/postgres/syntax"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// valuePairs are the values in which two texts of an object differ; ok reports that they differ
// in nothing else.
func valuePairs(o schema.Object, f plan.FieldChange) (pairs []introspect.Pair, ok bool) {
	pairs, ok = constantPairs(f.From, f.To, isQuery(o) && f.Name != pgmodel.FieldDefaults)
	if !ok && f.Name == pgmodel.FieldBound {
		return boundPairs(f.From, f.To)
	}
	return pairs, ok
}

// constantPairs are the constants in which two texts differ; aligned reports that they differ in
// nothing else. A constant is compared as the value that the input function of its type makes of
// it; in a query the modifier of an interval counts, for a result can have it.
func constantPairs(a, b string, query bool) (pairs []introspect.Pair, aligned bool) {
	frame, from := expr.Constants(a)
	other, to := expr.Constants(b)
	if frame != other {
		return nil, false
	}
	return differing(from, to, query)
}

// loosePairs are the constants in which the loose texts of a field differ; aligned reports that
// these differ in nothing else, so that a plan shows the rest. A constant of the file that has no
// type in its canonical text has the one that the server has given to the other.
func loosePairs(d plan.Candidate, f plan.FieldChange) (pairs []introspect.Pair, aligned bool) {
	loose := func(o schema.Object) (frame string, list []expr.Constant, ok bool) {
		for _, field := range o.Fields() {
			if field.Name == f.Name {
				return expr.LooseConstants(field.Value, field.Loose)
			}
		}
		return "", nil, false
	}
	frame, from, ok := loose(d.From)
	other, to, ok2 := loose(d.To)
	if !ok || !ok2 || frame != other || len(from) != len(to) {
		return nil, false
	}
	for i := range to {
		if to[i].Type == "" {
			to[i].Type = from[i].Type
		}
		if to[i].Literal == from[i].Literal {
			to[i].Type = from[i].Type // a cast alone: the plan shows it
		}
		if from[i].Type == "" && to[i].Literal != from[i].Literal || to[i].Type != from[i].Type && !(from[i].IsInterval() && to[i].IsInterval()) {
			return nil, false
		}
	}
	return differing(from, to, isQuery(d.To))
}

// differing are the values of two lists of constants of the same types that do not have the same text.
func differing(from, to []expr.Constant, query bool) (pairs []introspect.Pair, ok bool) {
	for i, c := range from { // equal frames hold equal types, but for modifiers of intervals
		switch {
		case c.Literal == to[i].Literal && c.Type == to[i].Type:
		case query && c.Type != to[i].Type:
			return nil, false
		case c.IsInterval():
			pairs = append(pairs, pairOf(intervalSum(c), intervalSum(to[i])))
		case c.Type == "text" || strings.HasPrefix(c.Type, "character varying"): // their values are their texts
			return nil, false
		case cutsToOne(c.Type):
			return nil, false
		default:
			pairs = append(pairs, pairOf(c.Literal+"::"+c.Type, to[i].Literal+"::"+c.Type))
		}
	}
	return pairs, true
}

// intervalSum is an interval as the result of a sum, which has no modifier.
func intervalSum(c expr.Constant) string { return c.Literal + "::" + c.Type + " + '0'::interval" }

func pairOf(from, to string) introspect.Pair {
	return introspect.Pair{From: pgmodel.Expr{SQL: from}, To: pgmodel.Expr{SQL: to}}
}

// cutsToOne reports whether a type without a modifier keeps one character of a constant, or
// one bit: what is compared must not be cut to it (datatype-character.html).
func cutsToOne(typ string) bool {
	base := strings.TrimRight(typ, "[]")
	return base == "character" || base == "bit"
}

// boundPairs are the values in which two bounds differ. One can be an expression, which the
// server has computed when it stored the other.
func boundPairs(a, b string) (pairs []introspect.Pair, ok bool) {
	from, to := boundValues(a), boundValues(b)
	if len(from) != len(to) {
		return nil, false
	}
	for i, text := range from {
		other := to[i]
		switch {
		case text == other:
		case isBoundWord(text), isBoundWord(other):
			return nil, false
		default:
			pairs = append(pairs, pairOf(boundNumber(text), boundNumber(other)))
		}
	}
	return pairs, true
}

// boundNumber is a value without the zeros at the end of a numeric, which are the same number in
// a bound: the partition key compares them as equal.
func boundNumber(text string) string {
	if strings.HasSuffix(text, "::numeric") {
		return "pg_catalog.trim_scale(" + text + ")"
	}
	return text
}

// isBoundWord reports whether a part of a bound is no value.
func isBoundWord(text string) bool {
	switch text {
	case "MINVALUE", "MAXVALUE", "NULL", "IN", "FROM", "TO", "DEFAULT":
		return true
	}
	return strings.HasPrefix(text, "FOR VALUES")
}

// boundValues cuts IN (a, b) or FROM (a) TO (b) into its words and values.
func boundValues(text string) []string {
	var list []string
	depth, start := 0, 0
	for i := 0; ; {
		x, ok := syntax.NextToken(text, i)
		if !ok {
			break
		}
		i = int(x.End)
		switch {
		case x.IsPunct(text, "(") || x.IsPunct(text, "["):
			if depth == 0 {
				list, start = append(list, strings.TrimSpace(text[start:x.Start])), i
			}
			depth++
		case x.IsPunct(text, ")") || x.IsPunct(text, "]"):
			if depth--; depth == 0 {
				list, start = append(list, strings.TrimSpace(text[start:x.Start])), i
			}
		case x.IsPunct(text, ",") && depth == 1:
			list, start = append(list, strings.TrimSpace(text[start:x.Start])), i
		}
	}
	return append(list, text[start:])
}

// plannedInFull reports whether a plan shows all in which the sides of a candidate differ. It does
// of values; around them it folds and inlines calls, so that f(1) and f(2) may be planned alike
// (clauses.c), and of a query it does not show the names of results, nor limits. What the loose texts have in common
// it need not show.
func plannedInFull(d plan.Candidate) bool {
	return !slices.ContainsFunc(d.Fields, func(f plan.FieldChange) bool {
		_, values := valuePairs(d.To, f)
		_, aligned := loosePairs(d, f)
		return !values && !f.Loose && !aligned
	})
}
