package cli

import (
	"os"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

func savedPlan(t *testing.T, desired string, more ...string) {
	t.Helper()
	workspace(t, desired)
	args := append([]string{"plan", "--db", "app.db", "--schema", "schema.sql", "--out", "plan.sql"}, more...)
	invoke(t, args...).wants(t, exitDone, "saved the plan")
}

func TestApplySavedPlan(t *testing.T) {
	savedPlan(t, after)
	invoke(t, "apply", "plan.sql", "--yes", "--db", "app.db").wants(t, exitDone, "Applied 1 step")
	if got := ages(t); got != "integer 30, integer 41" {
		t.Errorf("rows: %s", got)
	}
	invoke(t, "apply", "plan.sql", "--yes", "--db", "app.db").wants(t, exitDone, "Nothing to do")
}

// A saved plan is also a script.
func TestSavedPlanIsSQL(t *testing.T) {
	savedPlan(t, after)
	if err := dbtest.Create("app.db", read(t, "plan.sql")); err != nil {
		t.Fatal(err)
	}
	if got := ages(t); got != "integer 30, integer 41" {
		t.Errorf("rows: %s", got)
	}
}

func TestSavedPlanForAnotherState(t *testing.T) {
	savedPlan(t, after)
	if err := dbtest.Create("app.db", "CREATE TABLE later (x)"); err != nil {
		t.Fatal(err)
	}
	invoke(t, "apply", "plan.sql", "--yes", "--db", "app.db").wants(t, exitRefused, "changed since")
}

func TestSavedPlanEdited(t *testing.T) {
	savedPlan(t, after)
	text := read(t, "plan.sql")
	for what, edited := range map[string]string{
		"the SQL":     strings.Replace(text, "CREATE TABLE", "CREATE  TABLE", 1),
		"the data":    strings.Replace(text, `"sql":"DROP TABLE users"`, `"sql":"DROP TABLE others"`, 1),
		"a comment":   strings.Replace(text, "-- 1 step", "-- 2 step", 1),
		"a word more": text + "-- more\n",
		"its end":     strings.TrimSuffix(text, "}\n"),
		"line ends":   strings.ReplaceAll(text, "\n", "\r\n"),
	} {
		write(t, "plan.sql", edited)
		got := invoke(t, "apply", "plan.sql", "--yes", "--db", "app.db")
		if edited == text || got.code != exitRefused && got.code != exitFailed {
			t.Errorf("%s was edited: exit status %d\n%s", what, got.code, got.err)
		}
	}
	if got := ages(t); got != "text 30, text 41" {
		t.Errorf("rows: %s", got)
	}
}

func TestSavedPlanNeedsAllow(t *testing.T) {
	savedPlan(t, less)
	text := read(t, "plan.sql")
	write(t, "plan.sql", strings.Replace(text, `"allow":null`, `"allow":["all"]`, 1))
	invoke(t, "apply", "plan.sql", "--yes", "--db", "app.db").wants(t, exitRefused, "edited")
	write(t, "plan.sql", text)
	invoke(t, "apply", "plan.sql", "--yes", "--db", "app.db").wants(t, exitRefused, "drop-column")
	invoke(t, "apply", "plan.sql", "--yes", "--db", "app.db", "--allow", "drop-column").wants(t, exitDone)
}

func TestSavedPlanForAnotherRunner(t *testing.T) {
	savedPlan(t, after, "--runner", "no-fk-switch")
	invoke(t, "apply", "plan.sql", "--yes", "--db", "app.db").wants(t, exitRefused, "no-fk-switch")
}

// --out replaces the file that is there and leaves nothing else behind; through
// a link it writes nothing.
func TestSavedPlanReplaces(t *testing.T) {
	workspace(t, after)
	write(t, "target", "precious")
	if err := os.Symlink("target", "plan.sql"); err != nil {
		t.Skip(err)
	}
	invoke(t, "plan", "--db", "app.db", "--schema", "schema.sql", "--out", "plan.sql").wants(t, exitDone)
	if got := read(t, "target"); got != "precious" {
		t.Errorf("written through a link: %s", got)
	}
	info, err := os.Lstat("plan.sql")
	if err != nil || info.Mode() != 0o644 {
		t.Errorf("got %v, %v, want a plain file of mode 0644", info.Mode(), err)
	}
	entries, err := os.ReadDir(".")
	if err != nil || len(entries) != 5 { // .git app.db plan.sql schema.sql target
		t.Errorf("left behind: %v, %v", entries, err)
	}
	invoke(t, "plan", "--db", "app.db", "--schema", "schema.sql", "--out", "no/such/folder.sql").wants(t, exitFailed, "no/such")
}
