package sqlite

// A printed script for a runner without temporary tables keeps its checks in two tables of its own, which it drops at
// the end. Where the runner stopped they stay: they hold nothing of anybody's, so they are no part of the schema, and
// the next change of the database drops them. What a stopped rebuild leaves beside them may hold the only copy of
// rows, and is not meant here.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// GuardTable and BeforeTable are the tables in which a printed script keeps its checks, and what it counted before.
const (
	GuardTable  = "_schemadiff_guard"
	BeforeTable = "_schemadiff_before"
)

// leftoverColumns are the columns by which the tables are known: other columns make one of that name the user's.
var leftoverColumns = map[string][]string{GuardTable: {"what", "ok"}, BeforeTable: {"n"}}

// WithoutLeftovers returns a schema without the tables that a stopped script has left, each with a note, and their
// names. A table that an index, trigger or view is about is the user's.
func WithoutLeftovers(s *schema.Schema) (*schema.Schema, []string) {
	var keys []schema.Key
	var names []string
	for o := range s.All() {
		if t, ok := o.(*litemodel.Table); ok && isLeftover(t) && !needed(s, t.Key()) {
			keys, names = append(keys, t.Key()), append(names, t.Name)
		}
	}
	if len(keys) == 0 {
		return s, nil
	}
	out := s.Without(keys...)
	out.Notes = slices.Clone(out.Notes)
	for _, k := range keys {
		out.Notes = append(out.Notes, schema.Note{Class: schema.Ignored, Subject: k.String(), Reason: "left by a stopped script of schemadiff and dropped by the next change"})
	}
	return out, names
}

func isLeftover(t *litemodel.Table) bool {
	want := leftoverColumns[t.Folded]
	return want != nil && slices.EqualFunc(t.Columns, want, func(c *litemodel.Column, name string) bool { return strings.EqualFold(c.Name, name) })
}

// needed reports whether an object of the schema is about a table.
func needed(s *schema.Schema, k schema.Key) bool {
	for o := range s.All() {
		if o.Key() != k && slices.Contains(o.Needs(), k) {
			return true
		}
	}
	return false
}
