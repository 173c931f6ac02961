package postgres_test

// The tests of this package read two schemas from text, plan from one to the other and
// compare the plan as a reviewer reads it. No server is started: what the SQL does on one
// is shown by the cases of internal/pgcases.

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/parse"
	parser "github.com/schemadiff/schemadiff/parse/postgres"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/postgres"
	"github.com/schemadiff/schemadiff/schema"
)

// example is a pair of schemas and the plan between them.
type example struct {
	rule     string // what the case shows, as a sentence
	from, to string
	target   string // major version; "" for the oldest
	plain    bool   // short forms, whatever they block
	order    bool   // the order of columns counts
	beside   bool   // a column of a large table gets another type by a new one beside it
	empty    string // tables that certainly hold no row
	large    string // tables of a gigabyte
	want     string
}

func check(t *testing.T, examples []example) {
	t.Helper()
	for _, e := range examples {
		t.Run(strings.ReplaceAll(e.rule, " ", "-"), func(t *testing.T) {
			got, err := e.plan(t)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.TrimSpace(e.want), describe(got)); diff != "" {
				t.Errorf("%s (-want +got):\n%s\nfrom:%s\nto:%s", e.rule, diff, e.from, e.to)
			}
		})
	}
}

// plan plans an example.
func (e example) plan(t testing.TB) (*plan.Plan, error) {
	t.Helper()
	planner, err := newPlanner(e)
	if err != nil {
		t.Fatal(err)
	}
	return planner.Plan(plan.Input{From: read(t, e.from), To: read(t, e.to), Facts: e.facts(), Fold: fold(t, e.from)})
}

func newPlanner(e example) (*postgres.Planner, error) {
	return postgres.New(e.target, postgres.Options{Plain: e.plain, ColumnOrder: e.order, OnlineRewrite: e.beside})
}

// facts are what is known of the rows: of most tables nothing, so that they may hold some.
func (e example) facts() *schema.Facts {
	f := &schema.Facts{Tables: map[schema.Key]schema.TableFacts{}}
	for _, name := range strings.Fields(e.empty) {
		f.Tables[table(name)] = schema.TableFacts{Empty: true}
	}
	for _, name := range strings.Fields(e.large) {
		f.Tables[table(name)] = schema.TableFacts{Rows: 10_000_000, Bytes: 1 << 30, Stats: true}
	}
	return f
}

func table(name string) schema.Key {
	return schema.Key{Kind: schema.KindTable, Schema: "public", Name: name}
}

// read loads a schema from text.
func read(t testing.TB, sql string) *schema.Schema {
	t.Helper()
	s, err := parser.Load(context.Background(), []parse.Source{{Name: "schema.sql", Text: sql}})
	if err != nil {
		t.Fatalf("%v\n%s", err, sql)
	}
	return s.Without(s.Borrowed...) // which is not managed
}

// fold executes statements on the schema of a text, as the planner asks for renames.
func fold(t testing.TB, sql string) func([]string) (*schema.Schema, error) {
	return func(statements []string) (*schema.Schema, error) {
		return executed(read(t, sql), statements)
	}
}

func executed(from *schema.Schema, statements []string) (*schema.Schema, error) {
	s, err := parser.Execute(context.Background(), from, statements)
	if err != nil {
		return nil, err
	}
	return s.Without(s.Borrowed...), nil
}

// describe is a plan for people: for each step its reasons, what is out of the ordinary, its
// statements and what reverts it, then the findings.
func describe(p *plan.Plan) string {
	var out strings.Builder
	for _, s := range p.Steps {
		fmt.Fprintf(&out, "-- %s: %s\n", s.Kind, strings.Join(s.Reasons, "; "))
		if list := properties(s); len(list) > 0 {
			out.WriteString("-- " + strings.Join(list, ", ") + "\n")
		}
		for _, st := range s.Statements {
			out.WriteString(shortened(st.SQL) + ";\n")
		}
		for _, undo := range s.Undo {
			out.WriteString("-- undo: " + shortened(undo) + "\n")
		}
	}
	for _, f := range p.Findings {
		fmt.Fprintf(&out, "%s[%s] %s\n", f.Severity, f.Rule, f.Message)
	}
	return strings.TrimSpace(out.String())
}

// properties are the lock, the cost, the transaction and the loss of a step where they are
// not those of a change of the catalog alone.
func properties(s plan.Step) []string {
	var list []string
	add := func(text string, unless ...string) {
		if !slices.Contains(unless, text) {
			list = append(list, text)
		}
	}
	add(s.Lock, "")
	add(string(s.Cost), "", string(plan.Constant))
	switch s.Tx {
	case plan.TxOwn:
		add("own transaction")
	case plan.TxNever:
		add("no transaction")
	}
	add(string(s.Loss), "", string(plan.Keeps))
	add(s.Lost, "")
	for _, r := range s.Rules {
		add("--allow " + r.Name)
	}
	return list
}

// shortened is a statement, or the first line of a long one.
func shortened(sql string) string {
	if lines := strings.Split(sql, "\n"); len(lines) > 12 {
		return lines[0] + lines[1] + " …"
	}
	return sql
}
