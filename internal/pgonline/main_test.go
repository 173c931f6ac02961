// Package pgonline runs online plans with the compiled binary on real servers:
// under load, killed at every step, on servers that crash, and many at once.
package pgonline

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(dbtest.WithFailpoints(func() int { return dbtest.Main(m) }))
}

// before is a schema to be filled with rows.
func before() string { text, _ := dbtest.OnlineForms(); return text }

// after is a schema whose way from before takes every online form.
func after() string { _, text := dbtest.OnlineForms(); return text }

// eachServer runs a test on every version that is asked for.
func eachServer(t *testing.T, do func(t *testing.T, p *dbtest.PG)) {
	t.Helper()
	for _, major := range dbtest.Majors() {
		t.Run(fmt.Sprint(major), func(t *testing.T) { do(t, dbtest.Postgres(t, major)) })
	}
}

// rows fills the schema before with n rows.
func rows(n int) string {
	return fmt.Sprintf(`INSERT INTO p SELECT generate_series(1, 100);
INSERT INTO acct SELECT i, 'c' || i, 'n' || i, i %% 1000, 1 + i %% 100, 'x' FROM generate_series(1, %[1]d) i;
INSERT INTO m SELECT i, date '2020-01-01' + i %% 730 FROM generate_series(1, %[1]d) i;
ANALYZE;
`, n)
}

// kept is a sum over all that the rows held before.
const kept = `(SELECT md5(string_agg((id, code, name, bal, ref, note)::text, ',' ORDER BY id)) FROM acct) || (SELECT md5(string_agg(id::text, ',' ORDER BY id)) FROM
 (SELECT id FROM m UNION ALL SELECT id FROM m2 WHERE NOT EXISTS (SELECT FROM pg_inherits WHERE inhrelid = 'm2'::regclass)) x)`

// leftovers counts what an apply must not leave: invalid indexes, helpers, marks.
const leftovers = `(SELECT count(*) FROM pg_index WHERE NOT indisvalid) + (SELECT count(*) FROM pg_constraint WHERE conname LIKE 'schemadiff%' OR NOT convalidated) +
 (SELECT count(*) FROM pg_class WHERE relname LIKE '%\_fill' OR relname LIKE '%\_new') + (SELECT count(*) FROM pg_description WHERE description LIKE 'schemadiff%') +
 (SELECT count(*) FROM acct WHERE uid IS NULL OR num IS NULL) + (SELECT count(*) - count(DISTINCT uid) + count(*) - count(DISTINCT num) FROM acct)`

func value(t testing.TB, url, query string) string {
	t.Helper()
	conn, err := pgx.Connect(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var text string
	if err := conn.QueryRow(context.Background(), "SELECT ("+query+")::text").Scan(&text); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return text
}

func schemadiff(t testing.TB, env []string, args ...string) dbtest.Result {
	t.Helper()
	return dbtest.RunWith(t, env, t.TempDir(), "", os.Getenv(dbtest.BinaryEnv), args...)
}

func file(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "schema.sql")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// arrived checks that the database is the schema after, with all rows and nothing
// left over.
func arrived(t testing.TB, url, sum string) {
	t.Helper()
	if got := schemadiff(t, nil, "plan", "--db", url, "--schema", file(t, after()), "--exit-code", "--format", "sql"); got.Code != 0 {
		t.Errorf("the second plan is not empty: %s", got)
		return
	}
	if got := value(t, url, kept); got != sum {
		t.Error("rows changed")
	}
	if got := value(t, url, leftovers); got != "0" {
		t.Errorf("%s things are left over", got)
	}
}

// steps is how many steps the plan has.
func steps(t testing.TB, url, desired string) int {
	t.Helper()
	got := schemadiff(t, nil, "plan", "--db", url, "--schema", desired, "--format", "json", "--allow", "all")
	n := strings.Count(got.Out, `"reasons":`)
	if got.Code != 0 || n == 0 {
		t.Fatalf("plan: %s", got)
	}
	return n
}
