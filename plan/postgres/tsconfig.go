package postgres

// CREATE and ALTER TEXT SEARCH CONFIGURATION. The mapping of each token type is added, altered and
// dropped by itself (sql-altertsconfig.html), and token types with the same dictionaries share a
// statement. Another parser recreates the configuration.

import (
	"slices"
	"strings"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres/ddl"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/pgmodel"
)

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
