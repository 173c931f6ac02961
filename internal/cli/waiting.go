package cli

// This file shows whose locks a command waits for, on standard error: on a terminal in one line that
// changes, elsewhere in one line for each session that is in the way. Commands that read and commands
// that change a database report in the same words.

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/schemadiff/schemadiff/introspect"
	"github.com/schemadiff/schemadiff/render"
)

// quietFor is how long the first attempt may wait before it is reported where there is no terminal.
const quietFor = 3 * time.Second

// patience is how long the command waits for others that use the database.
func (s *session) patience() introspect.Patience {
	wait, lock := s.Duration("wait"), s.lockLimit()
	if wait == 0 { // it is one attempt, and that a short one
		lock = 100 * time.Millisecond
	}
	return introspect.Patience{Connect: s.databaseWait(), LockTimeout: lock, Wait: wait, Waiting: s.bar.waiting}
}

// lockLimit is how long a statement may wait for a lock: never longer than all of the
// command may.
func (s *session) lockLimit() time.Duration {
	wait, lock := s.Duration("wait"), s.lockTimeout()
	if wait > 0 && (lock == 0 || lock > wait) {
		return wait
	}
	return lock
}

// waiting shows who holds what is waited for. Any goroutine may call it.
func (p *progress) waiting(w introspect.Wait) {
	p.shows.Lock()
	defer p.shows.Unlock()
	if p.quiet {
		return
	}
	if p.w != nil {
		p.line(w)
		return
	}
	if w.Over || w.Attempt < 2 && w.Waited < quietFor {
		return
	}
	if len(w.Holders) == 0 && !p.known[w.What] {
		p.remember(w.What)
		p.print(p.errors, fmt.Appendf(nil, "waiting for %s, held by another process\n", render.Escape(w.What)), false)
	}
	for _, h := range w.Holders {
		p.remember(w.What) // a lock without a known holder is not reported once its holder was
		key := fmt.Sprintf("%d %s %s", h.PID, h.Program, h.Role)
		if p.known[key] {
			continue
		}
		p.remember(key)
		p.print(p.errors, fmt.Appendf(nil, "waiting for %s, held by %s\n", render.Escape(w.What), render.Escape(h.String())), false)
	}
}

func (p *progress) remember(key string) {
	if p.known == nil {
		p.known = map[string]bool{}
	}
	p.known[key] = true
}

// line shows in place who is waited for, or removes the line.
func (p *progress) line(w introspect.Wait) {
	if w.Over {
		p.clearLine()
		return
	}
	p.clearBar()
	held := cmp.Or(introspect.HeldBy(w.Holders), ", held by another process")
	text := []rune(render.Escape(fmt.Sprintf("waiting for %s since %s%s", w.What, w.Waited.Round(time.Second), held)))
	if len(text) >= p.width {
		text = append(text[:p.width-2], '…')
	}
	fmt.Fprintf(p.w, "\r\x1b[K%s", string(text))
	p.lined = true
}

func (p *progress) clearLine() {
	if p.lined {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.lined = false
	}
}

// terminalWidth is how many characters a line of the terminal has.
func terminalWidth(w io.Writer) int {
	if f, ok := w.(*os.File); ok {
		if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 20 {
			return n
		}
	}
	return 80
}
