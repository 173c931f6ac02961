package cases

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

const (
	exitDone    = 0
	exitFailed  = 1
	exitRefused = 3
)

// TestGoldenPlans compares the printed plan and the findings with the case's own.
func TestGoldenPlans(t *testing.T) {
	everyCase(t, func(t *testing.T, c *testCase) {
		dir := c.workspace(t)
		got := schemadiff(t, dir, c.command("plan", "--format", "sql", "--target", "3.40")...)
		c.golden(t, "plan.sql", got.Out)
		c.golden(t, "findings", findings(t, schemadiff(t, dir, c.command("plan", "--format", "json", "--target", "3.40")...)))
		if wrong := untouched(c.from, database(dir), c.order); wrong != nil {
			t.Errorf("plan wrote to the database:\n%s", strings.Join(wrong, "\n"))
		}
		if *update {
			c.save(t)
		}
	})
}

func (c *testCase) golden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		c.set(name, got)
		return
	}
	if diff := cmp.Diff(c.section(name), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// findings are one line each: severity, rule, message.
func findings(t *testing.T, r dbtest.Result) string {
	t.Helper()
	var plan struct {
		Findings []struct{ Rule, Severity, Message string }
	}
	if err := json.Unmarshal([]byte(r.Out), &plan); err != nil {
		t.Fatalf("plan --format json: %v\n%s", err, r)
	}
	var text strings.Builder
	for _, f := range plan.Findings {
		fmt.Fprintf(&text, "%s[%s] %s\n", f.Severity, f.Rule, f.Message)
	}
	return text.String()
}

// TestApply applies every case, planned for the newest engine, for 3.40, and as by default.
func TestApply(t *testing.T) {
	eachCase(t, func(t *testing.T, c *testCase) {
		for _, target := range [][]string{{"--target", "3.54"}, {"--target", "3.40"}, nil} {
			c.apply(t, target)
		}
	})
}

func (c *testCase) apply(t *testing.T, target []string) {
	t.Helper()
	dir := c.workspace(t)
	more := append([]string{"--yes", "--allow", c.allow()}, target...)
	got := schemadiff(t, dir, c.command("apply", more...)...)
	if c.has("refused") {
		c.checkRefused(t, dir, got)
		return
	}
	if got.Code != exitDone {
		t.Fatalf("apply %v: %s", target, got)
	}
	if wrong := c.desired(database(dir)); wrong != nil {
		t.Fatalf("after apply %v:\n%s\n%s", target, strings.Join(wrong, "\n"), got)
	}
	c.planAgain(t, dir)
	if err := dbtest.Create(database(dir), "PRAGMA foreign_keys = ON;\n"+c.section("after.sql")); err != nil {
		t.Errorf("after apply %v: %v", target, err)
	}
}

func (c *testCase) checkRefused(t *testing.T, dir string, got dbtest.Result) {
	t.Helper()
	if got.Code != exitRefused {
		t.Errorf("apply must be refused: %s", got)
	}
	for _, line := range c.lines("refused") {
		if !strings.Contains(got.Out+got.Err, line) {
			t.Errorf("the refusal does not say %q: %s", line, got)
		}
	}
	if wrong := untouched(c.from, database(dir), c.order); wrong != nil {
		t.Errorf("a refused apply wrote to the database:\n%s", strings.Join(wrong, "\n"))
	}
}

// planAgain expects nothing left to do.
func (c *testCase) planAgain(t *testing.T, dir string) {
	t.Helper()
	got := schemadiff(t, dir, c.command("plan", "--exit-code", "--format", "json")...)
	var plan struct{ Steps []json.RawMessage }
	if err := json.Unmarshal([]byte(got.Out), &plan); err != nil {
		t.Fatalf("second plan: %v\n%s", err, got)
	}
	if got.Code != exitDone || len(plan.Steps) > 0 {
		t.Errorf("second plan is not empty: %s", got)
	}
}
