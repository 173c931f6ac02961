package dbtest

// This file runs the program on a pseudoterminal, and reads what a person would see.

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// Terminal is a program that runs on a terminal of its own, as a person would run it.
type Terminal struct {
	Cmd  *exec.Cmd
	ends *os.File // the side of the person
	mu   sync.Mutex
	seen bytes.Buffer
	done chan struct{}
	code int
}

// OnTerminal starts a program in dir whose standard streams are a terminal. Where
// stdout is not nil it goes there instead.
func OnTerminal(t testing.TB, dir string, stdout *os.File, program string, args ...string) *Terminal {
	t.Helper()
	ends, program2, err := openTerminal()
	if err != nil {
		t.Skipf("no terminal: %v", err)
	}
	defer program2.Close()
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "TMPDIR=" + os.TempDir(), "NO_COLOR=1", "TERM=xterm"}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = program2, program2, program2
	if stdout != nil {
		cmd.Stdout = stdout
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatalf("run %s: %v", filepath.Base(program), err)
	}
	p := &Terminal{Cmd: cmd, ends: ends, done: make(chan struct{})}
	go p.read()
	go func() {
		_ = cmd.Wait()
		p.code = cmd.ProcessState.ExitCode()
		close(p.done)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		<-p.done
		ends.Close()
	})
	return p
}

// openTerminal opens both sides of a new terminal.
func openTerminal() (ends, program *os.File, err error) {
	if ends, err = os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0); err != nil {
		return nil, nil, err
	}
	if err = unix.IoctlSetPointerInt(int(ends.Fd()), unix.TIOCSPTLCK, 0); err == nil {
		var n int
		if n, err = unix.IoctlGetInt(int(ends.Fd()), unix.TIOCGPTN); err == nil {
			program, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|syscall.O_NOCTTY, 0)
		}
	}
	if err == nil {
		err = unix.IoctlSetWinsize(int(ends.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 50, Col: 200})
	}
	if err != nil {
		ends.Close()
		return nil, nil, err
	}
	return ends, program, nil
}

func (p *Terminal) read() {
	chunk := make([]byte, 4096)
	for {
		n, err := p.ends.Read(chunk)
		p.mu.Lock()
		p.seen.Write(chunk[:n])
		p.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// Seen is all that the terminal has shown.
func (p *Terminal) Seen() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.seen.String()
}

// WaitFor waits until the terminal has shown a text.
func (p *Terminal) WaitFor(t testing.TB, text string, limit time.Duration) {
	t.Helper()
	for start := time.Now(); !strings.Contains(p.Seen(), text); time.Sleep(10 * time.Millisecond) {
		select {
		case <-p.done:
			time.Sleep(50 * time.Millisecond)
			if strings.Contains(p.Seen(), text) {
				return
			}
			t.Fatalf("%q ended with %d without %q:\n%s", p.Cmd.Args, p.code, text, p.Seen())
		default:
		}
		if time.Since(start) > limit {
			t.Fatalf("%q has not shown %q after %s:\n%s", p.Cmd.Args, text, limit, p.Seen())
		}
	}
}

// Type types a text. "\x03" is Ctrl-C.
func (p *Terminal) Type(t testing.TB, text string) {
	t.Helper()
	if _, err := p.ends.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

// End waits for the program to end; it returns its exit status.
func (p *Terminal) End(t testing.TB, limit time.Duration) int {
	t.Helper()
	select {
	case <-p.done:
		time.Sleep(50 * time.Millisecond) // for what it wrote last
		return p.code
	case <-time.After(limit):
		t.Fatalf("%q has not ended after %s:\n%s", p.Cmd.Args, limit, p.Seen())
		return -1
	}
}

// Ended reports whether the program has ended.
func (p *Terminal) Ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// Kill ends the program and waits for its end.
func (p *Terminal) Kill() {
	_ = p.Cmd.Process.Kill()
	<-p.done
}

// Unread is how many bytes wait in a pipe.
func Unread(pipe *os.File) int {
	n, err := unix.IoctlGetInt(int(pipe.Fd()), unix.TIOCINQ)
	if err != nil {
		return 0
	}
	return n
}
