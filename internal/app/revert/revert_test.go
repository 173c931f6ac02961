package revert

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/internal/engine/sqlite"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/plan"
	"github.com/schemadiff/schemadiff/schema"
)

var ctx = context.Background()

// migrated is a database that has run some files.
func migrated(t *testing.T, pairs ...string) app.Migrations {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(pairs); i += 2 {
		if err := os.WriteFile(filepath.Join(dir, pairs[i]), []byte(pairs[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f, err := folder.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	m := app.Migrations{Plan: app.PlanOptions{Target: sqlite.File{}, Scope: schema.Scope{Declared: true}}, Database: dbtest.File(t, ""), Name: "app.db", Folder: f}
	if _, err := app.Migrate(ctx, app.MigrateOptions{Migrations: m, Run: run()}); err != nil {
		t.Fatal(err)
	}
	return m
}

func run() app.RunOptions {
	return app.RunOptions{Tool: "test", Wait: time.Second, Drift: migrate.DriftError}
}

func prepare(t *testing.T, m app.Migrations, to string, items ...string) ([]Reverted, error) {
	t.Helper()
	st, err := m.Status(ctx, true)
	if err != nil {
		t.Fatal(err)
	}
	if m.Plan.Allow, err = plan.ParseAllow(items, app.AllowNames()); err != nil {
		t.Fatal(err)
	}
	return Prepare(ctx, Options{Migrations: m, To: to}, st)
}

func TestRevert(t *testing.T) {
	m := migrated(t, "0001_a.sql", "CREATE TABLE a (x);", "0002_b.sql", "CREATE TABLE b (x);\n", "0002_b.down.sql", "DROP TABLE b; -- by hand\n", "0003_c.sql", "ALTER TABLE a ADD COLUMN y;")
	var refused *app.RefusedError
	if _, err := prepare(t, m, ""); !errors.As(err, &refused) || refused.Migration != "0003_c" {
		t.Errorf("got %v", err)
	}
	list, err := prepare(t, m, "0001", "destructive")
	if err != nil || len(list) != 2 || list[0].Name != "0003_c" || len(list[0].Lost) != 1 || !strings.Contains(list[1].Job.SQL, "by hand") {
		t.Fatalf("got %+v, %v", list, err)
	}
	var jobs []migrate.FileJob
	for _, r := range list {
		jobs = append(jobs, r.Job)
	}
	if n, err := m.Execute(ctx, run(), jobs, app.Events{}); err != nil || n != 2 {
		t.Fatalf("got %d, %v", n, err)
	}
	if list, err := prepare(t, m, "", "all"); err != nil || len(list) != 1 || list[0].Name != "0001_a" {
		t.Errorf("the last one: %+v, %v", list, err)
	}
	if list, err := prepare(t, m, "1"); err != nil || len(list) != 0 {
		t.Errorf("nothing after the first: %+v, %v", list, err)
	}
	if list, err := prepare(t, m, "000", "all"); err != nil || len(list) != 1 {
		t.Errorf("all: %+v, %v", list, err)
	}
	var absent *NotAppliedError
	if _, err := prepare(t, m, "2"); !errors.As(err, &absent) || absent.ID != "2" {
		t.Errorf("got %v", err)
	}
}

// Rows that a migration has changed cannot be restored without a down migration.
func TestRevertOfRows(t *testing.T) {
	m := migrated(t, "0001_a.sql", "CREATE TABLE a (x);", "0002_rows.sql", "INSERT INTO a VALUES (1);")
	var rows *RowsError
	if _, err := prepare(t, m, ""); !errors.As(err, &rows) || !strings.HasSuffix(rows.Down, "0002_rows.down.sql") || rows.Migration != "0002_rows" {
		t.Errorf("got %v", err)
	}
}

func TestRevertRefuses(t *testing.T) {
	o := Options{}
	var part *PartlyAppliedError
	if _, err := Prepare(ctx, o, &journal.Status{Started: []journal.Pair{{File: folder.File{Name: "0001_a"}}}}); !errors.As(err, &part) || !strings.HasPrefix(err.Error(), "0001_a ") {
		t.Errorf("got %v", err)
	}
	var order *UnknownOrderError
	if _, err := Prepare(ctx, o, &journal.Status{Missing: []journal.Entry{{Name: "0002_b"}}}); !errors.As(err, &order) || !strings.Contains(err.Error(), "0002_b") {
		t.Errorf("got %v", err)
	}
	if list, err := Prepare(ctx, o, &journal.Status{}); err != nil || list != nil {
		t.Errorf("got %v, %v", list, err)
	}
}
