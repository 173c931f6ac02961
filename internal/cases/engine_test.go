package cases

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// The application's SQLite is not the one that runs a plan. The sqlite3 shell stands
// for it here: what it computes must be what a plan has stored.

const (
	measured = `CREATE TABLE t (id INTEGER PRIMARY KEY, a REAL, b REAL);
INSERT INTO t (a, b) VALUES (0.1 + 0.2, 1.0 / 3), (0.5, 2.5), (2.675, 1e20);`
	indexed = `CREATE TABLE t (id INTEGER PRIMARY KEY, a REAL, b REAL, c TEXT AS (b || 'x') STORED, CHECK (length(a || '') < 20));
CREATE INDEX i ON t (a || 'k');
CREATE INDEX p ON t (id) WHERE length(a || '') < 5;
CREATE INDEX g ON t (c);`
)

// shellWith15 makes a database with the shell, or skips where that writes as we do.
func shellWith15(t *testing.T, script string) string {
	t.Helper()
	db := filepath.Join(t.TempDir(), "app.db")
	if got := dbtest.Shell(t, db, "SELECT (0.1 + 0.2) || '';\n"+script, true); !strings.HasPrefix(got.Out, "0.3\n") {
		t.Skipf("the sqlite3 shell writes reals with 17 digits, or is not there: %s", got)
	}
	return db
}

func integrity(t *testing.T, db string) string {
	t.Helper()
	got := dbtest.Shell(t, db, "PRAGMA integrity_check;", true)
	return strings.TrimSpace(got.Out + got.Err)
}

// TestRealsAsTextOfTheApplication builds all that stores a real as text, with the
// version named and as the file's header tells.
func TestRealsAsTextOfTheApplication(t *testing.T) {
	for _, target := range [][]string{nil, {"--target", "3.40"}} {
		db := shellWith15(t, measured)
		dir := filepath.Dir(db)
		write(t, dir, "to.sql", indexed)
		if got := schemadiff(t, dir, append([]string{"apply", "--db", "app.db", "--schema", "to.sql", "--yes"}, target...)...); got.Code != exitDone {
			t.Fatalf("apply %v: %s", target, got)
		}
		if got := integrity(t, db); got != "ok" {
			t.Errorf("apply %v: %s", target, got)
		}
		if got := dbtest.Shell(t, db, "SELECT count(*) FROM t INDEXED BY i WHERE a || 'k' = '0.3k';", true); got.Out != "1\n" {
			t.Errorf("the application does not find its row: %s", got)
		}
		again(t, dir)
	}
}

// again adds an index when the last who wrote was schemadiff: which engine the
// application has is not known any more.
func again(t *testing.T, dir string) {
	t.Helper()
	write(t, dir, "to.sql", indexed+"\nCREATE INDEX again ON t (a || 'm');")
	got := schemadiff(t, dir, "apply", "--db", "app.db", "--schema", "to.sql", "--yes")
	if got.Code != exitRefused || !strings.Contains(got.Err, "1 row of t of which index again") {
		t.Errorf("apply with an unknown engine: %s", got)
	}
	if got := schemadiff(t, dir, "plan", "--db", "app.db", "--schema", "to.sql", "--format", "json"); !strings.Contains(got.Out, "run the printed script with your own SQLite") {
		t.Errorf("plan with an unknown engine: %s", got)
	}
	script := schemadiff(t, dir, "plan", "--db", "app.db", "--schema", "to.sql", "--allow", "real-text", "--format", "sql")
	db := filepath.Join(dir, "app.db")
	if got := dbtest.Shell(t, db, script.Out, true); got.Code != exitDone {
		t.Errorf("the printed script: %s", got)
	}
	if got := integrity(t, db); got != "ok" {
		t.Errorf("after the printed script: %s", got)
	}
}

// TestRoundOfTheApplication: what engines round otherwise is refused.
func TestRoundOfTheApplication(t *testing.T) {
	db := shellWith15(t, measured)
	dir := filepath.Dir(db)
	write(t, dir, "to.sql", "CREATE TABLE t (id INTEGER PRIMARY KEY, a REAL, b REAL);\nCREATE INDEX r ON t (round(a, 2));\nCREATE INDEX plain ON t (a, abs(b));")
	got := schemadiff(t, dir, "apply", "--db", "app.db", "--schema", "to.sql", "--yes", "--target", "3.40")
	if got.Code != exitRefused || !strings.Contains(got.Err, "index r ") || strings.Contains(got.Err, "plain") {
		t.Errorf("apply: %s", got)
	}
}

// TestMigrateWritesAsTheApplication deletes and changes rows that an index of the
// application holds as text.
func TestMigrateWritesAsTheApplication(t *testing.T) {
	db := shellWith15(t, measured+"\nCREATE INDEX i ON t (a || 'k');")
	dir := filepath.Dir(db)
	write(t, dir, "0001_rows.sql", "DELETE FROM t WHERE id = 1;\nUPDATE t SET a = b WHERE id = 2;\nINSERT INTO t (a) VALUES (1.0 / 3);\n")
	if got := schemadiff(t, dir, "migrate", "--db", "app.db", "--migrations", ".", "--on-drift", "warn"); got.Code != exitDone {
		t.Fatalf("migrate: %s", got)
	}
	if got := integrity(t, db); got != "ok" {
		t.Errorf("after migrate: %s", got)
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
