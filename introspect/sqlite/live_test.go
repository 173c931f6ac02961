package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/schema"
	"github.com/schemadiff/schemadiff/schema/litemodel"
)

func TestLiveWAL(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.db")
	create(t, path, `PRAGMA journal_mode = wal;`+tableT+rows(1000))
	start(t, path, rows(500)+spill)
	unchanged(t, dir, func() { expectCount(t, path, 1500) })
}

// The connection is idle and has checkpointed everything.
func TestLiveTruncatedWAL(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.db")
	create(t, path, `PRAGMA journal_mode = wal;`+tableT+rows(1000))
	start(t, path, rows(500)+`PRAGMA wal_checkpoint(truncate);`)
	unchanged(t, dir, func() { expectCount(t, path, 1500) })
}

func TestLiveWriterInRollbackMode(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.db")
	create(t, path, tableT+rows(1000))
	start(t, path, `BEGIN IMMEDIATE; INSERT INTO t VALUES (NULL, 'x');`) // RESERVED: readers may go on
	unchanged(t, dir, func() { expectCount(t, path, 1000) })
}

func TestBusy(t *testing.T) {
	for name, statements := range map[string]string{
		"rollback":  spill,
		"exclusive": `PRAGMA locking_mode = exclusive; PRAGMA journal_mode = wal; INSERT INTO t VALUES (NULL, 'x');`,
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "a.db")
			create(t, path, tableT+rows(5000))
			kill := start(t, path, statements)
			unchanged(t, dir, func() {
				_, err := Open(context.Background(), path, 150*time.Millisecond)
				var busy *introspect.BusyError
				if !errors.As(err, &busy) || busy.Database != path || busy.What != "a read lock" || busy.Waited < 100*time.Millisecond {
					t.Errorf("got %v", err)
				}
			})
			time.AfterFunc(100*time.Millisecond, kill)
			db, err := Open(context.Background(), path, 5*time.Second)
			if err != nil {
				t.Fatalf("after the writer is gone: %v", err)
			}
			closing(t, db)
		})
	}
}

func TestWaitEndsWithContext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	create(t, path, tableT+rows(5000))
	start(t, path, spill)
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	begin := time.Now()
	if _, err := Open(ctx, path, time.Minute); !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) > 5*time.Second {
		t.Errorf("got %v after %v", err, time.Since(begin))
	}
}

// A reader without locks must notice what is written below it.
func TestChangeBelowImmutableReader(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	create(t, path, `PRAGMA journal_mode = wal;`+tableT+rows(1000))
	db := snapshot(t, path)
	defer closing(t, db)
	start(t, path, `INSERT INTO t VALUES (NULL, 'y');`)
	if n, err := counted(db); n != 1000 || err != nil {
		t.Errorf("a commit into the -wal: %d, %v", n, err)
	}
	start(t, path, rows(10)+`PRAGMA wal_checkpoint(passive);`)
	var busy *introspect.BusyError
	if _, err := counted(db); !errors.As(err, &busy) {
		t.Errorf("a checkpoint into the file: %v", err)
	}
}

// The snapshot stays the same while others commit.
func TestSnapshotInWALMode(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	create(t, path, `PRAGMA journal_mode = wal;`+tableT+rows(1000))
	start(t, path, rows(500))
	db := snapshot(t, path)
	defer closing(t, db)
	start(t, path, rows(500)+`PRAGMA wal_checkpoint(passive);`)
	if n, err := counted(db); n != 1500 || err != nil {
		t.Errorf("%d, %v", n, err)
	}
}

