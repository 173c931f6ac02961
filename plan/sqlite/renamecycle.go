package sqlite

// The statements of renames that depend on one another (plan/rename.go orders them), by the name of
// a table or column in between where names go round.

import (
	"slices"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

// caseTable begins the name of a table whose name changes in case alone, or goes round.
const caseTable = "_schemadiff_case_"

// caseOnly is the chain of an object whose name changes in case alone.
func caseOnly(name string) plan.RenameChain[string] {
	return plan.RenameChain[string]{Names: []plan.Rename[string]{{Was: name, Now: name}}}
}

// writeRenames adds the statements and their undo to a step. former and desired spell names; between begins a name that
// is taken meanwhile.
func writeRenames(c plan.RenameChain[string], s *plan.Step, former, desired func(folded string) string, between string, rename func(a, b string) plan.Statement) {
	type pair struct{ a, b string }
	var pairs []pair
	for _, e := range c.Names {
		pairs = append(pairs, pair{former(e.Was), desired(e.Now)})
	}
	last := len(pairs) - 1
	if aside := between + pairs[last].a; c.Ring {
		pairs = append([]pair{{pairs[last].a, aside}}, pairs...)
		pairs[last+1].a = aside
	} else if c.Names[0].Was == c.Names[0].Now && between == caseTable { // SQLite says that the name is taken
		pairs = []pair{{pairs[0].a, aside}, {aside, pairs[0].b}}
	}
	for _, p := range pairs {
		s.Statements = append(s.Statements, rename(p.a, p.b))
	}
	if len(pairs) == 2 && !c.Ring {
		pairs = []pair{{pairs[0].a, pairs[1].b}}
	}
	for _, p := range slices.Backward(pairs) {
		s.Undo = append(s.Undo, rename(p.b, p.a).SQL)
	}
}

// alikeTables compares two tables by their columns, and by all else but what renames change: the
// names of the table and its constraints, and the tables that it references.
func alikeTables(a, b *litemodel.Table) plan.Likeness {
	l := plan.AlikeIn(nameless(a, true), nameless(b, true))
	l.All = plan.AlikeIn(nameless(a, false), nameless(b, false)).All
	return l
}

// nameless are the attributes of the columns of a table, or of all of it.
func nameless(t *litemodel.Table, all bool) (out []string) {
	if all {
		out = attributes("table", t.Fields())
	}
	for _, p := range t.Parts() {
		switch k := p.Key(); {
		case k.Kind == schema.KindColumn:
			out = append(out, attributes("column "+k.Name, p.Fields())...)
		case all:
			out = append(out, attributes(string(k.Kind), p.Fields())...)
		}
	}
	return out
}

func attributes(of string, fields []schema.Field) (out []string) {
	for _, f := range fields {
		if f.Name != "references" {
			out = append(out, of+" "+f.Name+" "+f.Value)
		}
	}
	return out
}
