package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/schemadiff/schemadiff/migrate"
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

func (p *progress) event(e migrate.Event) {
	if p.w == nil || time.Since(p.start) < progressAfter {
		return
	}
	if p.what != e.What {
		p.close()
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

func (p *progress) close() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar = nil
	}
}