// Between two questions nothing is locked: others write and even change the kind of
// journal, and the next question sees what they wrote.
func TestNoLockBetweenQuestions(t *testing.T) {
	ctx := context.Background()
	for _, mode := range []string{"delete", "truncate", "wal"} {
		t.Run(mode, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.db")
			create(t, path, `PRAGMA journal_mode = `+mode+`;`+tableT+rows(1000))
			db := opened(t, path)
			defer closing(t, db)
			for i, ask := range []func() error{
				func() error { return nil },
				func() error { _, err := db.Schema(ctx); return err },
				func() error { _, err := db.Facts(ctx, []schema.Key{litemodel.TableKey("t")}); return err },
				func() error { _, err := db.Count(ctx, "SELECT count(*) FROM t"); return err },
				func() error { _, _ = db.Count(ctx, "SELECT count(*) FROM missing"); return nil },
			} {
				if err := ask(); err != nil {
					t.Fatal(err)
				}
				start(t, path, `PRAGMA busy_timeout = 0; INSERT INTO t VALUES (NULL, 'y');`)
				if n, err := db.Count(ctx, "SELECT count(*) FROM t"); n != int64(1001+i) || err != nil {
					t.Errorf("after %d: %d, %v", i, n, err)
				}
			}
		})
	}
}

// snapshot opens a database inside of a read transaction.
func snapshot(t *testing.T, path string) *DB {
	t.Helper()
	db, err := openSnapshot(context.Background(), path, 200*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// counted counts in the transaction that is open.
func counted(db *DB) (n int64, err error) {
	err = db.run("rows", func() error { return db.conn.QueryRowContext(context.Background(), "SELECT count(*) FROM t").Scan(&n) })
	return n, err
}

// Between a look at the files and SQLite's opening them, another process that
// closes must not take the -wal away: SQLite would make a new one.
func TestFilesStayWhileOpening(t *testing.T) {
	shell, err := exec.LookPath("sqlite3")
	if err != nil {
		t.Skip("the sqlite3 shell is not installed")
	}
	_, path := killedWAL(t)
	s, err := openSource(path)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(shell, path, "SELECT count(*) FROM t").CombinedOutput(); err != nil || string(out) != "1500\n" {
		t.Fatalf("shell: %v: %s", err, out)
	}
	expectSuffixes(t, path, "", shmSuffix, walSuffix)
	db, err := s.read(context.Background(), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	closing(t, db)
	if out, err := exec.Command(shell, path, "SELECT count(*) FROM t").CombinedOutput(); err != nil {
		t.Fatalf("shell: %v: %s", err, out)
	}
	expectSuffixes(t, path, "")
}

// Processes that come and go, in both modes: every snapshot holds whole
// transactions only, and nothing but a busy database is ever an error.
func TestSnapshotsAmongShortWriters(t *testing.T) {
	shell, err := exec.LookPath("sqlite3")
	if err != nil {
		t.Skip("the sqlite3 shell is not installed")
	}
	for _, mode := range []string{"wal", "delete"} {
		t.Run(mode, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.db")
			create(t, path, `PRAGMA journal_mode = `+mode+`; CREATE TABLE t (a); CREATE TABLE u (a);`)
			done := make(chan error, 1)
			go func() {
				done <- writers(shell, path, 40)
			}()
			for snapshots := 0; ; snapshots++ {
				select {
				case err := <-done:
					if err != nil || snapshots == 0 {
						t.Errorf("writers: %v, %d snapshots", err, snapshots)
					}
					return
				default:
					expectBalance(t, path)
				}
			}
		})
	}
}

func writers(shell, path string, n int) error {
	for range n {
		const script = `.timeout 5000
BEGIN IMMEDIATE; INSERT INTO t VALUES (hex(randomblob(5000))); INSERT INTO u VALUES (1); COMMIT;`
		if out, err := exec.Command(shell, path, script).CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
	}
	return nil
}

func expectBalance(t *testing.T, path string) {
	t.Helper()
	ctx := context.Background()
	db, err := Open(ctx, path, 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, db)
	more, err := db.Count(ctx, "SELECT (SELECT count(*) FROM t WHERE length(a) > 0) - (SELECT count(*) FROM u)")
	var busy *introspect.BusyError
	if errors.As(err, &busy) {
		return
	}
	if more != 0 || err != nil {
		t.Fatalf("%d rows more, %v", more, err)
	}
}
