package postgres

// Storage parameters of tables, indexes and views: SET and RESET, each undone by the other.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

// optionStatements set and reset storage parameters.
func optionStatements(object string, from, to []pgmodel.Setting) []statement {
	var set, was []pgmodel.Setting
	var added []string
	for _, o := range to {
		if slices.Contains(from, o) {
			continue
		}
		set = append(set, o)
		if i := slices.IndexFunc(from, func(f pgmodel.Setting) bool { return f.Name == o.Name }); i >= 0 {
			was = append(was, from[i])
		} else {
			added = append(added, ddl.OptionName(o.Name))
		}
	}
	var reset []string
	var gone []pgmodel.Setting
	for _, o := range from {
		if !slices.ContainsFunc(to, func(t pgmodel.Setting) bool { return t.Name == o.Name }) {
			reset = append(reset, ddl.OptionName(o.Name))
			gone = append(gone, o)
		}
	}
	var out []statement
	if len(set) > 0 {
		s := statement{Do: ddl.Text("ALTER " + object + " SET (" + ddl.Options(set) + ")"), Form: locks.OfOptions(set)}
		switch {
		case len(added) == 0:
			s.Undo = ddl.Text("ALTER " + object + " SET (" + ddl.Options(was) + ")")
		case len(was) == 0:
			s.Undo = ddl.Text("ALTER " + object + " RESET (" + strings.Join(added, ", ") + ")")
		}
		out = append(out, s)
	}
	if len(reset) > 0 {
		out = append(out, statement{Do: ddl.Text("ALTER " + object + " RESET (" + strings.Join(reset, ", ") + ")"), Form: locks.OfOptions(gone),
			Undo: ddl.Text("ALTER " + object + " SET (" + ddl.Options(gone) + ")")})
	}
	return out
}
