package waiting

import (
	"bytes"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// TestHolderOfAFileIsNamed has commands wait for a file that this process has: they name
// it, on a terminal in one line, in a pipe once, and end with 75.
func TestHolderOfAFileIsNamed(t *testing.T) {
	inJournals(t, []string{"delete", "wal"}, func(t *testing.T, dir, path string) {
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		db.SetMaxOpenConns(1)
		exclusive := "BEGIN EXCLUSIVE"
		if strings.HasSuffix(t.Name(), "wal") {
			exclusive = "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE acct SET name = 'x' WHERE id = 1"
		}
		if _, err := db.Exec(exclusive); err != nil {
			t.Fatal(err)
		}
		want := fmt.Sprintf("held by process %d (waiting.test of ", os.Getpid())
		for _, args := range [][]string{
			{"plan", "--db", "app.db", "--schema", "schema.sql"}, {"inspect", "app.db"}, {"status", "--db", "app.db"}, {"migrate", "--db", "app.db"},
			{"apply", "--db", "app.db", "--schema", "schema.sql", "--yes", "--allow", "all"},
		} {
			start := time.Now()
			got := run(t, dir, append(args, "--wait", "300ms")...)
			if got.Code != 75 || !strings.Contains(got.Err, want) || time.Since(start) > 3*time.Second {
				t.Errorf("%q: %v", args, got)
			}
		}
		terminal := dbtest.OnTerminal(t, dir, nil, os.Getenv(dbtest.BinaryEnv), "status", "--db", "app.db", "--wait", "30s")
		got := runUntilFree(t, dir, []string{"status", "--db", "app.db", "--wait", "30s"}, func() {
			terminal.WaitFor(t, "waiting for a read lock of app.db since ", limit)
			_, _ = db.Exec("ROLLBACK")
			db.Close()
		})
		if got.Code != 0 || strings.Count(got.Err, want) != 1 {
			t.Errorf("in a pipe: %v", got)
		}
		if code := terminal.End(t, limit); code != 0 || !strings.Contains(terminal.Seen(), "\r\x1b[Kwaiting for a read lock of app.db since ") || !strings.Contains(terminal.Seen(), "s, "+want) {
			t.Errorf("on a terminal: exit %d\n%s", code, terminal.Seen())
		}
	})
}

// TestJournalBesideAHotJournal reads a database whose writer was killed in the middle.
func TestJournalBesideAHotJournal(t *testing.T) {
	inJournals(t, []string{"delete"}, func(t *testing.T, dir, path string) {
		db, err := sql.Open("sqlite", path)
		if err != nil {
			t.Fatal(err)
		}
		db.SetMaxOpenConns(1)
		if _, err := db.Exec("PRAGMA cache_size=2; BEGIN; UPDATE acct SET name = name || zeroblob(4000)"); err != nil {
			t.Fatal(err)
		}
		copied := project(t, fileHistory()) // what a killed writer leaves
		for _, name := range []string{path, path + "-journal"} {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(copied, filepath.Base(name)), text, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		db.Close()
		if got := run(t, copied, "status", "--db", "app.db"); !strings.Contains(got.Out, "0001_first") || strings.Contains(got.Err, "readonly") {
			t.Errorf("status: %v", got)
		}
		if got := run(t, copied, "migrate", "--db", "app.db"); got.Code != 0 {
			t.Errorf("migrate: %v", got)
		}
		text, err := os.ReadFile(filepath.Join(copied, "app.db"))
		if err != nil || bytes.Contains(text, make([]byte, 3900)) && len(text) > 1<<20 {
			t.Errorf("what was rolled back is there: %d bytes, %v", len(text), err)
		}
	})
}
