// Package pgsessions tries with the compiled binary what others may do to a session of
// ours: settings of roles and databases, code of foreign owners, and journals that
// somebody else has made.
package pgsessions

import (
	"context"
	"crypto/rand"
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
	os.Exit(dbtest.WithBinary(func() int { return dbtest.Main(m) }))
}

// eachServer runs a test on every version that is asked for.
func eachServer(t *testing.T, do func(t *testing.T, p *dbtest.PG)) {
	t.Helper()
	for _, major := range dbtest.Majors() {
		t.Run(fmt.Sprint(major), func(t *testing.T) { do(t, dbtest.Postgres(t, major)) })
	}
}

// role makes a role that may log in, with a name of its own, and drops it at the end.
func role(t *testing.T, p *dbtest.PG, name, attributes string) string {
	t.Helper()
	name += "_" + strings.ToLower(rand.Text())[:8]
	must(t, p.URL("postgres"), "CREATE ROLE "+name+" LOGIN "+attributes)
	t.Cleanup(func() { must(t, p.URL("postgres"), "DROP ROLE "+name) })
	return name
}

func must(t *testing.T, url, sql string) {
	t.Helper()
	if err := dbtest.Exec(url, sql); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
}

// name is that of the database of a URL.
func name(t *testing.T, url string) string {
	t.Helper()
	config, err := pgx.ParseConfig(url)
	if err != nil {
		t.Fatal(err)
	}
	return config.Database
}

func value(t *testing.T, url, query string) string {
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

// schemadiff runs the binary in a folder.
func schemadiff(t *testing.T, dir string, args ...string) dbtest.Result {
	t.Helper()
	return dbtest.Run(t, dir, "", os.Getenv(dbtest.BinaryEnv), args...)
}

// folder holds files by their names.
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
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
