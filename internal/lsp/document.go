package lsp

// The open documents: their texts follow the changes of the client, and a while after the last change of
// any of them all are judged, the changed one first. A judgement of a text that has changed meanwhile is
// thrown away; what asks for findings in between waits for those of the text it sees.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/creachadair/jrpc2"
)

// maxDocument is the size of a document up to which it is judged.
const maxDocument = 8 << 20

// document is an open document.
type document struct {
	uri     string
	path    string
	version int
	text    *text
	fresh   bool       // all about it is to be found out when it is judged
	stale   bool       // it, or another one, has changed since it was judged
	changes int        // counts all changes that may change its findings
	judged  *Judgement // of the text before the changes; nil before the first
	timer   *time.Timer
	warned  bool
	full    bool           // it was judged with all about it
	sent    *publishParams // the last findings that were published
}

func (s *Server) didOpen(_ context.Context, r *jrpc2.Request) (any, error) {
	var p openParams
	if err := r.UnmarshalParams(&p); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if old := s.docs[p.TextDocument.URI]; old != nil && old.timer != nil {
		old.timer.Stop()
	}
	d := &document{uri: p.TextDocument.URI, path: pathOf(p.TextDocument.URI), version: p.TextDocument.Version, text: newText(p.TextDocument.Text, s.inBytes), fresh: true}
	s.docs[d.uri] = d
	s.schedule(d, 0)
	return nil, nil
}

func (s *Server) didChange(_ context.Context, r *jrpc2.Request) (any, error) {
	var p changeParams
	if err := r.UnmarshalParams(&p); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.docs[p.TextDocument.URI]
	if d == nil {
		return nil, nil
	}
	for _, c := range p.ContentChanges {
		d.text = d.text.changed(c.Range, c.Text)
	}
	if p.TextDocument.Version != nil {
		d.version = *p.TextDocument.Version
	}
	s.schedule(d, s.Delay)
	return nil, nil
}

func (s *Server) didSave(_ context.Context, r *jrpc2.Request) (any, error) {
	var p saveParams
	if err := r.UnmarshalParams(&p); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.docs[p.TextDocument.URI]
	if d == nil {
		return nil, nil
	}
	if p.Text != nil && *p.Text != d.text.body {
		d.text = newText(*p.Text, s.inBytes)
	}
	for _, o := range s.docs {
		o.fresh = true
	}
	s.schedule(d, 0)
	return nil, nil
}

func (s *Server) didClose(ctx context.Context, r *jrpc2.Request) (any, error) {
	var p documentParams
	if err := r.UnmarshalParams(&p); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.docs[p.TextDocument.URI]
	if d == nil {
		return nil, nil
	}
	d.timer.Stop()
	delete(s.docs, d.uri)
	for _, o := range s.docs { // from here on the file on disk counts
		s.schedule(o, s.Delay)
		break
	}
	return nil, s.rpc.Notify(ctx, "textDocument/publishDiagnostics", publishParams{URI: d.uri, Version: d.version, Diagnostics: []diagnostic{}})
}

// filesChanged judges all documents again: a configuration or another migration is not what it was.
func (s *Server) filesChanged(context.Context, *jrpc2.Request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.docs {
		d.fresh = true
	}
	for _, d := range s.docs {
		s.schedule(d, s.Delay)
		break
	}
	return nil, nil
}

// schedule judges a document after a delay, and all others after it; the caller holds the lock.
func (s *Server) schedule(d *document, delay time.Duration) {
	for _, o := range s.docs {
		o.stale = true
		o.changes++
	}
	if d.timer != nil {
		d.timer.Stop()
	}
	d.timer = time.AfterFunc(delay, func() {
		s.judgeAll(d.uri)
		s.judgeFully(d)
	})
}

// rest is after how many delays without a change a document is judged once more.
const rest = 4

// judgeFully judges a document once more when it has not changed for a while, with all that does not
// follow each keystroke: whether it is a migration, of which dialect, by which configuration.
func (s *Server) judgeFully(d *document) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.docs[d.uri] != d || d.full || s.phase != running {
		return
	}
	changes := d.changes
	d.timer = time.AfterFunc(rest*s.Delay, func() {
		s.mu.Lock()
		if s.docs[d.uri] != d || d.changes != changes {
			s.mu.Unlock()
			return
		}
		d.fresh, d.stale, d.full = true, true, true
		s.mu.Unlock()
		_, _, _ = s.current(context.Background(), d.uri) // what fails is logged there
	})
}

