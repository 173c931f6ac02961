package syntax

// Sources are split and parsed in parallel while the statements before them are folded.
// The number parsed ahead is bounded, since syntax trees are much larger than the schema
// made of them.

import (
	"context"
	"runtime"
	"sync"

	"github.com/schemadiff/schemadiff/parse"
	"github.com/schemadiff/schemadiff/schema"
)

// Parsed hands on the statements of sources in order while later ones are still read. It reads a
// bounded number of statements ahead: syntax trees take more memory than the objects made of
// them.
type Parsed struct {
	sources []parse.Source
	Err     func() error // reports whether it was broken off
	stop    func() bool
	folded  bool

	mu      sync.Mutex
	changed *sync.Cond
	parts   []part
	started int // sources that are read or being read
	waiting int // statements of all parts that the loader has not taken yet
	taking  int // the part that they are taken from
}

// part is the parsed part of one source.
type part struct {
	ready []*Statement
	done  bool
	notes []schema.Note // complete when it is done, as errs
	errs  parse.Errors
}

const (
	// aheadLimit is how many statements may wait to be folded.
	aheadLimit = 4096
	// handOver is how many statements are handed over at a time.
	handOver = 256
)

// Read starts to split and parse sources, several at a time, and returns at once.
// Errors of the text are reported by Load, all of them at once. Where ctx ends,
// so does the reading, and Load reports it.
func Read(ctx context.Context, sources []parse.Source) *Parsed {
	p := &Parsed{sources: sources, Err: ctx.Err, parts: make([]part, len(sources))}
	p.changed = sync.NewCond(&p.mu)
	p.stop = context.AfterFunc(ctx, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.changed.Broadcast()
	})
	for range min(runtime.GOMAXPROCS(0), len(sources)) {
		go func() {
			for i := p.start(); i < len(sources); i = p.start() {
				p.read(ctx, i)
			}
		}()
	}
	return p
}

// start is the next source to be read.
func (p *Parsed) start() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.started++
	return p.started - 1
}

// read cuts and parses one source.
func (p *Parsed) read(ctx context.Context, i int) {
	list, notes, errs := Statements(ctx, p.sources[i], func(list []*Statement) { p.deliver(i, list) })
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting += len(list)
	p.parts[i] = part{ready: append(p.parts[i].ready, list...), done: true, notes: notes, errs: errs}
	p.changed.Broadcast()
}

// deliver hands statements over, and waits while too many wait to be folded. The
// part that is being taken from never waits for the others.
func (p *Parsed) deliver(i int, list []*Statement) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting += len(list)
	p.parts[i].ready = append(p.parts[i].ready, list...)
	p.changed.Broadcast()
	for p.Err() == nil && p.waiting > aheadLimit && (i != p.taking || len(p.parts[i].ready) > aheadLimit) {
		p.changed.Wait()
	}
}

// Size is how many bytes all sources have.
func (p *Parsed) Size() (bytes int) {
	for _, src := range p.sources {
		bytes += len(src.Text)
	}
	return bytes
}

// Each calls take with all statements, in the order of the sources, as they come.
// It uses them up: they can be folded once.
func (p *Parsed) Each(take func([]*Statement)) {
	if p.folded {
		panic("statements are folded twice")
	}
	p.folded = true
	defer p.stop()
	for i := range p.parts {
		for list := p.next(i); len(list) > 0; list = p.next(i) {
			take(list)
		}
	}
}

// next takes what is ready of a part; nothing when there is no more.
func (p *Parsed) next(i int) []*Statement {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taking = i
	p.changed.Broadcast()
	for len(p.parts[i].ready) == 0 && !p.parts[i].done {
		p.changed.Wait()
	}
	list := p.parts[i].ready
	p.parts[i].ready = nil
	p.waiting -= len(list)
	return list
}

// Notes are the notes on all sources, once all statements were taken.
func (p *Parsed) Notes() (list []schema.Note) {
	for i := range p.parts {
		list = append(list, p.parts[i].notes...)
	}
	return append(list, noteIncludes(p.sources)...)
}

// Errs are the errors of all sources, once all statements were taken.
func (p *Parsed) Errs() (list parse.Errors) {
	for i := range p.parts {
		list = append(list, p.parts[i].errs...)
	}
	return list
}
