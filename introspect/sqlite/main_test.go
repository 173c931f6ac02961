package sqlite

import (
	"bufio"
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const childVariable = "SCHEMADIFF_TEST_CHILD"

// TestMain runs the tests, or one of the children that they start and kill.
func TestMain(m *testing.M) {
	if script := os.Getenv(childVariable); script != "" {
		child(script)
		return
	}
	os.Exit(m.Run())
}

// child runs the statements on the database, says so and waits to be killed.
func child(script string) {
	path, statements, _ := strings.Cut(script, "\n")
	db, err := sql.Open("sqlite", writable(path))
	if err == nil {
		db.SetMaxOpenConns(1)
		_, err = db.Exec(statements)
	}
	fmt.Println("done:", err)
	time.Sleep(time.Minute)
}

// writable is how the tests open what they then read.
func writable(path string) string {
	return "file:" + escape(path) + "?mode=rwc&_pragma=busy_timeout(5000)"
}

// start runs statements in a process of its own that keeps its connection
// open until it is killed.
func start(t *testing.T, path, statements string) (kill func()) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"="+path+"\n"+statements)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill = sync.OnceFunc(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	t.Cleanup(kill)
	if line, _ := bufio.NewReader(out).ReadString('\n'); line != "done: <nil>\n" {
		t.Fatalf("child: %s", line)
	}
	return kill
}

// create runs statements in this process and closes the database.
func create(t *testing.T, path, statements string) {
	t.Helper()
	db, err := sql.Open("sqlite", writable(path))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
}

// rows is a script that makes n rows in t of about 100 bytes each.
func rows(n int) string {
	return fmt.Sprintf(`WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < %d)
INSERT INTO t SELECT NULL, hex(randomblob(50)) FROM c;`, n)
}

const tableT = `CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);`

// disk describes every file below dir, to the byte and the time.
func disk(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := make(map[string]string)
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil || !info.Mode().IsRegular() {
			files[path] = info.Mode().String()
			return err
		}
		text, err := os.ReadFile(path)
		files[path] = fmt.Sprintf("%v %v %d %x", info.Mode(), info.ModTime(), len(text), sha256.Sum256(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// unchanged runs do and checks that nothing below dir is different afterwards,
// nor that anything is left in the temporary directory.
func unchanged(t *testing.T, dir string, do func()) {
	t.Helper()
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	before, tempBefore := disk(t, dir), disk(t, temp)
	do()
	if diff := cmp.Diff(before, disk(t, dir)); diff != "" {
		t.Errorf("reading changed files (-before +after):\n%s", diff)
	}
	if diff := cmp.Diff(names(tempBefore), names(disk(t, temp))); diff != "" {
		t.Errorf("reading left files (-before +after):\n%s", diff)
	}
}

func names(files map[string]string) map[string]bool {
	set := make(map[string]bool, len(files))
	for name := range files {
		set[name] = true
	}
	return set
}

// count opens path and counts the rows of t.
func count(t *testing.T, path string) int64 {
	t.Helper()
	db := opened(t, path)
	defer closing(t, db)
	n, err := db.Count(context.Background(), "SELECT count(*) FROM t WHERE length(a) > 0")
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func opened(t *testing.T, path string) *DB {
	t.Helper()
	db, err := Open(context.Background(), path, 200*time.Millisecond)
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func closing(t *testing.T, db *DB) {
	t.Helper()
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

// suffixes lists what lies beside the database, to show that a test is about
// what it says it is.
func suffixes(t *testing.T, path string) []string {
	t.Helper()
	found, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	for i := range found {
		found[i] = strings.TrimPrefix(found[i], path)
	}
	return found
}

func expectSuffixes(t *testing.T, path string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, suffixes(t, path)); diff != "" {
		t.Fatalf("files beside the database (-want +got):\n%s", diff)
	}
}
