//go:build unix

package sqlite

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/plan"
)

// fiveSteps is a plan of five steps with two rebuilds, on a database with rows
// enough for pages to be written before COMMIT.
func fiveSteps(t testing.TB, mode string) (path string, p *plan.Plan) {
	many := "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO "
	path = database(t, "PRAGMA journal_mode="+mode, users, posts, usersIndex, "CREATE TABLE gone(a)",
		many+"users SELECT i, 'name ' || i, i FROM n", many+"posts SELECT i, i, 'title ' || i FROM n", many+"gone SELECT i FROM n")
	to := []string{
		usersNew, usersIndex, "CREATE TABLE added(a)",
		"CREATE TABLE posts(id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users(id), title TEXT NOT NULL)",
		"CREATE INDEX posts_title ON posts(title)",
	}
	drop := alter("gone", "DROP TABLE gone", plan.Constant)
	drop.Loss = plan.Loses
	return path, planned(t, path, to,
		alter("added", "CREATE TABLE added(a)", plan.Constant),
		rebuild("users", usersDef, []string{"name", "age"}, usersIndex),
		rebuild("posts", "(id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users(id), title TEXT NOT NULL)", []string{"user_id", "title"}),
		alter("posts", "CREATE INDEX posts_title ON posts(title)", plan.Scan),
		drop)
}

// TestCrashChild is the process that TestKill kills.
func TestCrashChild(t *testing.T) {
	path, at := os.Getenv("SCHEMADIFF_TEST_PATH"), os.Getenv("SCHEMADIFF_TEST_POINT")
	if path == "" {
		t.Skip("runs only as a child of TestKill")
	}
	delay, err := time.ParseDuration(os.Getenv("SCHEMADIFF_TEST_DELAY"))
	if err != nil {
		t.Fatal(err)
	}
	_, p := fiveSteps(t, "delete")
	hook := func(point string) {
		if point != at {
			return
		}
		if delay == 0 {
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
		go func() {
			time.Sleep(delay)
			syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}()
	}
	if _, err := Apply(context.Background(), p, Options{Path: path, hook: hook, setup: smallCache}); err != nil {
		t.Fatal(err)
	}
}

// Whenever the process is killed, the file holds the old state or the new one,
// and another run finishes.
func TestKill(t *testing.T) {
	delays := []time.Duration{0, 300 * time.Microsecond, 3 * time.Millisecond}
	if testing.Short() {
		delays = delays[:1]
	}
	for _, mode := range []string{"delete", "wal"} {
		origin, p := fiveSteps(t, mode)
		old, finished := 0, 0
		for _, at := range points(t, origin, p) {
			for _, delay := range delays {
				path := filepath.Join(t.TempDir(), "app.db")
				duplicate(t, origin, path)
				kill(t, path, at, delay)
				if intact(t, path, p, fmt.Sprintf("%s, killed %v after %s", mode, delay, at)) {
					finished++
				} else {
					old++
				}
			}
		}
		t.Logf("%s: old state %d times, new state %d times", mode, old, finished)
	}
}

func kill(t testing.TB, path, at string, delay time.Duration) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestCrashChild$")
	child.Env = append(os.Environ(), "SCHEMADIFF_TEST_PATH="+path, "SCHEMADIFF_TEST_POINT="+at, "SCHEMADIFF_TEST_DELAY="+delay.String())
	out, err := child.CombinedOutput()
	if err == nil && delay > 0 {
		return // it was faster
	}
	if status, ok := child.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
		t.Fatalf("%s: %v\n%s", at, err, out)
	}
}

// intact fails unless the file is in the state before the plan or after it,
// says which, and finishes the plan in the first case.
func intact(t testing.TB, path string, p *plan.Plan, when string) (finished bool) {
	t.Helper()
	same(t, path, "PRAGMA integrity_check", "ok")
	switch have := read(t, path).Fingerprint(); have {
	case p.To:
		finished = true
	case p.From:
		same(t, path, "SELECT count(*), sum(a) FROM gone", "3000|4501500")
		if _, err := apply1(t, path, p); err != nil {
			t.Errorf("%s: the second run: %v", when, err)
		}
	default:
		t.Fatalf("%s: neither the old schema nor the new one", when)
	}
	same(t, path, "SELECT count(*), sum(id), count(DISTINCT name), sum(age), total(name = 'name ' || id) FROM users", "3000|4501500|3000|4501500|3000")
	same(t, path, "SELECT count(*), sum(id), sum(user_id), total(title = 'title ' || id) FROM posts", "3000|4501500|4501500|3000")
	same(t, path, "SELECT count(*) FROM sqlite_schema WHERE name = 'gone'", "0")
	return finished
}
