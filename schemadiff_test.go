package schemadiff_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/schemadiff/schemadiff"
)

func emptySQLite(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "app.db")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + file
}

func files(pairs ...string) fstest.MapFS {
	out := fstest.MapFS{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = &fstest.MapFile{Data: []byte(pairs[i+1])}
	}
	return out
}

// What must not run is refused with an error of its own type.
func TestMigrateRefuses(t *testing.T) {
	ctx, db := context.Background(), emptySQLite(t)
	if _, err := schemadiff.Migrate(ctx, db, files("0001_a.sql", "CREATE TABLE a (x);", "0003_c.sql", "CREATE TABLE c (x);"), nil); err != nil {
		t.Fatal(err)
	}
	var changed *schemadiff.ChangedFilesError
	_, err := schemadiff.Migrate(ctx, db, files("0001_a.sql", "CREATE TABLE a (y);", "0003_c.sql", "CREATE TABLE c (x);"), nil)
	if !errors.As(err, &changed) {
		t.Errorf("an edited migration: %v", err)
	}
	commented, err := schemadiff.Migrate(ctx, db, files("0001_a.sql", "-- a comment\nCREATE TABLE a (x);", "0003_c.sql", "CREATE TABLE c (x);"), nil)
	if err != nil || len(commented.Warnings) != 1 {
		t.Errorf("an edited comment: %+v, %v", commented, err)
	}
	late := files("0001_a.sql", "CREATE TABLE a (x);", "0002_b.sql", "CREATE TABLE b (x);", "0003_c.sql", "CREATE TABLE c (x);")
	var outOfOrder *schemadiff.LateFilesError
	if _, err := schemadiff.Migrate(ctx, db, late, nil); !errors.As(err, &outOfOrder) {
		t.Errorf("a late migration: %v", err)
	}
	done, err := schemadiff.Migrate(ctx, db, late, &schemadiff.MigrateOptions{AllowOutOfOrder: true})
	if err != nil || len(done.Applied) != 1 {
		t.Errorf("a late migration that is allowed: %+v, %v", done, err)
	}
	var missing *schemadiff.MissingFilesError
	if _, err := schemadiff.Migrate(ctx, db, files("0001_a.sql", "CREATE TABLE a (x);", "V1.2__d.sql", "CREATE TABLE d (x);"), nil); !errors.As(err, &missing) {
		t.Errorf("a missing migration: %v", err)
	}
}

func TestMigrateCreatesFile(t *testing.T) {
	db := "sqlite:" + filepath.Join(t.TempDir(), "new.db")
	done, err := schemadiff.Migrate(context.Background(), db, files("0001_a.sql", "CREATE TABLE a (x);"), nil)
	if err != nil || len(done.Applied) != 1 {
		t.Errorf("a new file: %+v, %v", done, err)
	}
}

func TestMigrateFindsDrift(t *testing.T) {
	ctx, db := context.Background(), emptySQLite(t)
	first := files("0001_a.sql", "CREATE TABLE a (x);")
	if _, err := schemadiff.Migrate(ctx, db, first, nil); err != nil {
		t.Fatal(err)
	}
	plan, err := schemadiff.NewPlan(ctx, db, schemadiff.Text("CREATE TABLE a (x); CREATE TABLE by_hand (x);"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := plan.Apply(ctx, nil); err != nil {
		t.Fatal(err)
	}
	first["0002_b.sql"] = &fstest.MapFile{Data: []byte("CREATE TABLE b (x);")}
	var drift *schemadiff.DriftError
	if _, err := schemadiff.Migrate(ctx, db, first, nil); !errors.As(err, &drift) || len(drift.Differences) != 1 {
		t.Errorf("drift: %v", err)
	}
	done, err := schemadiff.Migrate(ctx, db, first, &schemadiff.MigrateOptions{AllowDrift: true})
	if err != nil || len(done.Applied) != 1 || len(done.Warnings) == 0 {
		t.Errorf("drift that is allowed: %+v, %v", done, err)
	}
}

func TestNewPlanRefuses(t *testing.T) {
	ctx, db := context.Background(), emptySQLite(t)
	if _, err := schemadiff.NewPlan(ctx, db, schemadiff.Source{}, nil); err == nil {
		t.Error("a plan for no text was made")
	}
	if _, err := schemadiff.NewPlan(ctx, "mysql://localhost", schemadiff.Text(""), nil); err == nil {
		t.Error("a plan for an unknown database was made")
	}
	var syntax schemadiff.ParseErrors
	if _, err := schemadiff.NewPlan(ctx, db, schemadiff.Text("CREATE TABLE"), nil); !errors.As(err, &syntax) || syntax[0].Pos.Line != 1 {
		t.Errorf("a mistake in the text: %v", err)
	}
}

// The code of the manual is that of the examples, which are run.
func TestManualIsTheExamples(t *testing.T) {
	manual, err := os.ReadFile(filepath.Join("docs", "go.md"))
	if err != nil {
		t.Fatal(err)
	}
	examples, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	known := unindented(string(examples))
	blocks := strings.Split(string(manual), "```go\n")[1:]
	for _, b := range blocks {
		code, _, _ := strings.Cut(b, "```")
		if !strings.Contains(known, unindented(code)) {
			t.Errorf("no example has this code of docs/go.md:\n%s", code)
		}
	}
	if len(blocks) < 3 {
		t.Errorf("docs/go.md has %d examples", len(blocks))
	}
}

func unindented(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(strings.TrimSpace(line) + "\n")
	}
	return b.String()
}
