package waiting

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

// The statements here are in no transaction and build under names of their own: whoever
// is waited for, however it ends, no invalid index stays that nobody hears of.

const concurrent = "CREATE TABLE acct (id int PRIMARY KEY, name text);\nCREATE INDEX by_name ON acct (name);\n"

// invalidOnes are the indexes of a database that are not valid.
func invalidOnes(t *testing.T, conn *pgx.Conn) string {
	t.Helper()
	var list string
	if err := conn.QueryRow(t.Context(), "SELECT coalesce(string_agg(indexrelid::regclass::text, ' ' ORDER BY 1), '') FROM pg_index WHERE NOT indisvalid").Scan(&list); err != nil {
		t.Fatal(err)
	}
	return list
}

// TestConcurrentlyLeavesNothingUnsaid has statements wait for an old transaction that has
// read their table: they give up with its name, are interrupted, and go on.
func TestConcurrentlyLeavesNothingUnsaid(t *testing.T) {
	t.Parallel() // it sleeps most of its time
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		for name, statement := range map[string]string{
			"create":  "CREATE INDEX CONCURRENTLY more ON acct (name, id);\n",
			"unnamed": "-- schemadiff:step no-tx idempotent\nCREATE INDEX CONCURRENTLY ON acct (name, id);\n",
			"reindex": "REINDEX INDEX CONCURRENTLY by_name;\n",
			"table":   "REINDEX TABLE CONCURRENTLY acct;\n",
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				url := p.Database(t)
				dir := project(t, map[string]string{"migrations/0001_first.sql": concurrent, "migrations/0002_next.sql": statement, "schemadiff.toml": "dialect = \"postgres\"\n"})
				if got := run(t, dir, "migrate", "--db", url, "--to", "0001"); got.Code != 0 {
					t.Fatal(got)
				}
				look, holder := connected(t, url), connected(t, url+"&application_name=report")
				exec(t, look, "INSERT INTO acct SELECT i, 'n' || i FROM generate_series(1, 100) i")
				exec(t, holder, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM acct")
				got := run(t, dir, "migrate", "--db", url, "--wait", "2s", "--lock-timeout", "500ms")
				if got.Code != 75 || !strings.Contains(got.Err, "report of postgres") {
					t.Errorf("did not give up: %v", got)
				}
				named(t, invalidOnes(t, look), got.Err)
				code, errs := interrupted(t, dir, []string{"migrate", "--db", url, "--lock-timeout", "500ms"}, func() {
					awaits(t, look, "wait_event_type = 'Lock' AND application_name = 'schemadiff apply'")
				})
				if code != 75 || !strings.Contains(errs, "0 of 1 migration") || strings.Contains(errs, "context canceled") {
					t.Errorf("interrupted: exit %d: %s", code, errs)
				}
				if !strings.Contains(errs, "an invalid index may be left of it") { // after Ctrl-C a busy server may be too slow to ask
					named(t, invalidOnes(t, look), errs)
				}
				exec(t, holder, "ROLLBACK")
				if name == "unnamed" { // what it has left has another name each time, and no run knows it for its own
					return
				}
				if got := run(t, dir, "migrate", "--db", url); got.Code != 0 {
					t.Errorf("goes on: %v", got)
				}
				if left := invalidOnes(t, look); left != "" {
					t.Errorf("left invalid: %s", left)
				}
			})
		}
	})
}

// named looks whether each index that is left is in a message.
func named(t *testing.T, list, message string) {
	t.Helper()
	names := strings.Fields(list)
	if len(names) > 2 {
		t.Errorf("each attempt has left its own: %s", list)
	}
	for _, name := range names {
		if !strings.Contains(message, name) {
			t.Errorf("%s is left invalid, and nobody hears of it: %s", name, message)
		}
	}
	if list != "" && strings.Contains(message, "nothing has changed") {
		t.Errorf("something has changed: %s: %s", list, message)
	}
}

// TestDetachKeepsNobodyWaiting detaches a partition that a transaction reads: another
// reader of the partition gets through, however long the first one takes.
func TestDetachKeepsNobodyWaiting(t *testing.T) {
	t.Parallel() // it sleeps most of its time
	eachServer(t, func(t *testing.T, p *dbtest.PG) {
		if p.Major < 14 {
			t.Skip("DETACH … CONCURRENTLY is of 14")
		}
		const parent = "CREATE TABLE p (id int) PARTITION BY RANGE (id);\nCREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);\n"
		url := p.Database(t, parent+"INSERT INTO p SELECT 1;")
		dir := project(t, map[string]string{"schema.sql": strings.Replace(parent, "PARTITION OF p FOR VALUES FROM (0) TO (10)", "(id int)", 1), "schemadiff.toml": "dialect = \"postgres\"\n"})
		holder := connected(t, url+"&application_name=report")
		exec(t, holder, "BEGIN; SELECT count(*) FROM p1")
		program := dbtest.Start(t, dir, os.Getenv(dbtest.BinaryEnv), "apply", "--db", url, "--schema", "schema.sql", "--yes", "--allow", "all", "--lock-timeout", "500ms")
		other := connected(t, url)
		awaits(t, other, "wait_event_type = 'Lock' AND query LIKE 'ALTER TABLE%DETACH%'")
		start := time.Now()
		exec(t, other, "SELECT count(*) FROM p1")
		if waited := time.Since(start); waited > 3*time.Second {
			t.Errorf("a reader of the partition waited for %s", waited)
		}
		exec(t, holder, "ROLLBACK")
		if code, errs := program.End(t); code != 0 {
			t.Errorf("exit %d: %s", code, errs)
		}
	})
}
