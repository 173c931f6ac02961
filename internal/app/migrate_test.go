package app

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/migrate/journal"
	"github.com/schemadiff/schemadiff/parse"
)

const (
	first  = "CREATE TABLE a (x);\n"
	second = "CREATE TABLE b (x);\n"
	third  = "CREATE TABLE c (x);\n"
)

// migration is a run of a folder on a file.
func migration(file string, f *folder.Folder) MigrateOptions {
	return MigrateOptions{Migrations: Migrations{Plan: planOptions(), Database: file, Name: "app.db", Folder: f, Wait: time.Second},
		Run: RunOptions{Tool: "test", Wait: time.Second, Drift: migrate.DriftError}}
}

// migrated runs a folder on a file.
func migrated(t *testing.T, file string, pairs ...string) {
	t.Helper()
	if _, err := Migrate(ctx, migration(file, migrationFiles(t, pairs...))); err != nil {
		t.Fatal(err)
	}
}

func TestMigrate(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new.db")
	o := migration(file, migrationFiles(t, "0001_a.sql", first, "0002_b.sql", second, "0003_c.sql", third))
	var names []string
	o.Events.Applied = func(name string, _ time.Duration) { names = append(names, name) }
	o.DryRun = true
	if out, err := Migrate(ctx, o); err != nil || len(out.Pending) != 3 || len(names) != 0 {
		t.Fatalf("a dry run: %+v, %v", out, err)
	}
	o.DryRun, o.To = false, "2"
	if out, err := Migrate(ctx, o); err != nil || out.Applied != 2 || !slices.Equal(names, []string{"0001_a", "0002_b"}) {
		t.Fatalf("up to the second: %+v, %v, %q", out, err, names)
	}
	o.To = ""
	if out, err := Migrate(ctx, o); err != nil || out.Applied != 1 || out.Before != 2 {
		t.Errorf("the rest: %+v, %v", out, err)
	}
	if out, err := Migrate(ctx, o); err != nil || len(out.Pending) != 0 || out.Before != 3 {
		t.Errorf("nothing: %+v, %v", out, err)
	}
	o.To = "7"
	var none *NoMigrationError
	if _, err := Migrate(ctx, o); !errors.As(err, &none) || none.ID != "7" || !strings.Contains(err.Error(), "no migration 7") {
		t.Errorf("got %v", err)
	}
}

// An error of a statement has its place in the file.
func TestMigrateFails(t *testing.T) {
	file := dbtest.File(t, "CREATE TABLE other (x);")
	o := migration(file, migrationFiles(t, "0001_a.sql", first+"\nINSERT INTO a VALUES (1);\nCREATE UNIQUE INDEX i ON a (x);\n", "0002_b.sql", "INSERT INTO a VALUES (1);\n"))
	o.Run.Drift = migrate.DriftWarn
	var failed *parse.Error
	out, err := Migrate(ctx, o)
	if !errors.As(err, &failed) || failed.Pos.Line != 1 || filepath.Base(failed.Pos.File) != "0002_b.sql" || out.Applied != 1 {
		t.Errorf("got %+v, %v", out, err)
	}
	if _, err := Migrate(ctx, migration(dbtest.File(t, ""), migrationFiles(t, "0001_x.sql", "CREATE TABLE"))); len(FileErrors(err)) == 0 {
		t.Errorf("a mistake in a file: %v", err)
	}
}

func TestMigrateInterrupted(t *testing.T) {
	file := dbtest.File(t, "")
	o := migration(file, migrationFiles(t, "0001_a.sql", first, "0002_b.sql", second))
	stopped, cancel := context.WithCancel(ctx)
	o.Events.Applied = func(string, time.Duration) { cancel() }
	var interrupted *migrate.InterruptedError
	if _, err := Migrate(stopped, o); !errors.As(err, &interrupted) || !interrupted.Stays || !strings.Contains(interrupted.Done, "1 of 2 migrations") {
		t.Errorf("got %v", err)
	}
	if out, err := Migrate(ctx, o); err != nil || out.Before != 1 {
		t.Errorf("the next run: %+v, %v", out, err)
	}
}

func TestMigrateChangedFiles(t *testing.T) {
	file := dbtest.File(t, "")
	migrated(t, file, "0001_a.sql", first)
	var notices []Notice
	o := migration(file, migrationFiles(t, "0001_a.sql", "-- a comment\n"+first, "0002_b.sql", second))
	o.Notify = collect(&notices)
	if out, err := Migrate(ctx, o); err != nil || out.Applied != 1 || len(notices) != 1 || !notices[0].Warning {
		t.Errorf("a comment: %+v, %v, %v", out, err, notices)
	}
	o = migration(file, migrationFiles(t, "0001_a.sql", "CREATE TABLE a (y);\n", "0002_b.sql", second))
	var changed *ChangedFilesError
	if _, err := Migrate(ctx, o); !errors.As(err, &changed) || changed.Applied[0] != first || changed.Now[0] != "CREATE TABLE a (y);\n" || !strings.Contains(err.Error(), "0001_a.sql") {
		t.Errorf("a statement: %v", err)
	}
}

