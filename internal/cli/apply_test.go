package cli

import (
	"context"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

func TestApply(t *testing.T) {
	workspace(t, after)
	invoke(t, "apply", "--db", "app.db", "--schema", "schema.sql").wants(t, exitFailed, "--yes", "no terminal")
	invoke(t, "apply", "--db", "app.db", "--schema", "schema.sql", "--dry-run").wants(t, exitDone, "rolled back")
	if got := ages(t); got != "text 30, text 41" {
		t.Fatalf("a dry run changed the rows: %s", got)
	}
	invoke(t, "apply", "--db", "app.db", "--schema", "schema.sql", "--yes").wants(t, exitDone, "1 to rebuild", "Applied 1 step in ")
	if got := ages(t); got != "integer 30, integer 41" {
		t.Errorf("rows: %s", got)
	}
	invoke(t, "apply", "--db", "app.db", "--schema", "schema.sql").wants(t, exitDone, "No changes")
}

func TestApplyNeedsAllow(t *testing.T) {
	workspace(t, less)
	apply := func(more ...string) result {
		return invoke(t, append([]string{"apply", "--db", "app.db", "--schema", "schema.sql", "--yes"}, more...)...)
	}
	apply().wants(t, exitRefused, "drop-column", "nothing was changed", "--allow drop-column:users.age")
	apply("--allow", "drop-column:users.name").wants(t, exitRefused)
	apply("--allow", "drop-table,lossy-type").wants(t, exitRefused)
	if got := ages(t); got != "text 30, text 41" {
		t.Fatalf("a refused apply changed the rows: %s", got)
	}
	apply("--allow", "drop-column:USERS.age", "--allow", "drop-table").wants(t, exitRefused, "drop-table", "matches nothing", "drop-column:users.age")
	apply("--allow", "drop-column:USERS.age").wants(t, exitDone)
}

func TestApplyBlocked(t *testing.T) {
	workspace(t, "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT CHECK (name <> 'bob'), age TEXT);\n")
	invoke(t, "apply", "--db", "app.db", "--schema", "schema.sql", "--yes", "--allow", "all").wants(t, exitRefused, "add-check-existing")
}

// Another writer is worth another try.
func TestApplyBusy(t *testing.T) {
	workspace(t, after)
	db := dbtest.Open(t, "app.db")
	if _, err := db.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	invoke(t, "apply", "--db", "app.db", "--schema", "schema.sql", "--yes", "--busy-timeout", "50ms").wants(t, exitTryAgain, "app.db", "locked")
}

func TestApplyInterrupted(t *testing.T) {
	workspace(t, after)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	invokeWith(t, ctx, "", "apply", "--db", "app.db", "--schema", "schema.sql", "--yes").wants(t, exitTryAgain, "interrupted")
	if got := ages(t); got != "text 30, text 41" {
		t.Errorf("rows: %s", got)
	}
}
