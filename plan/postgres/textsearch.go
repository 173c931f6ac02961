package postgres

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

func textSearchMaker(k schema.Kind) writer {
	word := strings.ToUpper(string(k))
	return writer{
		name: named(word),
		create: func(o pgmodel.Object) []piece {
			t := o.(*pgmodel.TextSearch)
			var options []string
			if t.Template != "" {
				options = append(options, "TEMPLATE = "+t.Template)
			}
			for _, s := range t.Options {
				options = append(options, textSearchOption(k, s))
			}
			return []piece{{SQL: "CREATE " + word + " " + qualified(t.ID) + " (" + strings.Join(options, ", ") + ")", Undo: "DROP " + word + " " + qualified(t.ID)}}
		},
		alter: alterTextSearch,
	}
}

// textSearchOption writes an option: the functions of parsers and templates are names.
func textSearchOption(k schema.Kind, s pgmodel.Setting) string {
	if k != schema.KindTSDictionary {
		return strings.ToUpper(s.Name) + " = " + s.Value
	}
	return quote(s.Name) + " = " + pgmodel.Literal(s.Value)
}

// alterTextSearch changes the options of a dictionary.
func alterTextSearch(_ *planner, c plan.Change) ([]piece, bool) {
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
				texts = append(texts, quote(s.Name))
			}
		}
		return "ALTER TEXT SEARCH DICTIONARY " + qualified(to.ID) + " (" + strings.Join(texts, ", ") + ")"
	}
	return []piece{{SQL: change(from, to), Undo: change(to, from)}}, true
}

func tsConfigMaker() writer {
	return writer{
		name: named("TEXT SEARCH CONFIGURATION"),
		create: func(o pgmodel.Object) []piece {
			t := o.(*pgmodel.TSConfig)
			name := "TEXT SEARCH CONFIGURATION " + qualified(t.ID)
			out := []piece{{SQL: "CREATE " + name + " (PARSER = " + t.Parser + ")", Undo: "DROP " + name}}
			empty := &pgmodel.TSConfig{ID: t.ID}
			for _, p := range mappingPieces(empty, t) {
				p.Undo = "SELECT 1"
				out = append(out, p)
			}
			return out
		},
		alter: func(_ *planner, c plan.Change) ([]piece, bool) {
			from, to := c.From.(*pgmodel.TSConfig), c.To.(*pgmodel.TSConfig)
			return mappingPieces(from, to), !c.Has("parser")
		},
	}
}

// mappingPieces take the mappings of one configuration to those of another; token
// types that share their dictionaries share a statement.
func mappingPieces(from, to *pgmodel.TSConfig) []piece {
	head := "ALTER TEXT SEARCH CONFIGURATION " + qualified(to.ID) + " "
	var out []piece
	var gone []string
	for _, m := range from.Mappings {
		if to.Mapping(m.Token) == nil {
			gone = append(gone, quote(m.Token))
		}
	}
	if len(gone) > 0 {
		out = append(out, piece{SQL: head + "DROP MAPPING FOR " + strings.Join(gone, ", ")})
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
					tokens = append(tokens, quote(o.Token))
					done = append(done, o.Token)
				}
			}
			out = append(out, piece{SQL: head + verb + " MAPPING FOR " + strings.Join(tokens, ", ") + " WITH " + strings.Join(m.Dictionaries, ", ")})
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
