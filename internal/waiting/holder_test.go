package waiting

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// patience is the --wait of the readers here.
const patience = 2 * time.Second

// locked is a database with a history, whose tables another session changes: it holds
// ACCESS EXCLUSIVE, or waits for it after a reader.
type locked struct {
	url, dir string
	release  func()
	program  string // that is in the way
}

func lock(t *testing.T, p *dbtest.PG, queued bool) *locked {
	t.Helper()
	l := &locked{url: p.Database(t), dir: project(t, history()), program: "migrator"}
	if got := run(t, l.dir, "migrate", "--db", l.url, "--to", "0001"); got.Code != 0 {
		t.Fatal(got)
	}
	if err := dbtest.Exec(l.url, rows+"CREATE TABLE schema_migrations (version bigint PRIMARY KEY, dirty boolean NOT NULL)"); err != nil {
		t.Fatal(err)
	}
	const change = "LOCK TABLE acct, names, schemadiff.schemadiff_migrations, schemadiff.schemadiff_attempts, schema_migrations IN ACCESS EXCLUSIVE MODE"
	holder := connected(t, l.url+"&application_name=migrator")
	if !queued {
		exec(t, holder, "BEGIN; "+change+"; SELECT 'a secret', 1")
		l.release = sync.OnceFunc(func() { exec(t, holder, "ROLLBACK") })
		return l
	}
	reader := connected(t, l.url+"&application_name=report")
	exec(t, reader, "BEGIN; SELECT count(*) FROM acct; SELECT count(*) FROM names; SELECT count(*) FROM schemadiff.schemadiff_migrations")
	done := make(chan struct{})
	go func() {
		defer close(done)
		_, _ = holder.Exec(t.Context(), "BEGIN; "+change)
	}()
	l.release = sync.OnceFunc(func() {
		exec(t, reader, "ROLLBACK")
		<-done
		exec(t, holder, "ROLLBACK")
	})
	awaits(t, connected(t, l.url), "wait_event_type = 'Lock' AND application_name = 'migrator'")
	return l
}

// awaits waits until there is a session of that kind.
func awaits(t *testing.T, conn *pgx.Conn, where string) {
	t.Helper()
	for range 1500 {
		var there bool
		if err := conn.QueryRow(t.Context(), "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND "+where+")").Scan(&there); err != nil {
			t.Fatal(err)
		}
		if there {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("no session with %s", where)
}

// gone looks whether a program that was interrupted has left nothing on the server, which
// ends its sessions when it comes to it.
func gone(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	var left string
	for range 100 {
		err := conn.QueryRow(t.Context(), "SELECT coalesce(string_agg(query, '; '), '') FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'schemadiff%'").Scan(&left)
		if err != nil {
			t.Fatal(err)
		}
		if left == "" {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("left on the server: %s", left)
}

// TestReadingGivesUp runs every command that reads a database into the lock.
func TestReadingGivesUp(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		for _, queued := range []bool{false, true} {
			t.Run(fmt.Sprintf("queued=%v", queued), func(t *testing.T) {
				l := lock(t, p, queued)
				defer l.release()
				var all sync.WaitGroup
				defer all.Wait()
				commands := [][]string{
					{"plan", "--schema", "schema.sql"},
					{"plan", "--schema", "schema.sql", "--lock-timeout", "500ms"},
					{"inspect"},
					{"lint", "migrations/0002_more.sql"},
					{"status"},
					{"apply", "--schema", "schema.sql", "--yes"},
					{"migrate"},
					{"generate", "--schema", "schema.sql"},
					{"check", "--schema", l.url},
					{"facts", l.url},
				}
				if !queued { // else the journal is not locked
					commands = append(commands, []string{"history"}, []string{"adopt", "--dry-run"}, []string{"adopt", "--from", "golang-migrate", "--dry-run"},
						[]string{"migrate", "--dry-run"}, []string{"down", "--dry-run", "--allow", "all"})
				}
				slack := 2*time.Second + 3*startOf(t, len(commands))
				for _, args := range commands {
					if args[0] != "check" && args[0] != "facts" {
						args = append(args, "--db", l.url)
					}
					all.Go(func() { givesUp(t, l, slack, append(args, "--wait", patience.String())) })
				}
			})
		}
	})
}

// startOf measures how long this machine takes now to start so many programs at once.
func startOf(t *testing.T, programs int) time.Duration {
	start := time.Now()
	var all sync.WaitGroup
	for range programs {
		all.Go(func() { run(t, t.TempDir(), "version") })
	}
	all.Wait()
	return time.Since(start)
}

func givesUp(t *testing.T, l *locked, slack time.Duration, args []string) {
	dir := project(t, history())
	start := time.Now()
	got := run(t, dir, args...)
	took := time.Since(start)
	what := strings.ReplaceAll(fmt.Sprint(args), l.url, "URL")
	if got.Code != 75 || !strings.Contains(got.Err, "held by process ") || !strings.Contains(got.Err, l.program+" of postgres") {
		t.Errorf("%s: %v", what, got)
	}
	if took > patience+slack {
		t.Errorf("%s took %s", what, took)
	}
	if strings.Contains(got.Err, "secret") {
		t.Errorf("%s shows a literal of another session: %s", what, got.Err)
	}
}

// TestReadingGoesOn lets the holder end while a reader waits: it names it once and
// goes on, although the holder has dropped what the reader was about to look at.
func TestReadingGoesOn(t *testing.T) {
	t.Parallel() // it sleeps most of its time
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url := p.Database(t, small)
		holder := connected(t, url+"&application_name=migrator")
		exec(t, holder, "BEGIN; DROP VIEW names; ALTER TABLE acct DROP COLUMN up; CREATE EXTENSION hstore")
		got := runUntilFree(t, t.TempDir(), []string{"inspect", url, "--lock-timeout", "400ms"}, func() { exec(t, holder, "COMMIT") })
		if got.Code != 0 || strings.Contains(got.Out, "names") || !strings.Contains(got.Out, "hstore") {
			t.Error(got)
		}
		if n := strings.Count(got.Err, "held by process "); n != 1 || strings.Count(got.Err, "waiting for ") != 1 {
			t.Errorf("the holder is named %d times: %s", n, got.Err)
		}
	})
}

