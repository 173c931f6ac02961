package cases

import (
	"fmt"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// shape is a way in which somebody else's runner executes a printed plan.
type shape struct {
	name   string
	args   []string // for plan
	before string   // what the runner says first
	after  string
	bail   []bool // with sqlite3 -bail, and without
}

// shapes of runners: the shell itself, and those that wrap a file into a
// transaction with foreign keys on, which stop at the first error.
func shapes() []shape {
	return []shape{
		{name: "shell", args: nil, bail: []bool{true, false}},
		{name: "transaction", args: []string{"--runner", "transaction"},
			before: "PRAGMA foreign_keys=ON;\nBEGIN;\n", after: "\nCOMMIT;\n", bail: []bool{true}},
		{name: "no-fk-switch", args: []string{"--runner", "no-fk-switch"},
			before: "PRAGMA foreign_keys=ON;\nBEGIN;\n", after: "\nCOMMIT;\n", bail: []bool{true}},
	}
}

// wrong is what a runner must not do with the script shape: an outer
// transaction with foreign keys on. It may fail, and may not lose a row.
func wrongRunner() shape {
	return shape{name: "outer transaction", before: "PRAGMA foreign_keys=ON;\nBEGIN;\n", after: "\nCOMMIT;\n", bail: []bool{true, false}}
}

// TestScript runs the printed plan in every shape: it must end in the desired
// schema, or have been refused with a reason.
func TestScript(t *testing.T) {
	eachRun(t, func(t *testing.T, c *testCase, s shape, script string, bail bool) {
		path := dbtest.Copy(t, c.fromDB)
		got := dbtest.Shell(t, path, s.before+script+s.after, bail)
		if wrong := c.desired(path); wrong != nil || got.Code != 0 {
			t.Errorf("%s, bail %v: %s\n%s\n%s", s.name, bail, strings.Join(wrong, "\n"), got, script)
		}
	})
}

// TestScriptInsideTransaction runs the default script where it does not
// belong.
func TestScriptInsideTransaction(t *testing.T) {
	eachCase(t, func(t *testing.T, c *testCase) {
		s := wrongRunner()
		script, ok := c.script(t, s)
		for _, bail := range s.bail {
			if ok {
				c.allOrNothing(t, c.fromDB, c.from, s.before+script+s.after, bail, s.name)
			}
		}
	})
}

// TestScriptWithBadRows puts rows in that the desired schema refuses, after
// the plan was printed.
func TestScriptWithBadRows(t *testing.T) {
	eachRun(t, func(t *testing.T, c *testCase, s shape, script string, bail bool) {
		if !c.has("bad.sql") {
			return
		}
		path := dbtest.Copy(t, c.fromDB)
		if err := dbtest.Create(path, c.section("bad.sql")); err != nil {
			t.Fatal(err)
		}
		c.allOrNothing(t, path, state(t, path, c.order), s.before+script+s.after, bail, s.name+" with bad rows")
	})
}

// TestScriptWithBadStatement breaks one CREATE of the script after the other.
func TestScriptWithBadStatement(t *testing.T) {
	if testing.Short() {
		t.Skip("-short: a shell for every CREATE of every case takes its time")
	}
	eachRun(t, func(t *testing.T, c *testCase, s shape, script string, bail bool) {
		for i, broken := range brokenScripts(script) {
			c.allOrNothing(t, c.fromDB, c.from, s.before+broken+s.after, bail, fmt.Sprintf("%s with CREATE number %d broken", s.name, i+1))
		}
	})
}

func eachRun(t *testing.T, do func(t *testing.T, c *testCase, s shape, script string, bail bool)) {
	t.Helper()
	eachCase(t, func(t *testing.T, c *testCase) {
		for _, s := range shapes() {
			script, ok := c.script(t, s)
			for _, bail := range s.bail {
				if ok {
					do(t, c, s, script, bail)
				}
			}
		}
	})
}

// script prints the plan for a runner; false when the plan is refused, which
// needs a reason.
func (c *testCase) script(t *testing.T, s shape) (string, bool) {
	t.Helper()
	more := append([]string{"--format", "sql", "--target", "3.40", "--allow", "all"}, s.args...)
	got := schemadiff(t, c.workspace(t), c.command("plan", more...)...)
	if c.has("refused") {
		return "", false
	}
	if got.Code == exitDone {
		return got.Out, true
	}
	if s.args == nil || got.Code != exitRefused && got.Code != exitFailed || strings.TrimSpace(got.Err) == "" {
		t.Errorf("plan for %s: %s", s.name, got)
	}
	t.Logf("%s refused: %s", s.name, strings.TrimSpace(got.Err))
	return "", false
}

// allOrNothing runs script on a copy of the database at path: it must end as
// it was or as desired, whatever the script said.
func (c *testCase) allOrNothing(t *testing.T, path string, before *dbtest.State, script string, bail bool, what string) {
	t.Helper()
	path = dbtest.Copy(t, path)
	got := dbtest.Shell(t, path, script, bail)
	old := untouched(before, path, c.order)
	if old == nil {
		return
	}
	bad := *c
	bad.from, bad.changes = before, lenient(c.changes)
	if wrong := bad.desired(path); wrong != nil {
		t.Errorf("%s, bail %v: neither the old schema:\n%s\nnor the desired one:\n%s\n%s\n%s", what, bail,
			strings.Join(old, "\n"), strings.Join(wrong, "\n"), got, script)
	}
}

// lenient does not ask for values: rows were added that the case does not
// speak of.
func lenient(c dbtest.Changes) dbtest.Changes {
	values := map[string]string{}
	for key := range c.Values {
		values[key] = ""
	}
	return dbtest.Changes{Renamed: c.Renamed, Values: values}
}

// brokenScripts are copies of script, each with another CREATE that SQLite
// cannot read. What schemadiff creates for its own safety is left alone.
func brokenScripts(script string) []string {
	lines := strings.SplitAfter(script, "\n")
	var list []string
	for i, line := range lines {
		rest, ok := strings.CutPrefix(line, "CREATE ")
		if !ok || strings.HasPrefix(rest, "TEMP ") || strings.Contains(line, "placeholder") {
			continue
		}
		broken := append([]string{}, lines...)
		broken[i] = "CREATE BROKEN " + rest
		if trigger, ok := strings.CutPrefix(rest, "TRIGGER "); ok {
			broken[i] = "CREATE TRIGGER 0 " + trigger // so that the shell still sees one statement, up to its END
		}
		list = append(list, strings.Join(broken, ""))
	}
	return list
}
