package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/schemadiff/schemadiff/render"
)

// progress is a bar on a terminal for what takes longer than half a second.
type progress struct {
	w     io.Writer // nil where nothing is shown
	start time.Time
	bar   *progressbar.ProgressBar
	what  string
}

const progressAfter = 500 * time.Millisecond

func newProgress(w io.Writer) *progress {
	if !isTerminal(w) || os.Getenv("TERM") == "dumb" {
		w = nil
	}
	return &progress{w: w, start: time.Now()}
}

func (p *progress) event(e progressEvent) {
	if p.w == nil || time.Since(p.start) < progressAfter {
		return
	}
	if p.what != e.what {
		p.close()
		p.what = e.what
		p.bar = progressbar.NewOptions64(e.total, progressbar.OptionSetWriter(p.w), progressbar.OptionClearOnFinish(),
			progressbar.OptionSetDescription(render.Escape(e.what)), progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetElapsedTime(e.total > 0), progressbar.OptionSetPredictTime(e.total > 0))
	}
	if e.done >= 0 {
		_ = p.bar.Set64(e.done)
	} else {
		_ = p.bar.RenderBlank()
	}
}

func (p *progress) close() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar = nil
	}
}
