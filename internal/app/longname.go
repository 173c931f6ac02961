package app

// Names of desired DDL that the server cuts: the schema and the plan have only what is
// left of them, so that their text is asked.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// longNames are the names in sources, longer than the server keeps, of what the
// statements of a plan create; each has the place of its statement.
func longNames(sources []parse.Source, statements []schema.Statement, limit engine.NameLimiter) []schema.Name {
	var made []schema.Act
	for _, s := range statements {
		for _, a := range s.Acts {
			switch a.Verb {
			case schema.Creates, schema.AddsColumn, schema.DefinesColumn, schema.AddsConstraint, schema.Defines:
				if len(a.Name) > limit.MaxName()-4 { // a character has four bytes at most
					made = append(made, a)
				}
			}
		}
	}
	var out []schema.Name
	for _, src := range sources {
		if len(made) == 0 {
			break
		}
		for _, n := range limit.LongNames(src) {
			i := slices.IndexFunc(made, func(a schema.Act) bool { return strings.HasPrefix(n.Text, a.Name) })
			if i >= 0 && !slices.ContainsFunc(out, func(o schema.Name) bool { return o.Text == n.Text }) {
				out = append(out, schema.Name{Pos: made[i].Pos, Text: n.Text})
			}
		}
	}
	return out
}
