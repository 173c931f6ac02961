package pgcases

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// TestKilledRehearsal kills rehearsals in the middle: the database stays as it is, and a later run
// drops what is left. One that a signal ends leaves nothing.
func TestKilledRehearsal(t *testing.T) {
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		url := p.Database(t, "CREATE TABLE t (id int PRIMARY KEY, v text)", "INSERT INTO t SELECT i, repeat('x', 200) FROM generate_series(1, 200000) i")
		dir := t.TempDir()
		if err := os.WriteFile(dir+"/schema.sql", []byte("CREATE TABLE t (id bigint PRIMARY KEY, v text)"), 0o600); err != nil {
			t.Fatal(err)
		}
		args := []string{"plan", "--db", url, "--schema", "schema.sql", "--rehearse", "--format", "text"}
		before, err := dbtest.DumpRows(url)
		if err != nil {
			t.Fatal(err)
		}
		for _, wait := range []time.Duration{0, 300 * time.Millisecond, time.Second} {
			run := dbtest.Start(t, dir, os.Getenv(dbtest.BinaryEnv), args...)
			if !scratchAppears(t, url) {
				t.Fatal(run.Result(t))
			}
			time.Sleep(wait)
			run.Kill()
		}
		for name := range scratchDatabases(t, url) { // as if they had been left long ago
			if err := dbtest.Exec(p.URL("postgres"), "COMMENT ON DATABASE "+name+" IS 'scratch database of schemadiff, made at 2020-01-01T00:00:00Z'"); err != nil {
				t.Fatal(err)
			}
		}
		run := dbtest.Start(t, dir, os.Getenv(dbtest.BinaryEnv), args...)
		for range 100 { // the sessions of the killed ones end when the server notices
			if len(scratchDatabases(t, url)) == 1 {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		run.Interrupt(t)
		if got := schemadiff(t, dir, args...); got.Code != exitDone || !strings.Contains(got.Out, "1 table, 200 000 rows, unchanged") {
			t.Errorf("after kills: %s", got)
		}
		if left := scratchDatabases(t, url); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
		if after, err := dbtest.DumpRows(url); err != nil || lines(after) != lines(before) {
			t.Errorf("the database has changed: %v", err)
		}
	})
}

// lines is a dump without what pg_dump makes up for each run.
func lines(dump string) string {
	var out []string
	for line := range strings.Lines(dump) {
		if !strings.HasPrefix(line, `\`) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "")
}

// scratchAppears waits for a scratch database that is new.
func scratchAppears(t *testing.T, url string) bool {
	t.Helper()
	before := scratchDatabases(t, url)
	for range 500 {
		for name := range scratchDatabases(t, url) {
			if !before[name] {
				return true
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	return false
}

// scratchDatabases are the scratch databases of a server.
func scratchDatabases(t *testing.T, url string) map[string]bool {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	rows, err := conn.Query(t.Context(), "SELECT datname FROM pg_database WHERE datname LIKE 'schemadiff_scratch_%'")
	if err != nil {
		t.Fatal(err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	list := map[string]bool{}
	for _, n := range names {
		list[n] = true
	}
	return list
}