// A comment that was edited does not keep the other checks from being made.
func TestMigrateChecksAfterAComment(t *testing.T) {
	file := dbtest.File(t, "")
	migrated(t, file, "0001_a.sql", first, "0003_c.sql", third)
	o := migration(file, migrationFiles(t, "0001_a.sql", "-- a comment\n"+first, "0002_b.sql", second, "0003_c.sql", third))
	var late *LateFilesError
	if _, err := Migrate(ctx, o); !errors.As(err, &late) {
		t.Errorf("got %v", err)
	}
}

func TestMigrateMissingFiles(t *testing.T) {
	file := dbtest.File(t, "")
	migrated(t, file, "0001_a.sql", first, "0003_c.sql", third)
	var notices []Notice
	o := migration(file, migrationFiles(t, "0001_a.sql", first))
	o.Notify = collect(&notices)
	if _, err := Migrate(ctx, o); err != nil || len(notices) != 1 || !strings.Contains(notices[0].Text, "0003_c") {
		t.Errorf("an old folder: %v, %v", err, notices)
	}
	var missing *MissingFilesError
	o.RefuseMore = true
	if _, err := Migrate(ctx, o); !errors.As(err, &missing) || missing.Pending != "" {
		t.Errorf("strictly: %v", err)
	}
	o = migration(file, migrationFiles(t, "0001_a.sql", first, "0002_b.sql", second))
	if _, err := Migrate(ctx, o); !errors.As(err, &missing) || missing.Pending != "0002_b" || !slices.Equal(missing.Names, []string{"0003_c"}) {
		t.Errorf("another branch: %v", err)
	}
	missing.Folder = ""
	if got := missing.Error(); !strings.Contains(got, "that the folder lacks: 0003_c") {
		t.Errorf("got %s", got)
	}
}

func TestMigrateLateFiles(t *testing.T) {
	for _, c := range []struct {
		name, between string
		policy        LatePolicy
		differ, runs  bool
	}{
		{"refused", second, RefuseLate, false, false},
		{"commuting", second, ApplyCommuting, false, true},
		{"not commuting", "ALTER TABLE a ADD COLUMN z;\n", ApplyCommuting, true, false},
		{"in any order", "ALTER TABLE a ADD COLUMN z;\n", ApplyLate, false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := dbtest.File(t, "")
			last := "ALTER TABLE a ADD COLUMN y;\n"
			migrated(t, file, "0001_a.sql", first, "0003_y.sql", last)
			o := migration(file, migrationFiles(t, "0001_a.sql", first, "0002_x.sql", c.between, "0003_y.sql", last))
			o.Late = c.policy
			o.Run.Drift = migrate.DriftWarn
			var notices []Notice
			o.Notify = collect(&notices)
			out, err := Migrate(ctx, o)
			var late *LateFilesError
			if errors.As(err, &late); c.runs != (err == nil) || late != nil && (late.Differ != c.differ || strings.Contains(late.Error(), "different schemas") != c.differ) {
				t.Errorf("got %+v, %v", out, err)
			}
			if c.runs && len(notices) == 0 {
				t.Error("no warning")
			}
		})
	}
}

func TestMigrateDrift(t *testing.T) {
	file := dbtest.File(t, "")
	migrated(t, file, "0001_a.sql", first)
	exec(t, file, "CREATE TABLE by_hand (x)")
	o := migration(file, migrationFiles(t, "0001_a.sql", first, "0002_b.sql", second))
	var drift *migrate.DriftedError
	if _, err := Migrate(ctx, o); !errors.As(err, &drift) || len(drift.Differences) != 1 {
		t.Errorf("got %v", err)
	}
	var warned []string
	o.Run.Drift = migrate.DriftWarn
	o.Events.Warn = func(text string) { warned = append(warned, text) }
	if _, err := Migrate(ctx, o); err != nil || len(warned) == 0 {
		t.Errorf("got %v, %q", err, warned)
	}
}

func TestDrift(t *testing.T) {
	file := dbtest.File(t, "")
	migrated(t, file, "0001_a.sql", first)
	m := migration(file, migrationFiles(t, "0001_a.sql", first, "0002_b.sql", second)).Migrations
	drift := func() *Drift {
		st, err := m.Status(ctx, true)
		if err != nil {
			t.Fatal(err)
		}
		if len(st.Applied) != 1 || len(st.Pending) != 1 || st.Applied[0].Entry.SQL != first {
			t.Errorf("got %+v", st)
		}
		d, err := m.Drift(ctx, st)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	if d := drift(); len(d.Differences) != 0 || d.Unknown != "" {
		t.Errorf("got %+v", d)
	}
	exec(t, file, "CREATE TABLE by_hand (x)")
	if d := drift(); len(d.Differences) != 1 {
		t.Errorf("got %+v", d)
	}
	for _, st := range []journal.Status{{Started: make([]journal.Pair, 1)}, {Missing: make([]journal.Entry, 1)}} {
		if d, err := m.Drift(ctx, &st); err != nil || d.Unknown == "" {
			t.Errorf("got %+v, %v", d, err)
		}
	}
	m.Database = filepath.Join(t.TempDir(), "none.db")
	st, err := m.Status(ctx, false)
	if err != nil || len(st.Pending) != 2 {
		t.Fatalf("a database that does not exist: %+v, %v", st, err)
	}
	if d, err := m.Drift(ctx, st); err != nil || d.Unknown != "" || len(d.Differences) != 0 {
		t.Errorf("a database that does not exist: %+v, %v", d, err)
	}
}
