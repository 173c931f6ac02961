package cli

// This file prints progress and warnings while a database is read or changed, in the background: a
// terminal that was stopped, or a pipe without a reader, must not keep a transaction open.

import (
	"io"
	"sync"
)

// printer writes texts to where each belongs, in their order, in the background.
type printer struct {
	mu      sync.Mutex
	changed *sync.Cond
	queue   []printed
	running bool
}

// printed is a text and where it goes.
type printed struct {
	to   io.Writer
	text []byte
}

// mostPending is how many texts may wait before the ones that only show progress are lost.
const mostPending = 64

func newPrinter() *printer {
	p := &printer{}
	p.changed = sync.NewCond(&p.mu)
	return p
}

// print hands a text over. One that only shows progress is lost where too many wait.
func (p *printer) print(to io.Writer, text []byte, progress bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if progress && len(p.queue) >= mostPending {
		return
	}
	p.queue = append(p.queue, printed{to, append([]byte{}, text...)})
	if !p.running {
		p.running = true
		go p.run()
	}
}

// run prints until there is nothing more to print.
func (p *printer) run() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.queue) > 0 {
		next := p.queue[0]
		p.mu.Unlock()
		_, _ = next.to.Write(next.text) // an error has no other place to be reported
		p.mu.Lock()
		p.queue = p.queue[1:]
		p.changed.Broadcast()
	}
	p.running = false
}

// flush waits until all is printed.
func (p *printer) flush() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.queue) > 0 {
		p.changed.Wait()
	}
}

// lossy is where progress is written to.
type lossy struct {
	printer *printer
	to      io.Writer
}

// Write hands a text over.
func (l lossy) Write(text []byte) (int, error) {
	l.printer.print(l.to, text, true)
	return len(text), nil
}
