package dbtest

// This file makes databases on a server for tests and runs SQL in them, as psql does.

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

// Exec runs SQL text, any number of statements, and commits it as one.
func Exec(url, sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), runLimit)
	defer cancel()
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.PgConn().Exec(ctx, sql).ReadAll()
	return err
}

// Database makes an empty database that has run the texts as psql runs files,
// and returns its URL. It is dropped when the test ends.
func (p *PG) Database(t testing.TB, texts ...string) string {
	t.Helper()
	name, err := p.create()
	if err != nil {
		t.Fatalf("create a database: %v", err)
	}
	t.Cleanup(func() { p.drop(t, name) })
	url := p.URL(name)
	if text := strings.Join(texts, "\n;\n"); strings.TrimSpace(text) != "" {
		if err := PSQL(url, text); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
	}
	return url
}

// create makes a database with a name that no other test has.
func (p *PG) create() (string, error) {
	name := "test_" + strings.ToLower(rand.Text())
	create := "CREATE DATABASE " + QuoteName(name) + " TEMPLATE template0"
	if p.Major >= 15 { // its default writes every page to the log
		create += " STRATEGY file_copy"
	}
	return name, Exec(p.URL("postgres"), create)
}

func (p *PG) drop(t testing.TB, name string) {
	t.Helper()
	drop := "DROP DATABASE " + QuoteName(name) + " WITH (FORCE)"
	err := Exec(p.URL("postgres"), drop)
	if err != nil && PSQL(p.URL(name), dropSubscriptions) == nil {
		err = Exec(p.URL("postgres"), drop)
	}
	if err != nil {
		t.Errorf("drop database: %v", err)
	}
}

// dropSubscriptions removes what keeps a database from being dropped.
const dropSubscriptions = `
SELECT format('ALTER SUBSCRIPTION %I DISABLE', subname), format('ALTER SUBSCRIPTION %I SET (slot_name = NONE)', subname), format('DROP SUBSCRIPTION %I', subname)
FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
\gexec
`

// PSQL runs a script in psql and stops at its first error.
func PSQL(url, script string) error {
	return client(url, script, nil, "psql", "-qXAt", "-v", "ON_ERROR_STOP=1")
}

// PSQLFile is PSQL for a file, which may include others.
func PSQLFile(url, path string) error {
	return client(url, "", nil, "psql", "-qXAt", "-v", "ON_ERROR_STOP=1", "-f", path)
}

// client runs a client program on a database; its output goes to out.
func client(url, stdin string, out *bytes.Buffer, program string, args ...string) error {
	path, err := clientProgram(program)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), runLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, append(args, "-d", url)...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "PGTZ=UTC"}
	cmd.Stdin = strings.NewReader(stdin)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if out != nil {
		cmd.Stdout = out
	}
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w\n%s", program, err, errs.String())
	}
	return nil
}

// clientProgram is the newest of what is installed. Debian's wrapper in PATH
// would look for a cluster of its own.
func clientProgram(program string) (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + program)
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		return slices.MaxFunc(found, func(a, b string) int { return clientMajor(a) - clientMajor(b) }), nil
	}
	return exec.LookPath(program)
}

// clientMajor is the version in a path like /usr/lib/postgresql/15/bin/psql;
// 0 for another path.
func clientMajor(path string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
	if err != nil {
		return 0
	}
	return n
}
