package sqlite_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/sqlite"
	"github.com/schemadiff/schemadiff/schema"
)

// planOn plans from one schema to another for a runner.
func planOn(t *testing.T, runner, from, to string) (*sqlite.Planner, *plan.Plan) {
	t.Helper()
	p, err := sqlite.New("3.46", runner, false)
	if err != nil {
		t.Fatal(err)
	}
	a, b := schemaOf(from), schemaOf(to)
	out, err := p.Plan(plan.Input{From: a, To: b, Avoid: map[schema.Key]string{}, Fold: func([]string) (*schema.Schema, error) { return b, context.Canceled }})
	if err != nil {
		t.Fatal(err)
	}
	return p, out
}

// ruled are the places of the findings of a rule.
func ruled(p *plan.Plan, rule string) string {
	var list []string
	for _, f := range p.Findings {
		if f.Rule == rule {
			list = append(list, fmt.Sprintf("%d %s", f.Pos.Line, f.Key.Kind))
		}
	}
	return strings.Join(list, ", ")
}

func TestReplicated(t *testing.T) {
	for to, want := range map[string]string{
		"CREATE TABLE t (a DEFAULT CURRENT_TIMESTAMP);":                                                              "1 column",
		"CREATE TABLE t (\na DEFAULT (datetime('now')));":                                                            "2 column",
		"CREATE TABLE t (a DEFAULT (random()));":                                                                     "1 column",
		"CREATE TABLE t (a DEFAULT 'current_timestamp');":                                                            "",
		"CREATE TABLE t (a DEFAULT (date('2020-01-01')));":                                                           "",
		"CREATE TABLE t (a, b AS (date(a, 'localtime')) VIRTUAL);":                                                   "",
		"CREATE TABLE t (a);\nCREATE VIEW v AS SELECT random();":                                                     "",
		"CREATE TABLE t (a);\nCREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET a = strftime('%s', 'now'); END;": "2 trigger",
		"CREATE TABLE t (a);\nCREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET a = strftime('%s', new.a); END;": "",
	} {
		if _, p := planOn(t, sqlite.RunnerRqlite, "", to); ruled(p, "volatile-value") != want {
			t.Errorf("%s\ngot %q, want %q", to, ruled(p, "volatile-value"), want)
		}
	}
	const old = "CREATE TABLE t (a DEFAULT CURRENT_TIMESTAMP);"
	if _, p := planOn(t, sqlite.RunnerRqlite, old, old+"CREATE INDEX i ON t (a);"); ruled(p, "volatile-value") != "" {
		t.Error("a default that was there is refused")
	}
}

func TestLimitsOfD1(t *testing.T) {
	wide := "CREATE TABLE t (a" + strings.Repeat(", c%d", 100) + ");"
	var numbers []any
	for i := range 100 {
		numbers = append(numbers, i)
	}
	for to, want := range map[string]string{
		fmt.Sprintf(wide, numbers...):                                            "1 table",
		"CREATE TABLE t (a);\nCREATE VIRTUAL TABLE r USING rtree (id, x, y);":    "2 virtual table",
		"CREATE VIRTUAL TABLE f USING fts5 (x);":                                 "",
		"CREATE TABLE _cf_x (a);":                                                "1 table",
		"CREATE VIEW v AS SELECT 1" + strings.Repeat(" UNION SELECT 2", 4) + ";": "",
		"CREATE VIEW v AS SELECT 1" + strings.Repeat(" UNION SELECT 2", 5) + ";": "1 view",
		"CREATE VIEW v AS SELECT '" + strings.Repeat("x", 100_000) + "';":        "1 view",
	} {
		if _, p := planOn(t, sqlite.RunnerD1, "", to); ruled(p, "d1-limit") != want {
			t.Errorf("%.60s\ngot %q, want %q", to, ruled(p, "d1-limit"), want)
		}
	}
}

// No script for D1 begins a transaction, rolls back or has a semicolon in a comment.
func TestScriptForD1(t *testing.T) {
	p, out := planOn(t, sqlite.RunnerD1, "CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT);", "CREATE TABLE p (id INTEGER PRIMARY KEY, -- the key; of p\n a TEXT CHECK (a <> ';') /* x; y */);")
	for _, text := range []string{p.Script(out), p.Migration(out)} {
		for _, word := range []string{"BEGIN", "ROLLBACK INTO", "COMMIT", "SAVEPOINT", "TEMP ", "; of p", "x; y"} {
			if strings.Contains(text, word) {
				t.Errorf("it has %q:\n%s", word, text)
			}
		}
		if !strings.Contains(text, "CHECK (a <> ';') /* x, y */") {
			t.Errorf("a value or a comment is lost:\n%s", text)
		}
	}
}
