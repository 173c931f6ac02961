package sqlite_test

import (
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/plan/sqlite"
)

// The statistics of a table that is rebuilt are gathered again, whatever runs the script.
func TestScriptAnalyzesAgain(t *testing.T) {
	p := &plan.Plan{Steps: []plan.Step{
		{Kind: "rebuild table", Statements: []plan.Statement{{SQL: "SELECT 1"}}, Copy: &plan.Copy{Table: "t", Analyze: []string{"t"}}},
		{Kind: "rebuild table", Statements: []plan.Statement{{SQL: "SELECT 2"}}, Copy: &plan.Copy{Table: "u"}},
	}}
	for _, runner := range []string{sqlite.RunnerScript, sqlite.RunnerTransaction, sqlite.RunnerNoSwitch} {
		planner, err := sqlite.New("", runner, false)
		if err != nil {
			t.Fatal(err)
		}
		text := planner.Script(p)
		if strings.Count(text, "ANALYZE") != 1 || !strings.Contains(text, "ANALYZE t;") {
			t.Errorf("%s:\n%s", runner, text)
		}
	}
}

// A file for another tool names the tables whose statistics go, where no database was asked for them.
func TestScriptNamesLostStatistics(t *testing.T) {
	p := &plan.Plan{Steps: []plan.Step{
		{Kind: "rebuild table", Statements: []plan.Statement{{SQL: "SELECT 1"}}, Copy: &plan.Copy{Table: "t", Unasked: []string{"t", "order"}}},
		{Kind: "rebuild table", Statements: []plan.Statement{{SQL: "SELECT 2"}}, Copy: &plan.Copy{Table: "u", Unasked: []string{"t"}}},
	}}
	for runner, want := range map[string]bool{sqlite.RunnerScript: false, sqlite.RunnerTransaction: true, sqlite.RunnerNoSwitch: true, sqlite.RunnerD1: true} {
		planner, err := sqlite.New("", runner, false)
		if err != nil {
			t.Fatal(err)
		}
		p.Runner = runner
		text := planner.Script(p)
		if got := strings.Contains(text, "run afterwards: ANALYZE t, ANALYZE \"order\"\nDROP TABLE "); got != want {
			t.Errorf("%s:\n%s", runner, text)
		}
	}
}
