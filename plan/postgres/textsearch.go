package postgres

// Text search parsers, templates, dictionaries and configurations. Only the options of a
// dictionary and the mappings of a configuration can be altered (sql-altertsdictionary.html,
// sql-altertsconfig.html). Token types with the same dictionaries share a statement.

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

var _ = register(schema.KindTSConfig, tsConfigKind())

func tsConfigKind() kind {
	return kind{
		name:       named("TEXT SEARCH CONFIGURATION"),
		makesIndex: true,
		create: func(_ *planner, o pgmodel.Object) []statement {
			t := o.(*pgmodel.TSConfig)
			name := "TEXT SEARCH CONFIGURATION " + ddl.Qualified(t.ID)
			out := []statement{{Do: ddl.Create(name + " (PARSER = " + t.Parser + ")"), Undo: ddl.Drop(name)}}
			return append(out, mappingStatements(&pgmodel.TSConfig{ID: t.ID}, t)...)
		},
		alter: func(_ *planner, c plan.Change) ([]statement, bool) {
			from, to := c.From.(*pgmodel.TSConfig), c.To.(*pgmodel.TSConfig)
			return mappingStatements(from, to), !c.Has("parser")
		},
	}
}

// mappingStatements take the mappings of one configuration to those of another; token
// types that share their dictionaries share a statement.
func mappingStatements(from, to *pgmodel.TSConfig) []statement {
	head := "ALTER TEXT SEARCH CONFIGURATION " + ddl.Qualified(to.ID) + " "
	var out []statement
	var gone []string
	for _, m := range from.Mappings {
		if to.Mapping(m.Token) == nil {
			gone = append(gone, ddl.Quote(m.Token))
		}
	}
	if len(gone) > 0 {
		out = append(out, statement{Do: ddl.Text(head + "DROP MAPPING FOR " + strings.Join(gone, ", "))})
	}
	for _, verb := range []string{"ADD", "ALTER"} {
		var done []string
		for _, m := range to.Mappings {
			if !changesMapping(from, m, verb) || slices.Contains(done, m.Token) {
				continue
			}
			var tokens []string
			for _, o := range to.Mappings {
				if changesMapping(from, o, verb) && slices.Equal(o.Dictionaries, m.Dictionaries) {
					tokens = append(tokens, ddl.Quote(o.Token))
					done = append(done, o.Token)
				}
			}
			out = append(out, statement{Do: ddl.Text(head + verb + " MAPPING FOR " + strings.Join(tokens, ", ") + " WITH " + strings.Join(m.Dictionaries, ", "))})
		}
	}
	return out
}

// changesMapping reports whether a mapping is to be added, or to be altered.
func changesMapping(from *pgmodel.TSConfig, m pgmodel.Mapping, verb string) bool {
	old := from.Mapping(m.Token)
	if verb == "ADD" {
		return old == nil
	}
	return old != nil && !slices.Equal(old, m.Dictionaries)
}
