package rules_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/lint"
	lintpg "github.com/schemadiff/schemadiff/lint/postgres"
	"github.com/schemadiff/schemadiff/lint/rules"
	lintlite "github.com/schemadiff/schemadiff/lint/sqlite"
	"github.com/schemadiff/schemadiff/parse"
	postgres "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/parse/postgres/expr"
	sqlite "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	planpg "github.com/schemadiff/schemadiff/plan/postgres"
	"github.com/schemadiff/schemadiff/plan/postgres/access"
	"github.com/schemadiff/schemadiff/plan/postgres/locks"
	planlite "github.com/schemadiff/schemadiff/plan/sqlite"
	"github.com/schemadiff/schemadiff/schema"
)

// TestPages runs every example of every page: the manual cannot drift from the code.
func TestPages(t *testing.T) {
	for _, r := range rules.All() {
		t.Run(r.Name, func(t *testing.T) {
			if r.Summary() == "" || r.Why() == "" || !strings.HasPrefix(r.Page, "# "+r.Name+"\n") {
				t.Error("the page needs its name, a summary and a reason")
			}
			if r.Check == nil || r.Category == "live" { // reported by who reads the files, the folder or the database
				return
			}
			flagged, allowed, ok := strings.Cut(r.Page, "\n## Allowed\n")
			if !ok || !strings.Contains(flagged, "\n## Flagged\n") {
				t.Fatal("the page needs the headings Flagged and Allowed")
			}
			for _, d := range []schema.Dialect{schema.Postgres, schema.SQLite} {
				if r.Dialect != "" && r.Dialect != d {
					continue
				}
				for _, sql := range dbtest.Examples(flagged, d) {
					if !slices.Contains(found(t, d, sql), r.Name) {
						t.Errorf("%s: not flagged:\n%s", d, sql)
					}
				}
				for _, sql := range dbtest.Examples(allowed, d) {
					if slices.Contains(found(t, d, sql), r.Name) {
						t.Errorf("%s: flagged:\n%s", d, sql)
					}
				}
			}
		})
	}
}

// reporter is what a test offers to found.
type reporter interface {
	Helper()
	Context() context.Context
	Fatal(args ...any)
	Errorf(format string, args ...any)
}

// found are the rules that flag an example: a schema, or a migration behind
// "-- migration" on what stands behind "-- before".
func found(t reporter, d schema.Dialect, example string) []string {
	t.Helper()
	var names []string
	for _, f := range lint.Run(rules.All(), passOver(t, d, example)) {
		if f.Pos.IsZero() {
			t.Errorf("%s has no place: %s", f.Rule, f.Message)
		}
		names = append(names, f.Rule)
	}
	return names
}

// passOver is the view of the rules on an example.
func passOver(t reporter, d schema.Dialect, example string) *lint.Pass {
	t.Helper()
	var view lint.Describer = lintpg.View{}
	judge, types := postgres.Analyze, func(from, to string) lint.TypeChange {
		free, widens, casts := locks.CompareTypes(from, to)
		return lint.TypeChange{Free: free, Widens: widens, Casts: casts, Known: true}
	}
	if d == schema.SQLite {
		view = lintlite.View{}
		judge, types = sqlite.Analyze, func(from, to string) lint.TypeChange {
			return lint.TypeChange{Free: true, Widens: planlite.Widens(from, to), Casts: true, Known: true}
		}
	}
	tokens := postgres.Tokens
	if d == schema.SQLite {
		tokens = sqlite.Tokens
	}
	p := &lint.Pass{Kind: lint.Schema, Dialect: d, View: view, Types: types, Lock: func(a schema.Act) string { return planpg.FormOf(a).Lock }}
	if d == schema.SQLite {
		p.Lock = nil // no statement waits for a lock of a table
	}
	before, migration, isMigration := strings.Cut(example, "-- migration\n")
	sql := example
	if isMigration {
		base, err := judge(t.Context(), nil, []parse.Source{{Name: "before.sql", Text: before}}, false)
		if err != nil {
			t.Fatal(err)
		}
		p.Kind, p.From, p.Based, sql = lint.Migration, base.To, true, migration
	}
	p.Source = &lint.Source{Text: func(string) string { return sql }, Tokens: tokens}
	judged, err := judge(t.Context(), p.From, []parse.Source{{Name: "example.sql", Text: sql}}, isMigration)
	if err != nil {
		t.Fatal(err)
	}
	p.Analyzed = &judged.Analyzed
	if isMigration && d == schema.Postgres {
		p.SetAccess(access.Changes(access.Input{From: p.From, To: judged.To, Changes: plan.Compare(p.From, judged.To), Proof: expr.Proof{}}))
	}
	return p
}
