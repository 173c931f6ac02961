package cli

// What apply, migrate and status say in JSON is what docs/run.schema.json describes, however they end, and
// the exit status is the same as without it.

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// reporter runs commands with --format json in a workspace, and holds their output to the schema.
type reporter struct{ schema *jsonschema.Schema }

// newReporter enters a workspace.
func newReporter(t *testing.T, desired string) reporter {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	schema, err := c.Compile(filepath.Join("..", "..", "docs", "run.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	workspace(t, desired)
	return reporter{schema}
}

// reports runs a command, whose only output must be one valid report.
func (p reporter) reports(t *testing.T, status int, args ...string) runReport {
	t.Helper()
	return p.reportsUnder(t, context.Background(), status, args...)
}

func (p reporter) reportsUnder(t *testing.T, ctx context.Context, status int, args ...string) runReport {
	t.Helper()
	got := invokeWith(t, ctx, "", append(args, "--format", "json")...)
	got.wants(t, status)
	var r runReport
	if err := json.Unmarshal([]byte(got.out), &r); err != nil {
		t.Fatalf("%q: %v\n%s", args, err, got.out)
	}
	if err := p.valid(t, got.out); err != nil {
		t.Errorf("%q: %v\n%s", args, err, got.out)
	}
	if r.Command != args[0] || r.ExitStatus != status {
		t.Errorf("%q: a report of %s with exit status %d, want %d", args, r.Command, r.ExitStatus, status)
	}
	return r
}

func (p reporter) valid(t *testing.T, text string) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return p.schema.Validate(v)
}

func (r runReport) wants(t *testing.T, end outcome, steps int) {
	t.Helper()
	if r.Outcome != end || *r.Steps != steps {
		t.Errorf("%s after %d steps, want %s after %d: %+v", r.Outcome, *r.Steps, end, steps, r.Error)
	}
}

func TestApplyReport(t *testing.T) {
	p := newReporter(t, after)
	apply := []string{"apply", "--db", "app.db", "--schema", "schema.sql", "--yes"}
	dry := p.reports(t, exitDone, append(apply, "--dry-run")...)
	dry.wants(t, outcomeDone, 1)
	if !dry.DryRun {
		t.Error("a dry run is not called one")
	}
	done := p.reports(t, exitDone, apply...)
	done.wants(t, outcomeDone, 1)
	if !strings.Contains(string(done.Plan), `"steps": [`) || done.Database != "app.db" || *done.Created {
		t.Errorf("%+v", done)
	}
	p.reports(t, exitDone, apply...).wants(t, outcomeNothing, 0)
	made := p.reports(t, exitDone, "apply", "--db", "new.db", "--schema", "schema.sql", "--yes")
	if made.wants(t, outcomeDone, 1); !*made.Created {
		t.Error("a new database is not called one")
	}
}

func TestApplyReportsWhatKeptIt(t *testing.T) {
	p := newReporter(t, less)
	apply := []string{"apply", "--db", "app.db", "--schema", "schema.sql", "--yes"}
	refused := p.reports(t, exitRefused, apply...)
	refused.wants(t, outcomeRefused, 0)
	if !strings.Contains(refused.Error.Message, "drop-column") || len(refused.Plan) == 0 {
		t.Errorf("a refusal without its rule or its plan: %+v", refused)
	}
	if asked := p.reports(t, exitFailed, append(apply[:5:5], "--allow", "all")...); asked.Error.Hint != "--yes answers it" {
		t.Errorf("there is no terminal to ask on: %+v", asked.Error)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	p.reportsUnder(t, ctx, exitTryAgain, apply...).wants(t, outcomeTryAgain, 0)
	write(t, "schema.sql", "CREATE TABLE t (\n  a,\n  a\n);\n")
	wrong := p.reports(t, exitFailed, apply...)
	if diff := cmp.Diff(&runError{Message: "schema.sql:3:3: duplicate column name: a", File: "schema.sql", Line: 3, Column: 3}, wrong.Error); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := p.reports(t, exitFailed, "apply", "--schema", "schema.sql", "--db", "postgres://me:verysecret@127.0.0.1:1/app", "--yes", "--wait", "0s"); strings.Contains(got.Error.Message+got.Error.Hint+got.Database, "verysecret") {
		t.Errorf("the password is printed: %+v", got)
	}
}

func TestMigrationReports(t *testing.T) {
	p := newReporter(t, after)
	write(t, "migrations/0001_t.sql", "CREATE TABLE t (a);\n")
	write(t, "migrations/0002_b.sql", "ALTER TABLE t ADD COLUMN b;\n")
	states := func(r runReport) string {
		var out []string
		for _, m := range r.Migrations {
			out = append(out, m.ID+" "+m.Name+" "+m.State)
		}
		return strings.Join(out, ", ")
	}
	for _, step := range []struct {
		args   string
		status int
		end    outcome
		want   string
	}{
		{"status", exitDone, outcomeDone, "0001 0001_t pending, 0002 0002_b pending"},
		{"status --exit-code", exitDifferences, outcomeDifferences, "0001 0001_t pending, 0002 0002_b pending"},
		{"migrate --dry-run", exitDone, outcomeDone, "0001 0001_t pending, 0002 0002_b pending"},
		{"migrate --to 0001", exitDone, outcomeDone, "0001 0001_t applied"},
		{"migrate", exitDone, outcomeDone, "0002 0002_b applied"},
		{"migrate", exitDone, outcomeNothing, ""},
		{"status --exit-code", exitDone, outcomeDone, "0001 0001_t applied, 0002 0002_b applied"},
	} {
		r := p.reports(t, step.status, append(strings.Fields(step.args), "--db", "m.db")...)
		if got := states(r); got != step.want || r.Outcome != step.end {
			t.Errorf("%s: %s: %s, want %s: %s", step.args, r.Outcome, got, step.end, step.want)
		}
	}
	write(t, "migrations/0003_twice.sql", "CREATE TABLE u (a);\nCREATE TABLE t (a);\n")
	failed := p.reports(t, exitFailed, "migrate", "--db", "m.db")
	if failed.Outcome != outcomeFailed || failed.Error.File != "migrations/0003_twice.sql" || failed.Error.Line != 2 {
		t.Errorf("a statement that fails: %+v", failed.Error)
	}
}

// A field that the schema does not name is an error, so that none is forgotten there.
func TestUndocumentedFieldsOfReportsAreInvalid(t *testing.T) {
	p := newReporter(t, after)
	got := invoke(t, "apply", "--db", "app.db", "--schema", "schema.sql", "--yes", "--format", "json")
	if p.valid(t, strings.Replace(got.out, `"steps": 1`, `"stages": 1`, 1)) == nil {
		t.Error("a report with a field that is not documented is valid")
	}
}

// --quiet leaves out what is no error and was not asked for; --verbose says what is done.
func TestQuietAndVerbose(t *testing.T) {
	workspace(t, after)
	write(t, "migrations/0001_t.sql", "CREATE TABLE t (a);\n")
	apply := []string{"apply", "--db", "app.db", "--schema", "schema.sql"}
	loud := invoke(t, append(apply, "--yes", "--dry-run", "--verbose")...)
	loud.wants(t, exitDone, "s reading app.db", "s reading schema.sql", "s copying users", "s checking the result")
	for _, args := range [][]string{append(apply, "--yes"), append(apply, "--yes"), {"migrate", "--db", "m.db"}, {"migrate", "--db", "m.db"}, {"adopt", "--db", "m.db"}, {"down", "--db", "m.db", "--yes", "--allow", "all"}, {"backfill", "--db", "m.db"}} {
		got := invoke(t, append(args, "--quiet")...)
		if got.wants(t, exitDone); got.out != "" || strings.Contains(got.err, "note:") {
			t.Errorf("%q prints %s%s", args, got.out, got.err)
		}
	}
	if got := ages(t); got != "integer 30, integer 41" {
		t.Errorf("quietly not applied: %q", got)
	}
	invoke(t, append(apply, "--quiet", "--allow", "nothing")...).wants(t, exitFailed)
}
