package waiting

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// The files of a project on SQLite.
const (
	smallFile = "CREATE TABLE acct (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n"
	rowsFile  = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) INSERT INTO acct SELECT i, 'n' || i FROM n;\n"
)

func fileHistory() map[string]string {
	return map[string]string{
		"migrations/0001_first.sql":     smallFile,
		"migrations/0002_more.sql":      "ALTER TABLE acct ADD COLUMN more INTEGER;\n",
		"migrations/0002_more.down.sql": "ALTER TABLE acct DROP COLUMN more;\n",
		"schema.sql":                    "CREATE TABLE acct (id INTEGER PRIMARY KEY, name TEXT NOT NULL CHECK (name <> ''));\n",
		"schemadiff.toml":               "dialect = \"sqlite\"\n",
	}
}

// writes changes a row from another connection, which waits for nobody, in every mode
// of the journal.
func writes(t *testing.T, path, what string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(0)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(context.Background(), "UPDATE acct SET name = name || 'x' WHERE id = 1"); err != nil {
		t.Errorf("%s: another writer: %v", what, err)
	}
}

// eachJournal runs a test on files with either kind of journal. Of WAL there are two: one
// that another program has open, and one that nobody has.
func eachJournal(t *testing.T, do func(t *testing.T, dir, path string)) {
	t.Helper()
	inJournals(t, []string{"delete", "wal", "wal-open"}, do)
}

func inJournals(t *testing.T, modes []string, do func(t *testing.T, dir, path string)) {
	t.Helper()
	t.Parallel() // it sleeps most of its time
	for _, mode := range modes {
		t.Run(mode, func(t *testing.T) {
			dir := project(t, fileHistory())
			path := filepath.Join(dir, "app.db")
			kind, open, _ := strings.Cut(mode, "-")
			if err := dbtest.Create(path, "PRAGMA journal_mode="+kind); err != nil {
				t.Fatal(err)
			}
			if got := run(t, dir, "migrate", "--db", "app.db", "--to", "0001"); got.Code != 0 {
				t.Fatal(got)
			}
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { db.Close() })
			if _, err := db.Exec(rowsFile); err != nil {
				t.Fatal(err)
			}
			if open == "" {
				db.Close()
			}
			do(t, dir, path)
		})
	}
}

// TestWritersGoOnAtAQuestion leaves the questions open while others write and change the
// kind of journal.
func TestWritersGoOnAtAQuestion(t *testing.T) {
	eachJournal(t, func(t *testing.T, dir, path string) {
		for _, args := range [][]string{
			{"apply", "--db", "app.db", "--schema", "schema.sql", "--allow", "all"},
			{"down", "--db", "app.db", "--allow", "all"},
		} {
			terminal := dbtest.OnTerminal(t, dir, nil, os.Getenv(dbtest.BinaryEnv), args...)
			terminal.WaitFor(t, "[y/N]", limit)
			for start := time.Now(); time.Since(start) < nap()/5; time.Sleep(100 * time.Millisecond) {
				writes(t, path, fmt.Sprint(args))
			}
			terminal.Type(t, "n\n")
			if code := terminal.End(t, limit); code != 3 {
				t.Errorf("%q after n: exit %d\n%s", args, code, terminal.Seen())
			}
		}
		terminal := dbtest.OnTerminal(t, dir, nil, os.Getenv(dbtest.BinaryEnv), "apply", "--db", "app.db", "--schema", "schema.sql", "--allow", "all")
		terminal.WaitFor(t, "[y/N]", limit)
		if err := dbtest.Create(path, "ALTER TABLE acct ADD COLUMN surprise"); err != nil {
			t.Fatal(err)
		}
		terminal.Type(t, "y\n")
		if code := terminal.End(t, limit); code != 3 || !strings.Contains(terminal.Seen(), "has changed since") {
			t.Errorf("after a change: exit %d\n%s", code, terminal.Seen())
		}
		terminal = dbtest.OnTerminal(t, dir, nil, os.Getenv(dbtest.BinaryEnv), "apply", "--db", "app.db", "--schema", "schema.sql", "--allow", "all")
		terminal.WaitFor(t, "[y/N]", limit)
		terminal.Type(t, "y\n")
		if code := terminal.End(t, limit); code != 0 {
			t.Errorf("without a change: exit %d\n%s", code, terminal.Seen())
		}
	})
}

// TestWritersGoOnAtAPipe has commands print into a pipe that nobody reads.
func TestWritersGoOnAtAPipe(t *testing.T) {
	eachJournal(t, func(t *testing.T, dir, path string) {
		var text strings.Builder
		for i := range 600 {
			fmt.Fprintf(&text, "CREATE TABLE wide_%d (id INTEGER PRIMARY KEY, a_rather_long_name_of_a_column TEXT NOT NULL CHECK (a_rather_long_name_of_a_column <> 'nothing'));\n", i)
		}
		if err := dbtest.Create(path, text.String()); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{{"inspect", "app.db"}, {"plan", "--db", "app.db", "--schema", "schema.sql", "--allow", "all"}} {
			reader, writer, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer reader.Close()
			terminal := dbtest.OnTerminal(t, dir, writer, os.Getenv(dbtest.BinaryEnv), args...)
			writer.Close()
			full(t, reader, terminal)
			if terminal.Ended() {
				t.Errorf("%q has ended: the pipe is not full\n%s", args, terminal.Seen())
			}
			writes(t, path, fmt.Sprint(args))
			terminal.Kill()
		}
	})
}

// TestWaitingForAFileIsSeen has apply and migrate wait for another writer.
func TestWaitingForAFileIsSeen(t *testing.T) {
	inJournals(t, []string{"delete"}, func(t *testing.T, dir, path string) {
		for _, args := range [][]string{{"migrate", "--db", "app.db", "--wait", "30s"}, {"apply", "--db", "app.db", "--schema", "schema.sql", "--yes", "--allow", "all", "--busy-timeout", "30s"}} {
			db, err := sql.Open("sqlite", path)
			if err != nil {
				t.Fatal(err)
			}
			db.SetMaxOpenConns(1)
			if _, err := db.Exec("BEGIN IMMEDIATE"); err != nil {
				t.Fatal(err)
			}
			got := runUntilFree(t, dir, args, func() { _, _ = db.Exec("COMMIT"); db.Close() })
			if got.Code != 0 || strings.Count(got.Err, "waiting for the write lock of ") != 1 {
				t.Errorf("%q: %v", args, got)
			}
		}
	})
}