func (s *Server) stopTimers() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.docs {
		d.timer.Stop()
	}
}

// judgeAll judges the documents that are not judged as they are now, and publishes their findings.
func (s *Server) judgeAll(first string) {
	s.mu.Lock()
	uris := []string{}
	for uri := range s.docs {
		uris = append(uris, uri)
	}
	s.mu.Unlock()
	slices.SortFunc(uris, func(a, b string) int {
		switch {
		case a == first:
			return -1
		case b == first:
			return 1
		}
		return 0
	})
	for _, uri := range uris {
		_, _, _ = s.current(context.Background(), uri) // what fails is logged there
	}
}

// errClosed is that of a request for a document that is not open.
var errClosed = errors.New("the document is not open")

// snapshot is a document as it was judged.
type snapshot struct {
	uri     string
	version int
	text    *text
	open    map[string]string
	file    File
}

// current is the judgement of a document as it is now. Where it is not judged yet that is done, and its
// findings are published.
func (s *Server) current(ctx context.Context, uri string) (*snapshot, *Judgement, error) {
	s.judging.Lock()
	defer s.judging.Unlock()
	s.mu.Lock()
	d := s.docs[uri]
	if d == nil || s.phase != running {
		s.mu.Unlock()
		return nil, nil, errClosed
	}
	snap, changes, known := s.take(d), d.changes, d.judged
	if known != nil && !d.stale {
		s.mu.Unlock()
		return snap, known, nil
	}
	d.full = d.fresh
	d.fresh = false
	s.mu.Unlock()
	judged, err := s.judge(ctx, snap)
	if err != nil {
		return snap, nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.docs[uri] == d && d.changes == changes {
		d.judged, d.stale = judged, false
		s.publish(d, snap, judged)
	}
	return snap, judged, nil
}

// take is a document with the texts of all; the caller holds the lock.
func (s *Server) take(d *document) *snapshot {
	snap := &snapshot{uri: d.uri, version: d.version, text: d.text, open: map[string]string{}, file: File{d.path, d.uri, d.text.body, d.fresh}}
	for _, o := range s.docs {
		if o.path != "" {
			snap.open[o.path] = o.text.body
		}
	}
	return snap
}

// judge judges a document. What cannot be judged has no findings, and says why once.
func (s *Server) judge(ctx context.Context, snap *snapshot) (judged *Judgement, err error) {
	defer func() {
		if failure := recover(); failure != nil {
			judged, err = &Judgement{}, nil
			s.warn(snap.uri, fmt.Sprintf("%s cannot be judged: %v", snap.uri, failure))
		}
	}()
	if len(snap.text.body) > maxDocument {
		s.warn(snap.uri, fmt.Sprintf("%s is larger than %d MiB and is not judged", snap.uri, maxDocument>>20))
		return &Judgement{}, nil
	}
	found, err := s.Linter.Judge(ctx, snap.file, snap.open)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		s.warn(snap.uri, fmt.Sprintf("%s: %v", snap.uri, err))
		return &Judgement{}, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.docs[snap.uri]; d != nil {
		d.warned = false
	}
	return &found, nil
}

// warn shows a message about a document, once until it is judged again.
func (s *Server) warn(uri, message string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.docs[uri]; d != nil && !d.warned {
		d.warned = true
		s.log(2, message)
	}
}

// publish sends the findings of a document where they differ from what was sent last; the caller holds the
// lock.
func (s *Server) publish(d *document, snap *snapshot, judged *Judgement) {
	p := publishParams{URI: snap.uri, Version: snap.version, Diagnostics: []diagnostic{}}
	for _, f := range s.reported(judged) {
		p.Diagnostics = append(p.Diagnostics, s.diagnostic(snap, f))
	}
	same := func(a, b diagnostic) bool {
		return a.Range == b.Range && a.Code == b.Code && a.Message == b.Message && a.Severity == b.Severity
	}
	if d.sent != nil && d.sent.Version == p.Version && slices.EqualFunc(d.sent.Diagnostics, p.Diagnostics, same) {
		return
	}
	d.sent = &p
	_ = s.rpc.Notify(context.Background(), "textDocument/publishDiagnostics", p) // who cannot be reached shows nothing
}
