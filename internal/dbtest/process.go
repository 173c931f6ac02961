package dbtest

// This file runs the program while a test goes on, and sends it signals.

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Process is a program that runs while a test goes on.
type Process struct {
	cmd       *exec.Cmd
	out, errs output
	done      chan struct{}
}

// output collects the text that a program writes while others read it.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

// Write takes what the program writes.
func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(b)
}

// String is the text so far.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// Start starts a program in dir with nothing to read, as Run does.
func Start(t testing.TB, dir, program string, args ...string) *Process {
	t.Helper()
	p := &Process{cmd: exec.Command(program, args...), done: make(chan struct{})}
	p.cmd.Dir, p.cmd.Stdout, p.cmd.Stderr = dir, &p.out, &p.errs
	p.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + os.TempDir(), "NO_COLOR=1"}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.done)
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		<-p.done
	})
	return p
}

// WaitFor waits until the program has written a text to standard error, or has ended, or a
// minute is over.
func (p *Process) WaitFor(text string) {
	for range 60 * 50 {
		select {
		case <-p.done:
			return
		case <-time.After(20 * time.Millisecond):
		}
		if strings.Contains(p.errs.String(), text) {
			return
		}
	}
}

// Kill ends the program as kill -9 does.
func (p *Process) Kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// Result waits for the program to end; it returns what came out of it.
func (p *Process) Result(t testing.TB) Result {
	t.Helper()
	code, errs := p.End(t)
	return Result{Out: p.out.String(), Err: errs, Code: code}
}

// Interrupt sends Ctrl-C; it returns the exit status and what went to standard error.
func (p *Process) Interrupt(t testing.TB) (code int, errs string) {
	t.Helper()
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	return p.End(t)
}

// End waits for the program to end; it returns the exit status and what went to standard error.
func (p *Process) End(t testing.TB) (code int, errs string) {
	t.Helper()
	select {
	case <-p.done:
	case <-time.After(time.Minute): // twice what commands wait for others by default
		_ = p.cmd.Process.Signal(syscall.SIGQUIT) // it prints what it waits for
		select {
		case <-p.done:
		case <-time.After(time.Second):
		}
		t.Fatalf("%q does not end\n%s", p.cmd.Args, p.errs.String())
	}
	return p.cmd.ProcessState.ExitCode(), p.errs.String()
}
