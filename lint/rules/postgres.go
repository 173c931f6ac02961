package rules

// What a few rules ask of PostgreSQL's model, which the tables of package lint do not hold: labels
// of enums and settings of functions.

import (
	"slices"

	"github.com/schemadiff/schemadiff/lint"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// enumLabels are the values of all enums.
func enumLabels(s *schema.Schema) map[schema.Key][]string {
	out := map[schema.Key][]string{}
	for o := range s.All() {
		if e, ok := o.(*pgmodel.Enum); ok {
			out[e.ID] = e.Labels
		}
	}
	return out
}

// renamedAt is the position of the statement that gives a value of an enum its new name.
func renamedAt(p *lint.Pass, e *pgmodel.Enum, label string) schema.Pos {
	for _, a := range p.Acts {
		if a.Verb == schema.RenamesValue && a.Name == e.Name && a.To == label {
			return a.Pos
		}
	}
	return e.Pos()
}

// pinnedNow reports whether a function that a statement creates sets its search_path after all,
// by ALTER FUNCTION. It is found by its place, for others can have the same name.
func pinnedNow(p *lint.Pass, a *lint.Act) bool {
	for o := range p.Analyzed.To.All() {
		f, ok := o.(*pgmodel.Function)
		if ok && f.Pos() == a.Pos && slices.ContainsFunc(f.Settings, func(s pgmodel.Setting) bool { return s.Name == "search_path" }) {
			return true
		}
	}
	return false
}
