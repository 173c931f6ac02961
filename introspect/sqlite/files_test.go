package sqlite

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"
)

const spill = `PRAGMA cache_size = 1; BEGIN; DELETE FROM t WHERE id % 2; UPDATE t SET a = a || 'x';`

func expectCount(t *testing.T, path string, want int64) {
	t.Helper()
	if got := count(t, path); got != want {
		t.Errorf("%d rows, want %d", got, want)
	}
}

// expectCopy checks whether the database is read from a copy.
func expectCopy(t *testing.T, path string, want bool) {
	t.Helper()
	db := opened(t, path)
	defer closing(t, db)
	if got := db.temp != ""; got != want {
		t.Errorf("read from a copy: %v, want %v", got, want)
	}
}

func TestRollbackMode(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.db")
	create(t, path, tableT+rows(1000))
	unchanged(t, dir, func() { expectCount(t, path, 1000) })
}

func TestWALModeWithoutCompanions(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.db")
	create(t, path, `PRAGMA journal_mode = wal;`+tableT+rows(1000))
	expectSuffixes(t, path, "")
	unchanged(t, dir, func() { expectCount(t, path, 1000) })
}

func TestWALModeWithEmptyWAL(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.db")
	create(t, path, `PRAGMA journal_mode = wal;`+tableT+rows(1000))
	write(t, path+walSuffix, nil)
	unchanged(t, dir, func() { expectCount(t, path, 1000) })
}

func TestWALModeWithLeftoverSHM(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.db")
	create(t, path, `PRAGMA journal_mode = wal;`+tableT+rows(1000))
	write(t, path+shmSuffix, make([]byte, 32768))
	unchanged(t, dir, func() { expectCount(t, path, 1000) })
}

// A -wal is opened by SQLite whatever the header says.
func TestRollbackModeWithStrayWAL(t *testing.T) {
	for name, content := range map[string][]byte{"empty": nil, "noise": bytes.Repeat([]byte("noise"), 1000)} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "a.db")
			create(t, path, tableT+rows(1000))
			write(t, path+walSuffix, content)
			unchanged(t, dir, func() { expectCount(t, path, 1000) })
		})
	}
}

// SQLite itself would delete the -wal here, even when opened with mode=ro.
func TestZeroBytes(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.db")
	write(t, path, nil)
	write(t, path+walSuffix, bytes.Repeat([]byte("x"), 100))
	write(t, path+journalSuffix, bytes.Repeat([]byte("x"), 100))
	unchanged(t, dir, func() {
		db := opened(t, path)
		defer closing(t, db)
		if n, err := db.Count(context.Background(), "SELECT count(*) FROM sqlite_schema"); n != 0 || err != nil {
			t.Errorf("%d objects, %v", n, err)
		}
	})
}

func TestWALOfKilledProcess(t *testing.T) {
	dir, path := killedWAL(t)
	expectSuffixes(t, path, "", shmSuffix, walSuffix)
	unchanged(t, dir, func() { expectCount(t, path, 1500); expectCopy(t, path, false) })
}

func TestWALWithoutSHM(t *testing.T) {
	dir, path := killedWAL(t)
	remove(t, path+shmSuffix)
	unchanged(t, dir, func() { expectCount(t, path, 1500); expectCopy(t, path, true) })
}

// killedWAL is a database whose last 500 rows are only in its -wal, with an
// unfinished transaction after them.
func killedWAL(t *testing.T) (dir, path string) {
	dir = t.TempDir()
	path = filepath.Join(dir, "a.db")
	create(t, path, `PRAGMA journal_mode = wal;`+tableT+rows(1000))
	start(t, path, rows(500)+spill)()
	return dir, path
}

func TestHotJournalOfKilledProcess(t *testing.T) {
	for _, mode := range []string{"delete", "persist", "truncate"} {
		t.Run(mode, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "a.db")
			create(t, path, tableT+rows(5000))
			start(t, path, `PRAGMA journal_mode = `+mode+`;`+spill)()
			expectSuffixes(t, path, "", journalSuffix)
			unchanged(t, dir, func() { expectCount(t, path, 5000); expectCopy(t, path, true) })
		})
	}
}

func TestColdJournal(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.db")
	create(t, path, `PRAGMA journal_mode = persist;`+tableT+rows(1000))
	expectSuffixes(t, path, "", journalSuffix)
	unchanged(t, dir, func() { expectCount(t, path, 1000); expectCopy(t, path, false) })
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}
