package rules

// What a few rules ask of PostgreSQL's model, which the tables of package lint do not hold: labels
// of enums and settings of functions.

import (
	"slices"
	"strings"

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

// renamedAt is where the value of an enum gets another name.
func renamedAt(p *lint.Pass, e *pgmodel.Enum) schema.Pos {
	for _, s := range p.Judged.Statements {
		if strings.Contains(strings.ToLower(s.SQL), "rename value") && strings.Contains(s.SQL, e.Name) {
			return s.Pos
		}
	}
	return e.Pos()
}

// pinnedNow reports whether a function sets its search_path after all, by ALTER FUNCTION.
func pinnedNow(p *lint.Pass, name string) bool {
	for o := range p.Judged.To.All() {
		f, ok := o.(*pgmodel.Function)
		if ok && f.Name == name && slices.ContainsFunc(f.Settings, func(s pgmodel.Setting) bool { return s.Name == "search_path" }) {
			return true
		}
	}
	return false
}
