package waiting

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

const limit = 30 * time.Second

// small is a schema of everything that reading takes a lock for.
const small = `CREATE TABLE acct (id int PRIMARY KEY, name text NOT NULL CHECK (name <> ''), up text GENERATED ALWAYS AS (upper(name)) STORED);
CREATE INDEX acct_lower ON acct (lower(name)) WHERE id > 0;
CREATE VIEW names AS SELECT name FROM acct;
`

const rows = "INSERT INTO acct SELECT i, 'n' || i FROM generate_series(1, 100) i;\n"

// history is a folder of migrations that leads to small, with one more that is pending.
func history() map[string]string {
	return map[string]string{
		"migrations/0001_first.sql":     small,
		"migrations/0002_more.sql":      "ALTER TABLE acct ADD COLUMN more int;\n",
		"migrations/0002_more.down.sql": "ALTER TABLE acct DROP COLUMN more;\n",
		"schema.sql":                    strings.Replace(small, "name text NOT NULL", "more int, name text NOT NULL CHECK (length(name) < 1000)", 1),
		"schemadiff.toml":               "dialect = \"postgres\"\n",
		"migrations/backfills/.gitkeep": "",
	}
}

// TestNothingIsHeldAtAQuestion leaves the questions of apply and down open: another
// session changes the table, and readers after it do not wait.
func TestNothingIsHeldAtAQuestion(t *testing.T) {
	t.Parallel() // it sleeps most of its time
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url := p.Database(t)
		dir := project(t, history())
		if got := run(t, dir, "migrate", "--db", url, "--to", "0001"); got.Code != 0 {
			t.Fatal(got)
		}
		look := connected(t, url)
		exec(t, look, rows)
		other := connected(t, url)
		for _, args := range [][]string{
			{"apply", "--db", url, "--schema", "schema.sql", "--no-online", "--allow", "all"},
			{"apply", "--db", url, "--schema", "schema.sql", "--allow", "all"},
			{"down", "--db", url, "--allow", "all"},
		} {
			terminal := dbtest.OnTerminal(t, dir, nil, os.Getenv(dbtest.BinaryEnv), args...)
			terminal.WaitFor(t, "[y/N]", limit)
			holdsNothing(t, look, strings.Join(args[:1], " "), nap())
			exec(t, other, "SET lock_timeout = '500ms'; BEGIN; ALTER TABLE acct ALTER COLUMN name SET STATISTICS 10; SELECT * FROM names; ROLLBACK")
			terminal.Type(t, "n\n")
			if code := terminal.End(t, limit); code != 3 {
				t.Errorf("%q after n: exit %d\n%s", args, code, terminal.Seen())
			}
		}
	})
}

// TestAnswerIsAboutTheSchemaThatWasShown changes the database while the question is
// open: what was agreed to is not done to another one.
func TestAnswerIsAboutTheSchemaThatWasShown(t *testing.T) {
	t.Parallel() // it sleeps most of its time
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		for _, form := range []string{"--no-online", "--yes=false"} {
			url := p.Database(t, small+rows)
			dir := project(t, history())
			args := []string{"apply", "--db", url, "--schema", "schema.sql", "--allow", "all", form}
			saved := run(t, dir, "plan", "--db", url, "--schema", "schema.sql", "--out", "plan.sql", "--allow", "all")
			if saved.Code != 0 {
				t.Fatal(saved)
			}
			for _, args := range [][]string{args, {"apply", "plan.sql", "--db", url, "--allow", "all"}} {
				terminal := dbtest.OnTerminal(t, dir, nil, os.Getenv(dbtest.BinaryEnv), args...)
				terminal.WaitFor(t, "[y/N]", limit)
				if err := dbtest.Exec(url, "ALTER TABLE acct ADD COLUMN surprise int"); err != nil {
					t.Fatal(err)
				}
				terminal.Type(t, "y\n")
				if code := terminal.End(t, limit); code != 3 || !strings.Contains(terminal.Seen(), "has changed since") {
					t.Errorf("%q: exit %d\n%s", args, code, terminal.Seen())
				}
				if err := dbtest.Exec(url, "SELECT surprise FROM acct; ALTER TABLE acct DROP COLUMN surprise"); err != nil {
					t.Errorf("%q: %v", args, err)
				}
			}
			terminal := dbtest.OnTerminal(t, dir, nil, os.Getenv(dbtest.BinaryEnv), args...)
			terminal.WaitFor(t, "[y/N]", limit)
			terminal.Type(t, "y\n")
			if code := terminal.End(t, limit); code != 0 {
				t.Errorf("%q without a change: exit %d\n%s", args, code, terminal.Seen())
			}
		}
	})
}

// TestInterruptedAtAQuestion types Ctrl-C.
func TestInterruptedAtAQuestion(t *testing.T) {
	t.Parallel() // it sleeps most of its time
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url := p.Database(t, small+rows)
		dir := project(t, history())
		terminal := dbtest.OnTerminal(t, dir, nil, os.Getenv(dbtest.BinaryEnv), "apply", "--db", url, "--schema", "schema.sql", "--allow", "all")
		terminal.WaitFor(t, "[y/N]", limit)
		terminal.Type(t, "\x03")
		code := terminal.End(t, limit)
		seen := terminal.Seen()
		if code != 75 || !strings.Contains(seen, "steps; nothing has changed: run apply again") || strings.Contains(seen, "context canceled") {
			t.Errorf("exit %d\n%s", code, seen)
		}
	})
}

// TestNothingIsHeldAtAPipe has every command print into a pipe that nobody reads.
func TestNothingIsHeldAtAPipe(t *testing.T) {
	t.Parallel() // it sleeps most of its time
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		text := wide(250)
		url := p.Database(t, text)
		dir := project(t, map[string]string{"schema.sql": text, "empty.sql": "", "migrations/0001_wide.sql": text})
		target := p.Database(t)
		look, other := connected(t, url), connected(t, target)
		for _, args := range [][]string{
			{"inspect", url},
			{"inspect", url, "--format", "json"},
			{"plan", "--db", url, "--schema", "empty.sql", "--allow", "all"},
			{"plan", "--db", url, "--schema", "empty.sql", "--allow", "all", "--format", "json"},
			{"facts", url},
			{"status", "--db", url},
			{"apply", "--db", target, "--schema", "schema.sql", "--yes"},
			{"migrate", "--db", target},
		} {
			reader, writer, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			defer reader.Close()
			terminal := dbtest.OnTerminal(t, dir, writer, os.Getenv(dbtest.BinaryEnv), args...)
			writer.Close()
			conn := look
			if strings.Contains(strings.Join(args, " "), target) {
				conn = other
			}
			full(t, reader, terminal)
			holdsNothing(t, conn, fmt.Sprint(args), time.Second)
			terminal.Kill()
		}
	})
}

// full waits until a program has filled the pipe that it prints into, or has ended.
func full(t *testing.T, reader *os.File, program *dbtest.Terminal) {
	t.Helper()
	for start := time.Now(); !program.Ended() && dbtest.Unread(reader) < 60<<10; time.Sleep(20 * time.Millisecond) {
		if time.Since(start) > time.Minute {
			t.Fatalf("%q neither prints nor ends", program.Cmd.Args)
		}
	}
}
