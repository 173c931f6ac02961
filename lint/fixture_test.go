package lint_test

// This file reads text for the tests of the engine, as the command does, and has small
// rules of its own: what the real rules flag is tested beside them.

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/lint"
	lintpg "github.com/schemadiff/schemadiff/lint/postgres"
	lintlite "github.com/schemadiff/schemadiff/lint/sqlite"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/schema"
)

// migration is a pass over PostgreSQL statements that change what before has made.
func migration(t testing.TB, before, sql string) *lint.Pass {
	t.Helper()
	base := judged(t, nil, "before.sql", before, false)
	after := judged(t, base.To, "m.sql", sql, true)
	return &lint.Pass{Kind: lint.Migration, Dialect: schema.Postgres, View: lintpg.View{}, From: base.To, Based: true, Analyzed: after}
}

// desired is a pass over the PostgreSQL DDL of a desired schema.
func desired(t testing.TB, sql string) *lint.Pass {
	t.Helper()
	return &lint.Pass{Kind: lint.Schema, Dialect: schema.Postgres, View: lintpg.View{}, Analyzed: judged(t, nil, "schema.sql", sql, false)}
}

// desiredSQLite is a pass over the SQLite DDL of a desired schema.
func desiredSQLite(t testing.TB, sql string) *lint.Pass {
	t.Helper()
	j, err := sqlite.Analyze(t.Context(), nil, []parse.Source{{Name: "schema.sql", Text: sql}}, false)
	if err != nil {
		t.Fatal(err)
	}
	return &lint.Pass{Kind: lint.Schema, Dialect: schema.SQLite, View: lintlite.View{}, Analyzed: &j.Analyzed}
}

func judged(t testing.TB, from *schema.Schema, file, sql string, ordered bool) *schema.Analyzed {
	t.Helper()
	j, err := postgres.Analyze(t.Context(), from, []parse.Source{{Name: file, Text: sql}}, ordered)
	if err != nil {
		t.Fatal(err)
	}
	return &j.Analyzed
}

// look runs a check over a pass that is prepared as those of rules are.
func look(p *lint.Pass, check func(*lint.Pass)) []lint.Finding {
	return lint.Run([]*lint.Rule{{Name: "look", Category: "design", Severity: lint.Warning, Check: check}}, p)
}

// dropTable and longName stand for the rules: one about an act, one about an object.
func dropTable() *lint.Rule {
	return &lint.Rule{Name: "drop-table", Category: "destructive", Severity: lint.Error, Page: "# drop-table\n\nTables go.\n\nRows are\nlost.\n", Check: func(p *lint.Pass) {
		p.Changed(func(a *lint.Act) {
			if a.Kind == schema.KindTable {
				p.At(a, "keep it", "drops %s", a.Object())
			}
		}, schema.Drops)
	}}
}

func longName() *lint.Rule {
	return &lint.Rule{Name: "long-name", Category: "style", Severity: lint.Info, Aliases: []string{"wordy"}, Check: func(p *lint.Pass) {
		for _, t := range p.Tables {
			if len(t.Name) > 8 {
				p.About(t.Object(), "shorten it", "%s is long", t.Display())
			}
		}
	}}
}

func unusedSuppression() *lint.Rule {
	return &lint.Rule{Name: "unused-suppression", Category: "hygiene", Severity: lint.Warning}
}

func rules() []*lint.Rule { return []*lint.Rule{longName(), dropTable(), unusedSuppression()} }

// short is each finding as "rule severity line: message".
func short(list []lint.Finding) []string {
	out := []string{}
	for _, f := range list {
		out = append(out, fmt.Sprintf("%s %s %d: %s", f.Rule, f.Severity, f.Pos.Line, f.Message))
	}
	return out
}

func equal(t testing.TB, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("differs (-want +got):\n%s", diff)
	}
}

func lines(list ...string) string { return strings.Join(list, "\n") + "\n" }
