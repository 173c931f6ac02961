package app

import (
	"errors"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// saved is the text of a plan from a file to DDL.
func saved(t *testing.T, file, sql string, o PlanOptions) []byte {
	t.Helper()
	text, err := Save(ctx, target, "test", planned(t, live(t, file), sql, o))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// read reads the text of a plan.
func read(t *testing.T, text []byte) *SavedPlan {
	t.Helper()
	s, err := ReadSaved(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// A saved plan is a script as well, and runs once on the database that it was made for.
func TestSavedPlan(t *testing.T) {
	file := dbtest.File(t, before)
	text := saved(t, file, after, planOptions())
	exec(t, dbtest.Copy(t, file), string(text))
	s := read(t, text)
	if err := errors.Join(s.Unedited(target, text), s.Executable(target)); err != nil || s.Dialect() != "sqlite" {
		t.Fatalf("got %v, %s", err, s.Dialect())
	}
	for _, want := range []Outcome{Applied, AlreadyThere} {
		out, err := ApplySaved(ctx, "plan.sql", s, deployment(t, file, ""))
		if err != nil || out.Outcome != want {
			t.Errorf("got %+v, %v, want %d", out, err, want)
		}
	}
	exec(t, file, "CREATE TABLE later (x)")
	var changed *ChangedDatabaseError
	if _, err := ApplySaved(ctx, "plan.sql", s, deployment(t, file, "")); !errors.As(err, &changed) || !strings.Contains(err.Error(), "plan.sql") {
		t.Errorf("got %v", err)
	}
	var none *NoDatabaseError
	if _, err := ApplySaved(ctx, "plan.sql", s, &Deployment{From: &Endpoint{}}); !errors.As(err, &none) {
		t.Errorf("got %v", err)
	}
}

func TestSavedPlanThatWasEdited(t *testing.T) {
	file := dbtest.File(t, before)
	o := planOptions()
	o.Allow = allowed(t, "drop-column:a.y")
	text := string(saved(t, file, "CREATE TABLE a (x);", o))
	if !strings.Contains(text, "-- allowed: drop-column:a.y\n") {
		t.Errorf("what is allowed is not in the text:\n%s", text)
	}
	var edited *EditedPlanError
	for what, other := range map[string]string{
		"the SQL": strings.Replace(text, "ALTER TABLE", "ALTER  TABLE", 1), "what is allowed": strings.Replace(text, `"allow":["drop-column:a.y"]`, `"allow":["all"]`, 1),
		"a line more": "-- more\n" + text,
	} {
		if other == text {
			t.Fatalf("%s is not in\n%s", what, text)
		}
		if err := read(t, []byte(other)).Unedited(target, []byte(other)); !errors.As(err, &edited) || edited.Err != nil {
			t.Errorf("%s was edited: %v", what, err)
		}
	}
	if _, err := ReadSaved([]byte(strings.TrimSuffix(text, "}\n"))); !errors.As(err, &edited) || edited.Err == nil {
		t.Errorf("the end is missing: %v", err)
	}
	var none *NotSavedPlanError
	if _, err := ReadSaved([]byte("SELECT 1;")); !errors.As(err, &none) {
		t.Errorf("got %v", err)
	}
	if _, err := ReadSaved([]byte(strings.Replace(text, `"format":2`, `"format":99`, 1))); err == nil || !strings.Contains(err.Error(), "format 99") {
		t.Errorf("got %v", err)
	}
}

func TestSavedPlanForAnotherProgram(t *testing.T) {
	o := planOptions()
	o.Form.Runner = "no-fk-switch"
	var other *OtherRunnerError
	if err := read(t, saved(t, dbtest.File(t, before), after, o)).Executable(target); !errors.As(err, &other) || other.Runner != "no-fk-switch" {
		t.Errorf("got %v", err)
	}
}
