package cli

// This file shows a bar on a terminal for what takes longer than half a second, in the one line that
// waiting.go also uses.

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/schemadiff/schemadiff/migrate"
	"github.com/schemadiff/schemadiff/render"
)

// progress is the bar, and the line about the holders of locks.
type progress struct {
	*printer
	shows  sync.Mutex
	w      io.Writer // nil where no bar is shown
	errors io.Writer
	start  time.Time
	bar    *progressbar.ProgressBar
	what   string
	width  int             // of the terminal
	lined  bool            // a line of waiting is shown
	known  map[string]bool // who was named in a pipe
	quiet  bool            // nothing but warnings is shown
	// verbose has a line for each thing that begins, and no bar.
	verbose bool
}

const progressAfter = 500 * time.Millisecond

func newProgress(w io.Writer) *progress {
	p := &progress{printer: newPrinter(), errors: w, start: time.Now(), width: terminalWidth(w)}
	if isTerminal(w) && os.Getenv("TERM") != "dumb" {
		p.w = lossy{p.printer, w}
	}
	return p
}

// begin reports something that begins, to who wants all of it.
func (p *progress) begin(what string) {
	if p.verbose && what != "" {
		p.print(p.errors, fmt.Appendf(nil, "%6.2fs %s\n", time.Since(p.start).Seconds(), render.Escape(what)), false)
	}
}

func (p *progress) event(e migrate.Event) {
	p.shows.Lock()
	defer p.shows.Unlock()
	if p.verbose && p.what != e.What {
		p.what = e.What
		p.begin(e.What)
	}
	if p.w == nil || time.Since(p.start) < progressAfter {
		return
	}
	p.clearLine()
	if p.what != e.What || p.bar == nil {
		p.clearBar()
		p.what = e.What
		p.bar = progressbar.NewOptions64(e.Total, progressbar.OptionSetWriter(p.w), progressbar.OptionClearOnFinish(),
			progressbar.OptionSetDescription(render.Escape(e.What)), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetElapsedTime(e.Total > 0), progressbar.OptionSetPredictTime(e.Total > 0))
	}
	if e.Done >= 0 {
		_ = p.bar.Set64(e.Done)
	} else {
		_ = p.bar.RenderBlank()
	}
}

// close removes the bar; all is printed when it returns.
func (p *progress) close() {
	p.clear()
	p.flush()
}

// clear removes the bar and the line.
func (p *progress) clear() {
	p.shows.Lock()
	defer p.shows.Unlock()
	p.clearBar()
	p.clearLine()
}

// printf prints a text that must not be lost, without waiting for it.
func (p *progress) printf(to io.Writer, format string, args ...any) {
	p.clear()
	p.print(to, fmt.Appendf(nil, format, args...), false)
}

// done prints each thing that is done, with its duration.
func (p *progress) done(to io.Writer, verb string) func(name string, took time.Duration) {
	return func(name string, took time.Duration) {
		p.printf(to, "%s %s in %s\n", verb, render.Escape(name), took.Round(time.Millisecond))
	}
}

// warn prints a warning.
func (p *progress) warn(text string) { p.printf(p.errors, "warning: %s\n", render.Escape(text)) }

func (p *progress) clearBar() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar = nil
	}
}
