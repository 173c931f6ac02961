package pgonline

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// TestServerThatTakesNoChanges refuses a standby and a read-only database, and says why.
func TestServerThatTakesNoChanges(t *testing.T) {
	eachServer(t, func(t *testing.T, shared *dbtest.PG) {
		p := dbtest.OwnPostgres(t, shared.Major)
		url := p.URL("shop") // which ends with its server
		if err := dbtest.Exec(p.URL("postgres"), "CREATE DATABASE shop"); err != nil {
			t.Fatal(err)
		}
		if err := dbtest.Exec(url, before()); err != nil {
			t.Fatal(err)
		}
		args := []string{"apply", "--db", url, "--schema", file(t, after()), "--yes", "--allow", "all"}
		if err := dbtest.Exec(url, "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$"); err != nil {
			t.Fatal(err)
		}
		if got := schemadiff(t, nil, args...); got.Code != 1 || !strings.Contains(got.Err, "read-only") {
			t.Errorf("read-only: %d %s", got.Code, got.Err)
		}
		p.Crash()
		p.BecomeStandby(t)
		p.Restart(t)
		if got := schemadiff(t, nil, args...); got.Code != 1 || !strings.Contains(got.Err, "standby") {
			t.Errorf("standby: %d %s", got.Code, got.Err)
		}
	})
}

// hold keeps a transaction open that has written to acct: index builds wait for it.
func hold(t *testing.T, url string) (release func()) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "BEGIN; UPDATE acct SET bal = bal WHERE id = 1"); err != nil {
		t.Fatal(err)
	}
	return func() { _ = conn.Close(context.Background()) }
}

func indexOnly() string { return before() + "CREATE INDEX acct_bal_idx ON acct (bal, ref);\n" }

// waiting waits until a backend of an apply builds an index and waits for a transaction.
func waiting(t *testing.T, url string) {
	t.Helper()
	for range 200 {
		if value(t, url, "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'schemadiff apply' AND query LIKE 'CREATE INDEX CONC%' AND wait_event_type = 'Lock'") == "1" {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("nothing builds an index")
}

// running is a schemadiff in the background.
func running(t *testing.T, args ...string) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	cmd := exec.Command(os.Getenv(dbtest.BinaryEnv), args...)
	errs := &bytes.Buffer{}
	cmd.Dir, cmd.Stderr = t.TempDir(), errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	return cmd, errs
}

// TestInterruptedBuild breaks off the building of an index with Ctrl-C: nothing of it
// is left, and the exit status says that another try may go better.
func TestInterruptedBuild(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url := p.Database(t, before(), rows(1000))
		release := hold(t, url)
		defer release()
		cmd, errs := running(t, "apply", "--db", url, "--schema", file(t, indexOnly()), "--yes")
		waiting(t, url)
		if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		if code := cmd.ProcessState.ExitCode(); code != 75 {
			t.Errorf("exit %d: %s", code, errs)
		}
		release()
		if got := schemadiff(t, nil, "apply", "--db", url, "--schema", file(t, indexOnly()), "--yes"); got.Code != 0 {
			t.Errorf("the next apply: %s", got.Err)
		}
		if n := value(t, url, "SELECT count(*) FROM pg_index WHERE NOT indisvalid"); n != "0" {
			t.Errorf("%s invalid indexes", n)
		}
	})
}

// TestTakeOver finds the server still building for an apply that was killed.
func TestTakeOver(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url := p.Database(t, before(), rows(1000))
		release := hold(t, url)
		defer release()
		args := []string{"apply", "--db", url, "--schema", file(t, indexOnly()), "--yes"}
		cmd, _ := running(t, args...)
		waiting(t, url)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if got := schemadiff(t, nil, append(args, "--wait", "1s")...); got.Code != 75 || !strings.Contains(got.Err, "--takeover") {
			t.Errorf("while the old one builds: %d %s", got.Code, got.Err)
		}
		next, errs := running(t, append(args, "--takeover")...)
		time.AfterFunc(3*time.Second, release)
		if err := next.Wait(); err != nil {
			t.Errorf("taking over: %v %s", err, errs)
		}
		if n := value(t, url, "SELECT count(*) FROM pg_index WHERE NOT indisvalid"); n != "0" {
			t.Errorf("%s invalid indexes", n)
		}
	})
}

// TestBlockersAreNamed gives up when its time is over, and tells who is in the way.
func TestBlockersAreNamed(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url := p.Database(t, before(), rows(1000))
		release := hold(t, url)
		defer release()
		got := schemadiff(t, nil, "apply", "--db", url, "--schema", file(t, strings.Replace(before(), "note text", "note text, more int", 1)), "--yes",
			"--lock-timeout", "1s", "--wait", "3s")
		if got.Code != 75 || !strings.Contains(got.Err, "held by process ") || !strings.Contains(got.Err, "UPDATE acct SET bal") {
			t.Errorf("exit %d: %s", got.Code, got.Err)
		}
	})
}
