package postgres

import (
	"context"
	"testing"

	"github.com/schemadiff/schemadiff/internal/engine"
	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

var ctx = context.Background()

func load(t *testing.T, sql string) *schema.Schema {
	t.Helper()
	load, err := Language{}.Read(ctx, []parse.Source{{Name: "schema.sql", Text: sql}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := load(nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A schema is written as statements that are read as the same schema.
func TestWrite(t *testing.T) {
	s := load(t, "CREATE TABLE a (x integer PRIMARY KEY, y text DEFAULT 'z'); CREATE INDEX ON a (y);")
	statements, err := Language{}.Write(s)
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for _, sql := range statements {
		text += sql + ";\n"
	}
	if again := load(t, text); again.LooseFingerprint() != s.LooseFingerprint() {
		t.Errorf("another schema:\n%s", text)
	}
}

// A resolved scope removes from one schema what it does not manage.
func TestNarrow(t *testing.T) {
	l := Language{}
	read := load(t, "CREATE SCHEMA other; CREATE TABLE other.b (x integer); CREATE TABLE public.a (x integer);")
	whole := read.LooseFingerprint()
	from, _, resolved := l.Scope(schema.Scope{Schemas: []string{"public"}, Declared: true}, read, load(t, "CREATE TABLE public.a (x integer);"))
	s := l.Narrow(resolved, read)
	if s.LooseFingerprint() != from.LooseFingerprint() || s.Get(schema.Key{Kind: schema.KindTable, Schema: "other", Name: "b"}) != nil {
		t.Error("a table of another schema is left")
	}
	if read.LooseFingerprint() != whole {
		t.Error("the schema that was read is another one now")
	}
}

func TestPlannerVersion(t *testing.T) {
	for _, o := range []engine.PlannerOptions{{Live: "16.4"}, {Target: "15"}, {Target: "13", Live: "17"}} {
		if _, err := (Language{}).Planner(o); err != nil {
			t.Errorf("%+v: %v", o, err)
		}
	}
	if _, err := (Language{}).Planner(engine.PlannerOptions{Target: "1"}); err == nil {
		t.Error("a planner for an unknown version")
	}
}

// Without the grammar only what cannot be PostgreSQL's is counted.
func TestGuessErrors(t *testing.T) {
	for text, rejected := range map[string]int{"CREATE TABLE t (a integer)": 0, "CREATE TYPE mood AS ENUM ('sad')": 0, "": 0,
		"CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)": 8, "CREATE TABLE t (a) Without  RowID": 8, "pragma foreign_keys=off": 8, "CREATE TABLE `t` (a)": 8} {
		if got := guessErrors([]parse.Source{{Text: text}}, 8)[0].Rejected; got != rejected {
			t.Errorf("%s: got %d, want %d", text, got, rejected)
		}
	}
}
