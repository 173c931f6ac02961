package cli

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

func TestPlanExitStatus(t *testing.T) {
	workspace(t, after)
	invoke(t, "plan", "--db", "app.db", "--schema", "schema.sql").wants(t, exitDone, "rebuild")
	invoke(t, "plan", "--db", "app.db", "--schema", "schema.sql", "--exit-code").wants(t, exitDifferences)
	write(t, "schema.sql", before)
	invoke(t, "plan", "--db", "app.db", "--schema", "schema.sql", "--exit-code").wants(t, exitDone, "-- no changes")
}

func TestPlanRefused(t *testing.T) {
	workspace(t, "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT CHECK (name <> 'bob'), age TEXT);\n")
	got := invoke(t, "plan", "--db", "app.db", "--schema", "schema.sql", "--exit-code", "--out", "plan.sql")
	got.wants(t, exitRefused, "add-check-existing", "plan.sql was not written")
	for line := range strings.Lines(got.out) {
		if !strings.HasPrefix(line, "--") && strings.TrimSpace(line) != "" {
			t.Errorf("a refused plan prints %q", line)
		}
	}
	if _, err := os.Stat("plan.sql"); err == nil {
		t.Error("a refused plan was saved")
	}
}

func TestPlanFormats(t *testing.T) {
	workspace(t, after)
	for format, want := range map[string]string{
		"sql": "BEGIN IMMEDIATE;", "text": "1 to rebuild", "markdown": "| step |", "json": `"version": 1`,
	} {
		got := invoke(t, "plan", "--db", "app.db", "--schema", "schema.sql", "--format", format)
		got.wants(t, exitDone, want)
		if got.err != "" {
			t.Errorf("%s: stderr is not empty: %s", format, got.err)
		}
	}
	painted := invoke(t, "plan", "--db", "app.db", "--schema", "schema.sql", "--format", "text", "--color", "always")
	painted.wants(t, exitDone, "\x1b[")
	plain := invoke(t, "plan", "--db", "app.db", "--schema", "schema.sql", "--format", "text")
	if strings.Contains(plain.out, "\x1b") {
		t.Errorf("colour in what is no terminal: %q", plain.out)
	}
}

func TestPlanBetweenFiles(t *testing.T) {
	workspace(t, after)
	write(t, "before/users.sql", before)
	invoke(t, "plan", "--from", "before", "--to", "schema.sql").wants(t, exitDone, "rebuild")
	invoke(t, "plan", "--from", "empty:", "--to", "schema.sql").wants(t, exitDone, "CREATE TABLE users")
	invoke(t, "plan", "--from", "schema.sql", "--to", "app.db").wants(t, exitDone, "rebuild")
	invokeWith(t, context.Background(), after, "plan", "--db", "app.db", "--schema", "-").wants(t, exitDone, "rebuild")
	invoke(t, "plan", "--from", "before", "--to", "schema.sql", "--schemas", "*").wants(t, exitDone)
	invoke(t, "plan", "--db", "app.db", "--schema", "schema.sql", "--schema", "app.db").wants(t, exitFailed, "one of several sources")
}

// All errors of the files are told, with the line and a caret.
func TestPlanErrorsInFiles(t *testing.T) {
	workspace(t, "CREATE TABLE a (x INTEGER, x TEXT);\nCREATE TABL b (y);\n")
	got := invoke(t, "plan", "--db", "app.db", "--schema", "schema.sql")
	got.wants(t, exitFailed, "schema.sql:1:28: duplicate column name: x", "schema.sql:2:8:", "\n         ^\n", "2 errors")
	if got.out != "" {
		t.Errorf("errors on stdout: %s", got.out)
	}
}

// Nothing of a file or a catalog reaches the terminal as a control.
func TestPlanEscapes(t *testing.T) {
	workspace(t, "CREATE TABLE \"a\x1b[31m\nDROP TABLE users;\u202e\" (x);\n"+before)
	for _, format := range []string{"text", "markdown", "json"} {
		got := invoke(t, "plan", "--db", "app.db", "--schema", "schema.sql", "--format", format)
		got.wants(t, exitDone)
		if strings.ContainsAny(got.out, "\x1b\u202e") {
			t.Errorf("%s: a control reaches the output: %q", format, got.out)
		}
	}
	script := invoke(t, "plan", "--db", "app.db", "--schema", "schema.sql").out
	for line := range strings.Lines(script) {
		if strings.HasPrefix(line, "--") && strings.ContainsAny(line, "\x1b\u202e") {
			t.Errorf("a comment holds a control: %q", line)
		}
	}
	if err := dbtest.Create("app.db", script); err != nil {
		t.Errorf("%v\n%s", err, script)
	}
	if got := ages(t); got != "text 30, text 41" {
		t.Errorf("the script did something to users: %s", got)
	}
}

