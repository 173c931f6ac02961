package adopt

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/internal/app"
	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/internal/engine/sqlite"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/schema"
)

var ctx = context.Background()

// options are a database that has run SQL, and a folder of files.
func options(t *testing.T, sql string, pairs ...string) Options {
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
	return Options{Migrations: app.Migrations{Plan: app.PlanOptions{Target: sqlite.File{}, Scope: schema.Scope{Declared: true}}, Database: dbtest.File(t, sql), Name: "app.db", Folder: f},
		Run: app.RunOptions{Tool: "test", Wait: time.Second}}
}

// applied are the names of the applied migrations.
func applied(t *testing.T, o Options) []string {
	t.Helper()
	entries, err := app.Entries(ctx, o.Plan.Target, o.Database, o.Plan.Patience, 0, false)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name)
	}
	return out
}

func TestFiles(t *testing.T) {
	o := options(t, "CREATE TABLE a (x); CREATE TABLE b (x);", "0001_a.sql", "CREATE TABLE a (x);", "0002_b.sql", "CREATE TABLE b (x);", "0003_c.sql", "CREATE TABLE c (x);")
	var different *DifferentError
	if _, err := Files(ctx, o); !errors.As(err, &different) || different.Migrations != 3 || len(different.Differences) != 1 || !strings.Contains(err.Error(), "nothing was adopted") {
		t.Errorf("got %v", err)
	}
	o.To, o.DryRun = "2", true
	want := []string{"0001_a", "0002_b"}
	if out, err := Files(ctx, o); err != nil || !slices.Equal(out.Adopted, want) || len(applied(t, o)) != 0 {
		t.Errorf("a dry run: %+v, %v", out, err)
	}
	o.DryRun = false
	if out, err := Files(ctx, o); err != nil || !slices.Equal(out.Adopted, want) || !slices.Equal(applied(t, o), want) {
		t.Errorf("got %+v, %v, %q", out, err, applied(t, o))
	}
	if out, err := Files(ctx, o); err != nil || len(out.Adopted) != 0 || out.Asked != 2 {
		t.Errorf("once more: %+v, %v", out, err)
	}
	o.To = "9"
	var none *app.NoMigrationError
	if _, err := Files(ctx, o); !errors.As(err, &none) {
		t.Errorf("got %v", err)
	}
}

func TestBaseline(t *testing.T) {
	o := options(t, "CREATE TABLE a (x); CREATE TABLE schema_migrations (version TEXT PRIMARY KEY);")
	var tables []string
	o.FoundTable = func(table string, tools []string) { tables = append(tables, table) }
	o.DryRun = true
	if out, err := Baseline(ctx, o); err != nil || out.Objects != 1 {
		t.Fatalf("a dry run: %+v, %v", out, err)
	}
	o.DryRun = false
	out, err := Baseline(ctx, o)
	if err != nil || filepath.Base(out.Written) != "0001_baseline.sql" || !slices.Equal(applied(t, o), []string{"0001_baseline"}) {
		t.Fatalf("got %+v, %v", out, err)
	}
	text, err := os.ReadFile(out.Written)
	if err != nil || !strings.Contains(string(text), "CREATE TABLE a (x);") || strings.Contains(string(text), "schema_migrations") {
		t.Errorf("got %v\n%s", err, text)
	}
	if !slices.Contains(tables, "schema_migrations") {
		t.Errorf("the table of another tool was not reported: %q", tables)
	}
	if out, err := Baseline(ctx, options(t, "")); err != nil || !out.Empty {
		t.Errorf("an empty database: %+v, %v", out, err)
	}
}

func TestTool(t *testing.T) {
	const table = "CREATE TABLE schema_migrations (version VARCHAR(128) PRIMARY KEY);"
	o := ToolOptions{Options: options(t, table+"INSERT INTO schema_migrations VALUES ('0001'); CREATE TABLE a (x);",
		"0001_a.sql", "-- migrate:up\nCREATE TABLE a (x);\n-- migrate:down\nDROP TABLE a;\n", "0002_b.sql", "-- migrate:up\nCREATE TABLE b (x);\n"), Tool: "dbmate"}
	out, err := Tool(ctx, o)
	if err != nil || !slices.Equal(out.Adopted, []string{"0001_a"}) || !slices.Equal(applied(t, o.Options), out.Adopted) {
		t.Fatalf("got %+v, %v", out, err)
	}
	o = ToolOptions{Options: options(t, table, "0001_a.sql", "-- migrate:up\nCREATE TABLE a (x);\n"), Tool: "dbmate"}
	if out, err := Tool(ctx, o); err != nil || out != nil {
		t.Errorf("nothing was applied: %+v, %v", out, err)
	}
}

func TestToolRefuses(t *testing.T) {
	var unknown *UnknownToolError
	if _, err := Tool(ctx, ToolOptions{Tool: "none"}); !errors.As(err, &unknown) || unknown.Tool != "none" {
		t.Errorf("got %v", err)
	}
	o := ToolOptions{Options: options(t, "CREATE TABLE a (x);"), Tool: "dbmate"}
	var missing *NoTableError
	if _, err := Tool(ctx, o); !errors.As(err, &missing) || missing.Table != "" || !strings.Contains(err.Error(), "looked for") {
		t.Errorf("got %v", err)
	}
	o.Table = "a"
	if _, err := Tool(ctx, o); !errors.As(err, &missing) || missing.Misfit == "" || !strings.Contains(err.Error(), "is not one") {
		t.Errorf("got %v", err)
	}
	const table = "CREATE TABLE schema_migrations (version VARCHAR(128) PRIMARY KEY); INSERT INTO schema_migrations VALUES ('0002');"
	o = ToolOptions{Options: options(t, table+"CREATE TABLE b (x);", "0001_a.sql", "-- migrate:up\nCREATE TABLE a (x);\n", "0002_b.sql", "-- migrate:up\nCREATE TABLE b (x);\n"), Tool: "dbmate"}
	var defects *DefectsError
	if _, err := Tool(ctx, o); !errors.As(err, &defects) || len(defects.Defects) == 0 || len(applied(t, o.Options)) != 0 {
		t.Errorf("the first was skipped: %v", err)
	}
	o.AcceptDefects = true
	if out, err := Tool(ctx, o); err != nil || len(out.Adopted) != 1 {
		t.Errorf("accepted: %+v, %v", out, err)
	}
	if !slices.Contains(ToolNames(), "dbmate") {
		t.Errorf("got %q", ToolNames())
	}
}
