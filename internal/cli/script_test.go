package cli

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

var update = flag.Bool("update", false, "rewrite what the scripts compare with")

// TestMain lets the test binary be the program itself: `exec schemadiff` in a
// script runs main.
func TestMain(m *testing.M) {
	testscript.Main(withServers{m}, map[string]func(){"schemadiff": Main})
}

// withServers runs the tests with PostgreSQL at hand.
type withServers struct{ *testing.M }

// Run runs the tests.
func (m withServers) Run() int { return dbtest.Main(m.M) }

// TestGoldenScripts runs the scripts, with -short every fourth. Besides what testscript knows, they can say
//
//	exits STATUS PROGRAM ARGUMENT...  a program must end with that exit status
//	sqlite FILE SCRIPT                run the file SCRIPT on the database FILE
//	query FILE SQL                    print what a query finds, one value a line
//	postgres NAME SCRIPT              make a PostgreSQL database that has run the file SCRIPT; $NAME is its URL
//	psql URL SCRIPT                   run the file SCRIPT there
func TestGoldenScripts(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "script", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	if testing.Short() { // with the race detector the program takes long to start
		n := 0
		files = slices.DeleteFunc(files, func(string) bool { n++; return n%4 != 1 })
	}
	testscript.Run(t, testscript.Params{
		Files:               files,
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup:               enclose,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "sqlite": sqliteScript, "query": query, "psql": psql,
			"postgres": func(ts *testscript.TestScript, neg bool, args []string) { postgres(t, ts, neg, args) },
		},
	})
}

// enclose makes the folder of a script a repository's root, so that no
// configuration above it counts.
func enclose(env *testscript.Env) error {
	if err := os.Mkdir(env.Getenv("WORK")+"/.git", 0o755); err != nil {
		return fmt.Errorf("root of the repository: %w", err)
	}
	return nil
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS PROGRAM ARGUMENT...")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got, err := 0, ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

func sqliteScript(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: sqlite FILE SCRIPT")
	}
	ts.Check(dbtest.Create(ts.MkAbs(args[0]), ts.ReadFile(args[1])))
}

func query(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: query FILE SQL")
	}
	values, err := dbtest.Query(ts.MkAbs(args[0]), args[1])
	ts.Check(err)
	for _, v := range values {
		_, err := fmt.Fprintln(ts.Stdout(), v)
		ts.Check(err)
	}
}

func postgres(t *testing.T, ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: postgres NAME SCRIPT")
	}
	ts.Setenv(args[0], dbtest.Postgres(t, dbtest.Majors()[0]).Database(t, ts.ReadFile(args[1])))
}

func psql(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: psql URL SCRIPT")
	}
	ts.Check(dbtest.PSQL(args[0], ts.ReadFile(args[1])))
}
