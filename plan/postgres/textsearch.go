package postgres

// Text search parsers, templates and dictionaries. Only the options of a dictionary can be
// altered (sql-altertsdictionary.html); any other difference recreates the object.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

var (
	_ = register(schema.KindTSParser, textSearchKind(schema.KindTSParser))
	_ = register(schema.KindTSTemplate, textSearchKind(schema.KindTSTemplate))
	_ = register(schema.KindTSDictionary, textSearchKind(schema.KindTSDictionary))
)

func textSearchKind(k schema.Kind) kind {
	word := strings.ToUpper(string(k))
	return kind{
		name: named(word),
		create: func(_ *planner, o pgmodel.Object) []statement {
			t := o.(*pgmodel.TextSearch)
			var options []string
			if t.Template != "" {
				options = append(options, "TEMPLATE = "+t.Template)
			}
			for _, s := range t.Options {
				options = append(options, textSearchOption(k, s))
			}
			return []statement{{Do: ddl.Create(word + " " + ddl.Qualified(t.ID) + " (" + strings.Join(options, ", ") + ")"), Undo: ddl.Drop(word + " " + ddl.Qualified(t.ID))}}
		},
		alter:      alterTextSearch,
		makesIndex: k == schema.KindTSDictionary,
	}
}

// textSearchOption writes an option: the functions of parsers and templates are names.
func textSearchOption(k schema.Kind, s pgmodel.Setting) string {
	if k != schema.KindTSDictionary {
		return strings.ToUpper(s.Name) + " = " + s.Value
	}
	return ddl.Quote(s.Name) + " = " + pgmodel.Literal(s.Value)
}

// alterTextSearch changes the options of a dictionary.
func alterTextSearch(_ *planner, c plan.Change) ([]statement, bool) {
	from, to := c.From.(*pgmodel.TextSearch), c.To.(*pgmodel.TextSearch)
	if to.ID.Kind != schema.KindTSDictionary || c.Has("template") {
		return nil, false
	}
	change := func(from, to *pgmodel.TextSearch) string {
		var texts []string
		for _, s := range to.Options {
			if !slices.Contains(from.Options, s) {
				texts = append(texts, textSearchOption(to.ID.Kind, s))
			}
		}
		for _, s := range from.Options {
			if !slices.ContainsFunc(to.Options, func(o pgmodel.Setting) bool { return o.Name == s.Name }) {
				texts = append(texts, ddl.Quote(s.Name))
			}
		}
		return "ALTER TEXT SEARCH DICTIONARY " + ddl.Qualified(to.ID) + " (" + strings.Join(texts, ", ") + ")"
	}
	return []statement{{Do: ddl.Text(change(from, to)), Undo: ddl.Text(change(to, from))}}, true
}
