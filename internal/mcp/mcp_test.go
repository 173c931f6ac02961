package mcp

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// program is a Run that answers commands by their first word and keeps what it was asked.
type program struct {
	outputs map[string]Output
	asked   []string
}

func (p *program) run(_ context.Context, _ string, args ...string) Output {
	p.asked = append(p.asked, strings.Join(args, " "))
	return p.outputs[args[0]]
}

const droppingPlan = `{"steps": [{"kind": "drop column", "lost": "the values of users.age in 2 rows",
  "rules": [{"rule": "drop-column", "object": {"kind": "column", "schema": "", "table": "users", "name": "age"}}]}], "findings": [], "script": "long"}`

// What a plan would lose is a decision, whose answer goes back as it is.
func ExampleServer() {
	p := &program{outputs: map[string]Output{"plan": {Stdout: droppingPlan}}}
	s := &Server{Run: p.run}
	e := s.plan(context.Background(), PlanInput{Source: Source{Database: "app.db"}})
	fmt.Println(e.Status, e.Decisions[0].ID, e.Decisions[0].Answers[0].Answer)
	e = s.plan(context.Background(), PlanInput{Source: Source{Database: "app.db"}, Answers: []string{e.Decisions[0].Answers[0].Answer}})
	fmt.Println(e.Status, e.Next)
	// Output:
	// decide drop-column:users.age allow:drop-column:users.age
	// differences [schemadiff apply --db app.db --allow drop-column:users.age]
}

// TestResultIsBounded: a plan of thousands of steps does not fill the context of an agent.
func TestResultIsBounded(t *testing.T) {
	steps := strings.Repeat(`{"kind": "create table"},`, 5000)
	p := &program{outputs: map[string]Output{"plan": {Stdout: `{"steps": [` + strings.TrimSuffix(steps, ",") + `], "script": "x"}`}}}
	e := (&Server{Run: p.run}).plan(t.Context(), PlanInput{})
	result, ok := e.Result.(map[string]any)
	if !ok || len(result["steps"].([]any)) != mostSteps || result["script"] != nil || !strings.Contains(e.Notes[0], "of 5000 steps") {
		t.Errorf("result %.200v, notes %q", e.Result, e.Notes)
	}
}

func TestStatuses(t *testing.T) {
	for status, want := range map[int]string{0: StatusDone, 1: StatusFailed, 2: StatusDifferences, 3: StatusRefused, 75: StatusTryAgain} {
		e := newEnvelope(Output{Status: status, Stderr: "schemadiff: first\n  second\n"})
		if e.Status != want || e.Summary != "first" || cmp.Diff([]string{"first", "  second"}, e.Notes) != "" {
			t.Errorf("exit status %d: %+v, want %s", status, e, want)
		}
	}
}

// TestCommands: what is printed for a shell is quoted, and holds no password.
func TestCommands(t *testing.T) {
	for want, words := range map[string][]string{
		"schemadiff apply --db app.db":              {"apply", "--db", "app.db"},
		`schemadiff apply --db "$DATABASE_URL"`:     {"apply", "--db", "postgres://u:secret@h/d"},
		`schemadiff lint 'a b;c' 'it'\''s' ''`:      {"lint", "a b;c", "it's", ""},
		"schemadiff plan --rename users.a=b --to x": {"plan", "--rename", "users.a=b", "--to", "x"},
	} {
		if got := command(words...); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestArgumentsAreNoFlags: what an agent sends as a path or a name is never read as a flag.
func TestArgumentsAreNoFlags(t *testing.T) {
	p := &program{outputs: map[string]Output{}}
	s := &Server{Run: p.run}
	s.lint(t.Context(), LintInput{Paths: []string{"--fix"}})
	s.inspect(t.Context(), InspectInput{Source: "--db=x"})
	s.explain(t.Context(), ExplainInput{Rule: "--help"})
	s.generate(t.Context(), GenerateInput{Name: "--allow=all"})
	for _, asked := range p.asked {
		before, after, found := strings.Cut(asked, " -- ")
		if !found || !strings.HasPrefix(after, "--") || strings.Contains(before, "fix") {
			t.Errorf("asked for %s", asked)
		}
	}
	for _, bad := range []string{"yes", "allow:", "rename:x", "--allow all", "verify:x"} {
		if _, err := answerFlags([]string{bad}); err == nil {
			t.Errorf("answer %q is taken", bad)
		}
	}
}