func TestPlanNamesNothingSecret(t *testing.T) {
	workspace(t, after)
	for name, want := range map[string]string{
		"postgres://u:secret@127.0.0.1:1/db":               "port 1",
		"POSTGRES://u:secret@127.0.0.1:1/db":               "port 1",
		"postgres://u:secret@127.0.0.1:port/db":            "u:********@127.0.0.1:port",
		"host=127.0.0.1 port=1 user=u password=secret":     "port 1",
		"host=127.0.0.1 port=one user=u password='secret'": "port=one",
		"mysql://u:secret@host/db":                         "no database of a kind",
		"password = secret host=127.0.0.1 port=1":          "port 1",
	} {
		for _, flag := range []string{"--db", "--from"} {
			got := invoke(t, "plan", flag, name, "--schema", "schema.sql")
			got.wants(t, exitFailed, want)
			if strings.Contains(got.err, "secret") {
				t.Errorf("the password is printed: %s", got.err)
			}
		}
	}
}

func TestPlanStrict(t *testing.T) {
	workspace(t, before+"CREATE VIRTUAL TABLE docs USING unheard_of (x);\n")
	write(t, "without.sql", before)
	invoke(t, "plan", "--db", "app.db", "--schema", "without.sql", "--strict").wants(t, exitDone)
	invoke(t, "plan", "--db", "app.db", "--schema", "schema.sql", "--strict").wants(t, exitFailed, "--strict", "docs")
}

func TestPlanExclude(t *testing.T) {
	workspace(t, before)
	if err := dbtest.Create("app.db", "CREATE TABLE Tmp_1 (x); CREATE INDEX tmp_x ON Tmp_1 (x); CREATE TABLE kept (x)"); err != nil {
		t.Fatal(err)
	}
	got := invoke(t, "plan", "--db", "app.db", "--schema", "schema.sql", "--exclude", "tmp_*")
	got.wants(t, exitDone, "DROP TABLE kept")
	if strings.Contains(got.out, "DROP TABLE Tmp_1") {
		t.Errorf("an excluded table is dropped:\n%s", got.out)
	}
	write(t, "schemadiff.toml", `exclude = ["TMP_*", "main.kept"]`)
	invoke(t, "plan", "--db", "app.db", "--schema", "schema.sql", "--exit-code").wants(t, exitDone)
}

func TestPlanReadsTheConfiguration(t *testing.T) {
	workspace(t, after)
	write(t, "schemadiff.toml", "schema = [\"schema.sql\"]\n[env.prod]\nurl = \"env:PROD_URL\"\n")
	write(t, "deep/er/file", "")
	t.Setenv("PROD_URL", "sqlite:"+abs(t, "app.db"))
	t.Chdir("deep/er")
	invoke(t, "plan", "--env", "prod", "--exit-code").wants(t, exitDifferences)
	t.Setenv("DATABASE_URL", "sqlite:elsewhere.db")
	invoke(t, "plan", "--env", "prod", "--exit-code").wants(t, exitDifferences) // a flag wins over variables
	invoke(t, "plan", "--exit-code").wants(t, exitDifferences, "elsewhere.db does not exist yet")
	t.Setenv("SCHEMADIFF_DATABASE_URL", "sqlite:nearer.db")
	invoke(t, "plan", "--exit-code").wants(t, exitDifferences, "nearer.db does not exist yet")
	invoke(t, "plan", "--env", "stage").wants(t, exitFailed, "stage")
	write(t, "../../schemadiff.toml", "schemata = [\"schema.sql\"]\n")
	invoke(t, "plan").wants(t, exitFailed, "schemata")
}

func abs(t *testing.T, path string) string {
	t.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestPlanRunnerOfTheConfiguration(t *testing.T) {
	workspace(t, after)
	write(t, "schemadiff.toml", "[plan]\nrunner = \"no-fk-switch\"\ntarget = \"3.53\"\n")
	var plan struct{ Runner, Target string }
	got := invoke(t, "plan", "--db", "app.db", "--schema", "schema.sql", "--format", "json")
	if err := json.Unmarshal([]byte(got.out), &plan); err != nil {
		t.Fatalf("%v\n%s%s", err, got.out, got.err)
	}
	if plan.Runner != "no-fk-switch" || plan.Target != "3.53" {
		t.Errorf("got %+v", plan)
	}
	invoke(t, "plan", "--db", "app.db", "--schema", "schema.sql", "--runner", "script").wants(t, exitDone, "PRAGMA foreign_keys=OFF")
	invoke(t, "apply", "--db", "app.db", "--schema", "schema.sql", "--yes").wants(t, exitDone)
}

func TestPlanInterrupted(t *testing.T) {
	workspace(t, after)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	invokeWith(t, ctx, "", "plan", "--db", "app.db", "--schema", "schema.sql").wants(t, exitTryAgain, "interrupted")
}
