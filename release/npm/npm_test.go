// Package npm tests the npm packages of a release: they are made from the compiled program,
// installed from their files into an empty folder without a network, and run.
package npm

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

func TestMain(m *testing.M) { os.Exit(dbtest.WithBinary(m.Run)) }

// installed is a folder with node_modules, in which the packages of this platform are installed.
func installed(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed", program)
		}
	}
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("the names of the packages are those of linux-x64")
	}
	out, dir := t.TempDir(), t.TempDir()
	binary := filepath.Join(out, "bin", "linux-amd64", "schemadiff")
	data, err := os.ReadFile(os.Getenv(dbtest.BinaryEnv))
	if err := errors.Join(err, os.MkdirAll(filepath.Dir(binary), 0o755), os.WriteFile(binary, data, 0o755)); err != nil {
		t.Fatal(err)
	}
	t.Setenv("npm_config_cache", t.TempDir())
	t.Setenv("npm_config_update_notifier", "false")
	t.Setenv("VERSION", "1.2.3")
	run(t, ".", 0, "node", "make.js", out)
	run(t, dir, 0, "npm", "install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund",
		filepath.Join(out, "npm", "schemadiff-1.2.3.tgz"), filepath.Join(out, "npm", "schemadiff-linux-x64-1.2.3.tgz"))
	return dir
}

// run runs a program in a folder, which must end with a status, and returns what it prints.
func run(t *testing.T, dir string, status int, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.WaitDelay = dir, 10*time.Second // a program may leave others that keep its output open
	out, err := cmd.CombinedOutput()
	if got := cmd.ProcessState.ExitCode(); got != status {
		t.Fatalf("%s %s ends with %d, %v:\n%s", name, strings.Join(args, " "), got, err, out)
	}
	return string(out)
}

// The program of the platform's package runs, with its arguments, output and exit status; where the
// package is missing that is said.
func TestInstalled(t *testing.T) {
	dir := installed(t)
	if err := os.WriteFile(filepath.Join(dir, "a.sql"), []byte("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, b, b);\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "node_modules", ".bin", "schemadiff")
	if got := run(t, dir, 3, program, "lint", "a.sql"); !strings.Contains(got, "a.sql:1:58") {
		t.Errorf("lint prints\n%s", got)
	}
	if err := os.RemoveAll(filepath.Join(dir, "node_modules", "@schemadiff")); err != nil {
		t.Fatal(err)
	}
	if got := run(t, dir, 1, program, "version"); !strings.Contains(got, "@schemadiff/linux-x64 is not installed") {
		t.Errorf("without the package it prints\n%s", got)
	}
}

// A signal that the process of Node gets ends the program, and the exit status is that of the program.
func TestSignals(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	dir := t.TempDir()
	for _, signal := range []string{"INT", "TERM", "HUP"} {
		program := filepath.Join(dir, signal)
		script := fmt.Sprintf("#!/bin/sh\ntrap 'exit 75' %s\ntouch \"$0.ready\"\nwhile :; do sleep 0.05; done\n", signal)
		if err := os.WriteFile(program, []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
		const wait = `"$0" schemadiff.js <&- & p=$!; while ! test -e "$SCHEMADIFF_BINARY.ready"; do sleep 0.05; done; kill -$1 $p; wait $p`
		t.Setenv("SCHEMADIFF_BINARY", program)
		// A job in the background of a shell ignores SIGINT unless that is taken back.
		run(t, ".", 75, "env", "--default-signal=INT", "bash", "-m", "-c", wait, node, signal)
	}
}