// TestFilesMeanWhatTheDatabaseHas waits for an extension that the desired files use.
func TestFilesMeanWhatTheDatabaseHas(t *testing.T) {
	t.Parallel() // it sleeps most of its time
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url := p.Database(t, small)
		dir := project(t, map[string]string{"schema.sql": small + "CREATE TABLE h (a hstore);"})
		holder := connected(t, url)
		exec(t, holder, "BEGIN; LOCK TABLE acct; CREATE EXTENSION hstore")
		got := runUntilFree(t, dir, []string{"plan", "--db", url, "--schema", "schema.sql", "--lock-timeout", "300ms"}, func() { exec(t, holder, "COMMIT") })
		if got.Code != 0 || !strings.Contains(got.Out, "CREATE TABLE") {
			t.Error(got)
		}
	})
}

// TestApplyShowsItsWaiting has apply and migrate wait for a lock in a pipe: the holder
// is named while they do.
func TestApplyShowsItsWaiting(t *testing.T) {
	t.Parallel() // it sleeps most of its time
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url := p.Database(t)
		dir := project(t, history())
		if got := run(t, dir, "migrate", "--db", url, "--to", "0001"); got.Code != 0 {
			t.Fatal(got)
		}
		exec(t, connected(t, url), rows)
		for _, args := range [][]string{
			{"migrate", "--db", url, "--lock-timeout", "300ms"},
			{"apply", "--db", url, "--schema", "schema.sql", "--yes", "--allow", "all", "--lock-timeout", "300ms"},
		} {
			holder := connected(t, url+"&application_name=report")
			exec(t, holder, "BEGIN; SELECT count(*) FROM acct")
			got := runUntilFree(t, dir, args, func() { exec(t, holder, "COMMIT") })
			if got.Code != 0 || strings.Count(got.Err, "held by process ") != 1 || !strings.Contains(got.Err, "report of postgres, idle in transaction") {
				t.Errorf("%q: %v", args, got)
			}
		}
	})
}

// TestInterruptedWhileWaiting ends apply and migrate that wait for a lock.
func TestInterruptedWhileWaiting(t *testing.T) {
	t.Parallel() // it sleeps most of its time
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url := p.Database(t)
		dir := project(t, history())
		if got := run(t, dir, "migrate", "--db", url, "--to", "0001"); got.Code != 0 {
			t.Fatal(got)
		}
		look := connected(t, url)
		exec(t, look, rows)
		holder := connected(t, url)
		exec(t, holder, "BEGIN; SELECT count(*) FROM acct")
		for want, args := range map[string][]string{
			"interrupted: 0 of 1 migration; nothing has changed: run migrate again": {"migrate", "--db", url},
			"steps; nothing has changed: run apply again":                           {"apply", "--db", url, "--schema", "schema.sql", "--yes", "--allow", "all"},
		} {
			gone(t, look)
			code, errs := interrupted(t, dir, args, func() { awaits(t, look, "wait_event_type = 'Lock' AND application_name LIKE 'schemadiff%'") })
			if code != 75 || !strings.Contains(errs, want) || strings.Contains(errs, "context canceled") {
				t.Errorf("%q: exit %d: %s", args, code, errs)
			}
		}
		exec(t, holder, "ROLLBACK; BEGIN; LOCK TABLE acct, names")
		for _, args := range [][]string{
			{"plan", "--db", url, "--schema", "schema.sql"}, {"inspect", url}, {"status", "--db", url}, {"facts", url}, {"migrate", "--db", url},
			{"apply", "--db", url, "--schema", "schema.sql", "--yes", "--allow", "all"}, {"lint", "--db", url, "migrations/0002_more.sql"},
		} {
			gone(t, look)
			code, errs := interrupted(t, dir, args, func() { awaits(t, look, "wait_event_type = 'Lock' AND application_name LIKE 'schemadiff%'") })
			if code != 75 || !strings.Contains(errs, "interrupted") || !strings.Contains(errs, "nothing has changed") || strings.Contains(errs, "context canceled") {
				t.Errorf("%q: exit %d: %s", args, code, errs)
			}
		}
	})
}

// interrupted runs the program and sends it SIGINT once a moment has come.
func interrupted(t *testing.T, dir string, args []string, moment func()) (code int, errs string) {
	t.Helper()
	p := dbtest.Start(t, dir, os.Getenv(dbtest.BinaryEnv), args...)
	moment()
	return p.Interrupt(t)
}
