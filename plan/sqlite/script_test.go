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
