package sqlite

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/schemadiff/schemadiff/internal/dbtest"
	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/migrate/folder"
	"github.com/schemadiff/schemadiff/parse"
	parsesqlite "github.com/schemadiff/schemadiff/parse/sqlite"
	"github.com/schemadiff/schemadiff/schema"
)

// filesOf are migrations of texts, in their order.
func filesOf(t testing.TB, texts ...string) *migrate.Files {
	t.Helper()
	files := &migrate.Files{Wait: time.Second, Differences: func(_, _ *schema.Schema) []string { return nil }}
	var from *schema.Schema
	for i, text := range texts {
		name := fmt.Sprintf("%04d_x", i+1)
		judged, err := parsesqlite.Analyze(t.Context(), from, []parse.Source{{Name: name, Text: text}}, true)
		if err != nil || len(judged.Broken) > 0 {
			t.Fatal(err, judged.Broken)
		}
		files.Jobs = append(files.Jobs, migrate.FileJob{File: folder.File{ID: name[:4], Name: name, Path: name, Text: text, SQL: text, Checksum: folder.Sum(text)},
			Statements: judged.Statements, Before: from, After: judged.To})
		from = judged.To
	}
	return files
}

// TestDiskFullInMigrations lets the file grow by one page more each time: a migration is
// applied whole or not at all, and a run with more space goes on.
func TestDiskFullInMigrations(t *testing.T) {
	files := filesOf(t, "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);",
		"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 40) INSERT INTO t SELECT n, hex(zeroblob(200)) FROM c;\nCREATE INDEX t_a ON t (a);",
		"CREATE TABLE n (id INTEGER PRIMARY KEY, a TEXT, b INTEGER);\nINSERT INTO n SELECT id, a, 1 FROM t;\nDROP TABLE t;\nALTER TABLE n RENAME TO t;\nCREATE INDEX t_a ON t (a);")
	want := ""
	full := 0
	for limit := 80; limit > 4; limit-- {
		path := dbtest.File(t, "")
		_, err := migrateFiles(context.Background(), path, files, fileOptions{setup: []string{fmt.Sprintf("PRAGMA max_page_count=%d", limit)}})
		var disk *migrate.DiskError
		if errors.As(err, &disk) {
			full++
		} else if err != nil {
			t.Fatalf("%d pages: %v", limit, err)
		}
		if _, err := Migrate(context.Background(), path, files); err != nil {
			t.Fatalf("%d pages, the next run: %v", limit, err)
		}
		got := contents(t, path)
		if want == "" {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%d pages (-want +got):\n%s", limit, diff)
		}
	}
	if full < 10 {
		t.Errorf("the disk was full only %d times", full)
	}
	t.Logf("the disk was full %d times", full)
}

func contents(t testing.TB, path string) string {
	t.Helper()
	list, err := dbtest.Query(path, "SELECT group_concat(id || a || b) FROM t")
	if err != nil {
		t.Fatal(err)
	}
	state, err := dbtest.ReadState(path, dbtest.AnyOrder)
	if err != nil || len(state.Damage) > 0 {
		t.Fatal(err, state.Damage)
	}
	return fmt.Sprint(list)
}

// TestMigrationThatLosesRows recreates a table and forgets rows.
func TestMigrationThatLosesRows(t *testing.T) {
	files := filesOf(t, "CREATE TABLE t (id INTEGER PRIMARY KEY);\nINSERT INTO t VALUES (1), (2);",
		"CREATE TABLE n (id INTEGER PRIMARY KEY, a);\nINSERT INTO n SELECT id, 1 FROM t WHERE id > 1;\nDROP TABLE t;\nALTER TABLE n RENAME TO t;")
	path := dbtest.File(t, "")
	n, err := Migrate(context.Background(), path, files)
	var proof *migrate.ProofError
	if n != 1 || !errors.As(err, &proof) {
		t.Fatalf("%d applied, %v", n, err)
	}
}

// TestMigrationWithWhatNoTransactionHolds is refused before anything runs.
func TestMigrationWithWhatNoTransactionHolds(t *testing.T) {
	for _, text := range []string{"VACUUM;", "ROLLBACK;", "PRAGMA journal_mode=WAL;", "ATTACH 'x.db' AS x;"} {
		files := filesOf(t, "CREATE TABLE t (id);\n"+text)
		if err := Check(&files.Jobs[0]); err == nil {
			t.Errorf("%s is not refused", text)
		}
	}
}
