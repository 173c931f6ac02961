// Package waiting runs every command that reads a database while somebody or something
// is slow: a person at a question, a pipe that nobody reads, a session that holds a
// lock. A second connection looks at what the command holds meanwhile.
package waiting

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(dbtest.WithBinary(func() int { return dbtest.Main(m) }))
}

// eachServer runs a test on every version that is asked for.
func eachServer(t *testing.T, do func(t *testing.T, p *dbtest.PG)) {
	t.Helper()
	for _, major := range dbtest.Majors() {
		t.Run(fmt.Sprint(major), func(t *testing.T) { do(t, dbtest.Postgres(t, major)) })
	}
}

// project is a folder with desired files, migrations and what commands need beside.
func project(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	files[".git/HEAD"] = "" // no configuration above it counts
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func run(t *testing.T, dir string, args ...string) dbtest.Result {
	t.Helper()
	return dbtest.Run(t, dir, "", os.Getenv(dbtest.BinaryEnv), args...)
}

// connected opens a connection that the test may leave in a transaction.
func connected(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

// runUntilFree runs the program into the way of somebody, who ends once it has said on
// standard error whom it waits for: how long the program takes to start does not matter.
func runUntilFree(t *testing.T, dir string, args []string, free func()) dbtest.Result {
	t.Helper()
	p := dbtest.Start(t, dir, os.Getenv(dbtest.BinaryEnv), args...)
	p.WaitFor("waiting for ")
	free()
	return p.Result(t)
}

func exec(t *testing.T, conn *pgx.Conn, sql string) {
	t.Helper()
	if _, err := conn.Exec(t.Context(), sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// ours are the sessions of the program that are in a transaction, and the locks that
// it holds.
const ours = `SELECT coalesce(string_agg(x, '; '), '') FROM (
SELECT format('%s is %s: %s', application_name, state, query) AS x FROM pg_stat_activity WHERE application_name LIKE 'schemadiff%' AND datname = current_database() AND xact_start IS NOT NULL
UNION ALL SELECT format('%s on %s', mode, relation::regclass) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
 WHERE a.application_name LIKE 'schemadiff%' AND a.datname = current_database() AND l.locktype = 'relation' AND l.database <> 0) y`

// holdsNothing looks for some time, again and again, whether the program has a
// transaction open or holds a lock.
func holdsNothing(t *testing.T, conn *pgx.Conn, what string, during time.Duration) {
	t.Helper()
	for start, seen := time.Now(), 0; time.Since(start) < during; time.Sleep(50 * time.Millisecond) {
		var held string
		if err := conn.QueryRow(t.Context(), ours).Scan(&held); err != nil {
			t.Fatal(err)
		}
		if seen++; held == "" {
			seen = 0
		}
		if seen > 4 { // else it was about to end
			t.Errorf("%s after %s: %s", what, time.Since(start).Round(time.Millisecond), held)
			return
		}
	}
}

// nap is how long a person thinks.
func nap() time.Duration {
	if testing.Short() {
		return time.Second
	}
	return 5 * time.Second
}

// wide is a schema of n tables whose DDL fills more than a pipe, with a view of each.
func wide(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "CREATE TABLE wide_%d (id int PRIMARY KEY, a_rather_long_name_of_a_column text NOT NULL CHECK (a_rather_long_name_of_a_column <> 'nothing at all'));\n", i)
		fmt.Fprintf(&b, "CREATE VIEW wide_view_%d AS SELECT id, a_rather_long_name_of_a_column AS another_name FROM wide_%d WHERE id > %d;\n", i, i, i)
	}
	return b.String()
}
