package postgres

// The position of a sequence, which is data and no part of a schema. It is carried from one
// sequence to another, and stays inside bounds that become narrower: the server refuses bounds
// that leave it out (sql-altersequence.html). A sequence that has not reached the new bounds
// starts anew; one that is past them is at their end, so that no value comes twice.

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// takePosition sets a sequence to the position of another one, or to its own.
func takePosition(sequence, from schema.Key, bounds *pgmodel.SequenceOptions, within bool) ddl.Text {
	head := "SELECT pg_catalog.setval(" + pgmodel.Literal(ddl.Qualified(sequence)) + "::pg_catalog.regclass, "
	tail := ") FROM " + ddl.Qualified(from)
	if within {
		return ddl.Text(head + "last_value, is_called" + tail)
	}
	passed, end, reached := "last_value > "+bounds.Max, bounds.Max, "last_value >= "+bounds.Min
	if descends(bounds) {
		passed, end, reached = "last_value < "+bounds.Min, bounds.Min, "last_value <= "+bounds.Max
	}
	return ddl.Text(head + fmt.Sprintf("CASE WHEN last_value BETWEEN %s AND %s THEN last_value WHEN is_called AND %s THEN %s ELSE %s END, is_called AND %s",
		bounds.Min, bounds.Max, passed, end, bounds.Start, reached) + tail)
}

func descends(o *pgmodel.SequenceOptions) bool { return strings.HasPrefix(o.Increment, "-") }

// containsBounds reports whether every position of one sequence is one of another. Bounds that
// follow from a smaller type count as the same: its column holds no value outside of them.
func containsBounds(outer, inner *pgmodel.SequenceOptions) bool {
	if outer == nil || inner == nil || ddl.SequenceOptions(outer, "") == ddl.SequenceOptions(inner, "") {
		return true
	}
	return number(outer.Min) <= number(inner.Min) && number(inner.Max) <= number(outer.Max)
}

func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64) // as the server prints it
	return n
}

// widened are options with bounds that hold those of before and after.
func widened(from, to *pgmodel.SequenceOptions) *pgmodel.SequenceOptions {
	o := *from
	if number(to.Min) < number(o.Min) {
		o.Min = to.Min
	}
	if number(to.Max) > number(o.Max) {
		o.Max = to.Max
	}
	if size := map[string]int{"smallint": 1, "integer": 2, "bigint": 3}; size[to.Type] > size[o.Type] {
		o.Type = to.Type
	}
	return &o
}

// boundsChanges are the clauses that widen bounds, at least one: what ALTER SEQUENCE has written
// anew a ROLLBACK takes back, with the position that is set after it.
func boundsChanges(from, wide *pgmodel.SequenceOptions) []ddl.SequenceChange {
	list := ddl.SequenceChanges(from, wide)
	if len(list) == 0 {
		list = []ddl.SequenceChange{{Option: "MAXVALUE", Value: wide.Max}}
	}
	return list
}
