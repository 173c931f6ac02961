package cli

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A command that never comes back is given up after the grace; one that does is waited for.
func TestWithinGivesUp(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	start := time.Now()
	var errs bytes.Buffer
	if code := runWithGrace(ctx, &errs, func() int { select {} }); code != exitTryAgain {
		t.Errorf("exit status %d", code)
	}
	if took := time.Since(start); took > time.Second || !strings.Contains(errs.String(), "interrupted") {
		t.Errorf("after %s: %s", took, errs.String())
	}
	slow := func() int { time.Sleep(grace / 4); return exitRefused }
	if code := runWithGrace(ctx, &errs, slow); code != exitRefused {
		t.Errorf("a command that ends in time: exit status %d", code)
	}
}

// Commands that wait for a server that says nothing, for stdin, or for a reader of
// what they print, end within a second of SIGTERM and of SIGINT.
func TestEndsWithinASecondOfASignal(t *testing.T) {
	workspace(t, after)
	mute, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	url := fmt.Sprintf("postgres://u@%s/d", mute.Addr())
	var many strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&many, "CREATE TABLE t%d (a int, b text, c text);\n", i)
	}
	if err := os.WriteFile("many.sql", []byte(many.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir("migrations", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("migrations", "0001_a.sql"), []byte("CREATE TABLE a (b int);\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"plan", "--db", url, "--schema", "schema.sql"},
		{"apply", "--db", url, "--schema", "schema.sql", "--yes"},
		{"migrate", "--db", url},
		{"status", "--db", url},
		{"lint", "--db", url, "schema.sql"},
		{"inspect", "--dialect", "postgres", "-"},
		{"inspect", "--dialect", "postgres", "many.sql"},
	} {
		for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
			stopped(t, signal, args)
		}
	}
}

// stopped starts the program with pipes that nobody writes to or reads from, and
// sends it a signal while it waits. On a busy machine the signal may come before the program
// listens to signals, and ends it as it ends any program: then it is given more time.
func stopped(t *testing.T, signal syscall.Signal, args []string) {
	t.Helper()
	for wait := 700 * time.Millisecond; ; wait *= 2 {
		state, took := signalled(t, signal, args, wait)
		if ended := state.Sys().(syscall.WaitStatus); ended.Signaled() && ended.Signal() == signal && wait < 10*time.Second {
			continue
		}
		if state.ExitCode() != exitTryAgain {
			t.Errorf("%v: %v after %v", args, state, signal)
		}
		if took > time.Second+patience {
			t.Errorf("%v ended %s after %v", args, took.Round(time.Millisecond), signal)
		}
		return
	}
}

// signalled sends the program a signal after some time; it returns how the program ended, and
// how long after the signal.
func signalled(t *testing.T, signal syscall.Signal, args []string, wait time.Duration) (*os.ProcessState, time.Duration) {
	t.Helper()
	program, err := exec.LookPath("schemadiff") // made by testscript.Main
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(program, args...)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(wait)
	start := time.Now()
	if err := cmd.Process.Signal(signal); err != nil {
		t.Errorf("%v has ended by itself", args)
	}
	kill := time.AfterFunc(5*time.Second, func() { _ = cmd.Process.Kill() })
	defer kill.Stop()
	state, err := cmd.Process.Wait()
	if err != nil {
		t.Fatal(err)
	}
	return state, time.Since(start)
}
