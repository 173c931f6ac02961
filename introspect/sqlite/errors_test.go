package sqlite

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// expectError opens path and checks that the error says all of want, and that
// trying changed nothing.
func expectError(t *testing.T, path string, want ...string) error {
	t.Helper()
	var err error
	unchanged(t, filepath.Dir(path), func() {
		var db *DB
		if db, err = Open(context.Background(), path, 50*time.Millisecond); err == nil {
			closing(t, db)
			t.Fatal("no error")
		}
		for _, part := range append(want, path) {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("error %q lacks %q", err, part)
			}
		}
	})
	return err
}

func TestMissingFile(t *testing.T) {
	dir := t.TempDir()
	if err := expectError(t, filepath.Join(dir, "a.db"), "no such file", "created by apply and migrate"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v is not fs.ErrNotExist", err)
	}
	_, err := Open(context.Background(), filepath.Join(dir, "no", "a.db"), 0)
	if err == nil || !strings.Contains(err.Error(), "directory") {
		t.Errorf("missing directory: %v", err)
	}
	write(t, filepath.Join(dir, "file"), nil)
	_, err = Open(context.Background(), filepath.Join(dir, "file", "a.db"), 0)
	if err == nil || !strings.Contains(err.Error(), "is not a directory") {
		t.Errorf("file as directory: %v", err)
	}
}

func TestDanglingLink(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	if err := os.Symlink("gone.db", path); err != nil {
		t.Skip(err)
	}
	expectError(t, path, "no such file", `link to "gone.db"`)
}

func TestNotAFile(t *testing.T) {
	dir := t.TempDir()
	expectError(t, dir, "it is a directory")
	listener, err := net.Listen("unix", filepath.Join(dir, "socket"))
	if err != nil {
		t.Skip(err)
	}
	defer listener.Close()
	expectError(t, filepath.Join(dir, "socket"), "it is a socket")
}

func TestNotADatabase(t *testing.T) {
	noise := make([]byte, 8192)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	const ddl = "-- the schema\nCREATE TABLE café (id INTEGER PRIMARY KEY);\n"
	for name, c := range map[string]struct {
		content []byte
		want    string
	}{
		"DDL":         {[]byte(ddl), "--schema"},
		"long DDL":    {bytes.Repeat([]byte("é"), 5000), "--schema"},
		"odd DDL":     {append([]byte("x"), bytes.Repeat([]byte("é"), 5000)...), "--schema"},
		"UTF-16":      {[]byte("\xff\xfeC\x00R\x00"), "--schema"},
		"encrypted":   {noise, "SQLCipher"},
		"short noise": {[]byte{0, 1, 2}, "SQLCipher"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.db")
			write(t, path, c.content)
			expectError(t, path, "not a SQLite database", c.want)
		})
	}
}

func TestDamagedHeader(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	create(t, path, tableT)
	patch(t, path, 21, []byte{9, 9, 9})
	expectError(t, path, "header of the database is damaged")
}

func TestTruncated(t *testing.T) {
	for name, mode := range map[string]string{"rollback": "delete", "wal": "wal"} {
		for cut, text := range map[int64]string{1: "1 are missing", 4096 * 3: "12288 are missing", -3: "97 are missing", -99: "1 are missing", -512: "are missing"} {
			t.Run(name, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "a.db")
				create(t, path, `PRAGMA journal_mode = `+mode+`;`+tableT+rows(1000))
				info, err := os.Stat(path)
				if err != nil {
					t.Fatal(err)
				}
				left := info.Size() - cut
				if cut < 0 {
					left = -cut
				}
				if err := os.Truncate(path, left); err != nil {
					t.Fatal(err)
				}
				expectError(t, path, "truncated", text)
			})
		}
	}
}

func TestCorruptTable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	create(t, path, tableT+rows(1000))
	patch(t, path, 4096, bytes.Repeat([]byte{0xff}, 4096))
	unchanged(t, filepath.Dir(path), func() {
		db := opened(t, path)
		defer closing(t, db)
		for name, read := range map[string]func() error{
			"probe": func() error {
				_, err := db.Count(context.Background(), "SELECT count(*) FROM t")
				return err
			},
			"table t": func() error {
				_, err := db.Facts(context.Background(), keys("t"))
				return err
			},
		} {
			err := read()
			if err == nil || !strings.Contains(err.Error(), "PRAGMA integrity_check") || !strings.Contains(err.Error(), name) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestCorruptCatalog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	create(t, path, tableT)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	patch(t, path, int64(bytes.Index(text, []byte("CREATE TABLE t"))), []byte("CREATE TABEL t"))
	expectError(t, path, "damaged", "PRAGMA integrity_check")
}

func TestFailedProbe(t *testing.T) {
	db := opened(t, Memory)
	defer closing(t, db)
	if _, err := db.Count(context.Background(), "SELECT count(*) FROM gone"); err == nil || !strings.Contains(err.Error(), "no such table: gone") {
		t.Errorf("got %v", err)
	}
	if _, err := db.Count(context.Background(), "CREATE TABLE x (a)"); err == nil {
		t.Error("a probe wrote")
	}
}

func patch(t *testing.T, path string, at int64, text []byte) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt(text, at); err != nil {
		t.Fatal(err)
	}
}
