package sqlite_test

// The tests of this package read two schemas from text, plan from one to the other and
// compare the plan as a reviewer reads it. What the statements do to rows is shown by the
// cases of internal/cases.

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/parse"
	parser "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/sqlite"
	"github.com/schemadiff/schemadiff/schema"
)

// example is a pair of schemas and the plan between them.
type example struct {
	rule     string // what the case shows, as a sentence
	from, to string
	target   string // version of SQLite; "" for the oldest that has DROP COLUMN
	runner   string
	order    bool // the order of columns counts
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
			executes(t, e, got)
		})
	}
}

// executes runs the statements of a plan on an engine in memory and compares where they
// lead. Tables have no rows there.
func executes(t *testing.T, e example, p *plan.Plan) {
	t.Helper()
	for _, f := range p.Findings {
		if f.Blocks {
			return
		}
	}
	statements := []string{"PRAGMA foreign_keys = OFF"}
	for _, s := range p.Steps {
		before, after := sqlite.Around(s)
		if before != "" {
			statements = append(statements, before)
		}
		for _, st := range s.Statements {
			statements = append(statements, st.SQL)
		}
		if after != "" {
			statements = append(statements, after)
		}
	}
	got, err := parser.Execute(context.Background(), read(t, e.from), statements)
	if err != nil {
		t.Errorf("%s: %v\n%s", e.rule, err, describe(p))
		return
	}
	for _, c := range plan.Compare(got, read(t, e.to)) {
		t.Errorf("%s: left to do: %s %s %v", e.rule, c.Op, c.Key, c.Fields)
	}
}

// plan plans an example.
func (e example) plan(t testing.TB) (*plan.Plan, error) {
	t.Helper()
	planner, err := sqlite.New(e.target, e.runner, e.order)
	if err != nil {
		t.Fatal(err)
	}
	from := read(t, e.from)
	return planner.Plan(plan.Input{From: from, To: read(t, e.to), Fold: func(statements []string) (*schema.Schema, error) {
		return parser.Execute(context.Background(), from, statements)
	}})
}

// read loads a schema from text.
func read(t testing.TB, sql string) *schema.Schema {
	t.Helper()
	s, err := parser.Load(context.Background(), []parse.Source{{Name: "schema.sql", Text: sql}})
	if err != nil {
		t.Fatalf("%v\n%s", err, sql)
	}
	return s
}

// describe is a plan for people: for each step its reasons, why nothing cheaper would do,
// what is out of the ordinary, its statements and what reverts it, then the findings.
func describe(p *plan.Plan) string {
	var out strings.Builder
	for _, s := range p.Steps {
		fmt.Fprintf(&out, "-- %s: %s\n", s.Kind, strings.Join(s.Reasons, "; "))
		if s.Why != "" {
			out.WriteString("-- why: " + s.Why + "\n")
		}
		if list := properties(s); len(list) > 0 {
			out.WriteString("-- " + strings.Join(list, ", ") + "\n")
		}
		for _, st := range s.Statements {
			out.WriteString(st.SQL + ";\n")
		}
		for _, undo := range s.Undo {
			out.WriteString("-- undo: " + undo + "\n")
		}
	}
	for _, f := range p.Findings {
		fmt.Fprintf(&out, "%s[%s] %s\n", f.Severity, f.Rule, f.Message)
	}
	return strings.TrimSpace(out.String())
}

// properties are the cost, the switch of foreign keys and the loss of a step where they
// are not those of a change of the catalog alone.
func properties(s plan.Step) []string {
	var list []string
	if s.Cost != plan.Constant {
		list = append(list, string(s.Cost))
	}
	if s.Switch {
		list = append(list, "foreign keys off")
	}
	if s.Loss != plan.Keeps {
		list = append(list, string(s.Loss)+" "+s.Lost)
	}
	for _, r := range s.Rules {
		list = append(list, "--allow "+r.Name)
	}
	for _, p := range s.Probes {
		list = append(list, "asks whether "+p.Message)
	}
	return list
}
