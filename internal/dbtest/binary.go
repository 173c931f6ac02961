package dbtest

// This file builds and runs the compiled program, with an environment that names no database.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// runLimit is how long one run of a program may take.
const runLimit = 2 * time.Minute

// BinaryEnv names a binary that is built; without it WithBinary builds one.
const BinaryEnv = "SCHEMADIFF_TEST_BINARY"

// failpointTag compiles the points in at which tests kill the program.
const failpointTag = "failpoint"

// WithBinary runs tests that need the compiled binary, which it builds once, as it is
// released. A TestMain ends with os.Exit(dbtest.WithBinary(m.Run)).
func WithBinary(run func() int) int { return withBinary(run) }

// WithFailpoints is WithBinary for tests that set SCHEMADIFF_FAILPOINT: only their binary
// has the points at which it is killed or fails. One that is named by the environment
// must have been built so.
func WithFailpoints(run func() int) int { return withBinary(run, "-tags", failpointTag) }

func withBinary(run func() int, flags ...string) int {
	if os.Getenv(BinaryEnv) != "" {
		return run()
	}
	dir, err := os.MkdirTemp("", "schemadiff-binary-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	bin, err := Build(dir, flags...)
	if err == nil {
		err = os.Setenv(BinaryEnv, bin)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return run()
}

// Build compiles package cmd/schemadiff into dir, with flags for the compiler, and
// returns the binary's path.
func Build(dir string, flags ...string) (string, error) {
	bin := filepath.Join(dir, "schemadiff")
	// Without the commit's stamp the version that plans print is the same everywhere.
	args := append([]string{"build", "-buildvcs=false", "-o", bin}, flags...)
	cmd := exec.Command("go", append(args, "github.com/schemadiff/schemadiff/cmd/schemadiff")...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the binary: %w\n%s", err, out)
	}
	return bin, nil
}

// noteSources reads every directory of the module, once, from within a test. A test that
// runs the binary does not import its code, so that go test would return a cached result
// after the code has changed; it looks at what a test has opened ("go help test").
var noteSources = sync.OnceValue(func() error {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return fmt.Errorf("find the module: %w", err)
	}
	root := filepath.Dir(strings.TrimSpace(string(out)))
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && (d.Name() == ".git" || d.Name() == "testdata") {
			return fs.SkipDir
		}
		return err
	})
})

// Result is the output of a program and how it ended.
type Result struct {
	Out, Err string
	Code     int
}

// String shows the whole result.
func (r Result) String() string {
	return fmt.Sprintf("exit %d\nstdout:\n%s\nstderr:\n%s", r.Code, r.Out, r.Err)
}

// Run runs a program in dir with stdin as its input, and with none of the
// variables that would name another database for schemadiff.
func Run(t testing.TB, dir, stdin, program string, args ...string) Result {
	t.Helper()
	return RunWith(t, nil, dir, stdin, program, args...)
}

// RunWith is Run with variables of the environment. A program that was killed has
// the code -1.
func RunWith(t testing.TB, env []string, dir, stdin, program string, args ...string) Result {
	t.Helper()
	if err := noteSources(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), runLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + os.TempDir(), "NO_COLOR=1"}
	cmd.Env = append(cmd.Env, env...)
	cmd.Stdin = bytes.NewReader([]byte(stdin))
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || ctx.Err() != nil {
		t.Fatalf("run %s %q: %v, %v\n%s", filepath.Base(program), args, err, ctx.Err(), errs.String())
	}
	return Result{Out: out.String(), Err: errs.String(), Code: cmd.ProcessState.ExitCode()}
}

// Shell runs script in the sqlite3 shell on the database file at path, and
// stops at the first error when bail is set. The test is skipped where there
// is no shell.
func Shell(t testing.TB, path, script string, bail bool) Result {
	t.Helper()
	program, err := exec.LookPath("sqlite3")
	if err != nil {
		t.Skip("no sqlite3 shell: ./test/setup installs it")
	}
	args := []string{path}
	if bail {
		args = []string{"-bail", path}
	}
	return Run(t, filepath.Dir(path), script, program, args...)
}
