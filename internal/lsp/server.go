// Package lsp is a language server: an editor opens SQL files and changes them, and is sent what the
// linter finds in them, the page of a rule where it points, and the changes of findings as code
// actions. Files are judged by whoever starts the server; nothing is read or written here but the
// stream. JSON-RPC is github.com/creachadair/jrpc2's, which keeps the order of notifications.
package lsp

// This file is the session: the methods by their names, and which of them a client may call when
// ("Lifecycle Messages"). A handler that panics ends its request and no other.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/creachadair/jrpc2"

	"github.com/schemadiff/schemadiff/lint"
)

// File is an open document that is judged.
type File struct {
	Path  string // "" for a document that is no file
	URI   string
	Text  string
	Fresh bool // it was opened or saved, or typing has stopped: what else was found out about it may be outdated
}

// Judgement is the outcome for one file.
type Judgement struct {
	Findings []lint.Finding
	Applied  bool // a database may have run the file, so that it gets no changes
}

// Linter judges files. It is called for one file at a time.
type Linter interface {
	// Judge returns the findings of a file; open has the texts of all open documents by their paths.
	Judge(ctx context.Context, f File, open map[string]string) (Judgement, error)
	// Rules are all rules.
	Rules() []*lint.Rule
	// PageURL is where the page of a rule can be read; "" for nowhere.
	PageURL(rule string) string
}

// Server is one session with an editor.
type Server struct {
	Linter  Linter
	Version string        // of the program
	Delay   time.Duration // between a change and its judgement

	rpc      *jrpc2.Server
	done     chan struct{} // closed by exit
	closing  sync.Once
	judging  sync.Mutex // one judgement at a time
	mu       sync.Mutex // protects the fields below
	phase    phase
	client   clientCapabilities
	options  options
	inBytes  bool // positions count bytes
	docs     map[string]*document
	finished bool // shutdown was asked for
}

// phase is where a session is in its life.
type phase int

const (
	waiting phase = iota // for initialize
	running
	shutDown
)

// Serve speaks with a client until it says exit or closes its end. It returns an error where the client
// went without asking for shutdown before.
func (s *Server) Serve(ctx context.Context, in io.Reader, out io.Writer) error {
	s.docs, s.done = map[string]*document{}, make(chan struct{})
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.rpc = jrpc2.NewServer(s, &jrpc2.ServerOptions{AllowPush: true, DisableBuiltin: true, Concurrency: 8, NewContext: func() context.Context { return ctx }})
	s.rpc.Start(newStream(in, out))
	ended := make(chan error, 1)
	go func() { ended <- s.rpc.Wait() }()
	var err error
	select {
	case <-s.done:
	case err = <-ended:
	case <-ctx.Done():
		err = ctx.Err()
	}
	s.stopTimers()
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return fmt.Errorf("language server: %w", err)
	case !s.finished:
		return errors.New("language server: the editor ended the session without shutdown")
	}
	return nil
}

// handler answers a method; the answer to a notification is left out.
type handler func(*Server, context.Context, *jrpc2.Request) (any, error)

// methods are all that a client may call.
func methods() map[string]handler {
	return map[string]handler{
		"initialize":                       (*Server).initialize,
		"initialized":                      (*Server).initialized,
		"shutdown":                         (*Server).shutdown,
		"exit":                             (*Server).exit,
		"$/cancelRequest":                  (*Server).cancel,
		"textDocument/didOpen":             (*Server).didOpen,
		"textDocument/didChange":           (*Server).didChange,
		"textDocument/didSave":             (*Server).didSave,
		"textDocument/didClose":            (*Server).didClose,
		"textDocument/hover":               (*Server).hover,
		"textDocument/codeAction":          (*Server).codeAction,
		"workspace/didChangeWatchedFiles":  (*Server).filesChanged,
		"workspace/didChangeConfiguration": (*Server).filesChanged,
		methodTooLarge:                     (*Server).skipped,
	}
}

// Assign returns the handler of a method, guarded by the phase of the session; nil for a method that
// is not known.
func (s *Server) Assign(_ context.Context, method string) jrpc2.Handler {
	do := methods()[method]
	if do == nil {
		if s.allowed(method) == nil {
			return nil
		}
		do = func(*Server, context.Context, *jrpc2.Request) (any, error) { return nil, nil }
	}
	return func(ctx context.Context, r *jrpc2.Request) (answer any, err error) {
		defer func() {
			if failure := recover(); failure != nil {
				err = jrpc2.Errorf(jrpc2.InternalError, "%s: %v", method, failure)
				s.log(1, fmt.Sprintf("%s failed: %v", method, failure))
			}
		}()
		if err := s.allowed(method); err != nil {
			return nil, err
		}
		answer, err = do(s, ctx, r)
		if ctx.Err() != nil && !r.IsNotification() {
			return nil, jrpc2.Errorf(codeRequestCancelled, "%s was cancelled", method)
		}
		return answer, err
	}
}

// allowed reports why a method cannot be called now.
func (s *Server) allowed(method string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case method == "exit" || strings.HasPrefix(method, "$/"):
		return nil
	case s.phase == waiting && method != "initialize":
		return jrpc2.Errorf(codeNotInitialized, "%s before initialize", method)
	case s.phase == running && method == "initialize":
		return jrpc2.Errorf(codeInvalidRequest, "initialize a second time")
	case s.phase == shutDown:
		return jrpc2.Errorf(codeInvalidRequest, "%s after shutdown", method)
	}
	return nil
}

func (s *Server) initialize(_ context.Context, r *jrpc2.Request) (any, error) {
	var p initializeParams
	if err := r.UnmarshalParams(&p); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phase, s.client = running, p.Capabilities
	if len(p.InitializationOptions) > 0 {
		_ = json.Unmarshal(p.InitializationOptions, &s.options) // options of others are no error
	}
	s.inBytes = slices.Contains(p.Capabilities.General.PositionEncodings, "utf-8")
	encoding := "utf-16"
	if s.inBytes {
		encoding = "utf-8"
	}
	return initializeResult{serverCapabilities{PositionEncoding: encoding, TextDocumentSync: syncOptions{true, 2, saveOptions{true}}, HoverProvider: true,
		CodeActionProvider: codeActionKinds{[]string{kindQuickFix, kindFixAll}}}, serverInfo{"schemadiff", s.Version}}, nil
}

// initialized asks the client to report changes of files that findings depend on.
func (s *Server) initialized(ctx context.Context, _ *jrpc2.Request) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.client.Workspace.DidChangeWatchedFiles.DynamicRegistration {
		watch := registration{ID: "schemadiff", Method: "workspace/didChangeWatchedFiles", Options: map[string]any{"watchers": []watcher{{"**/schemadiff.toml"}, {"**/*.sql"}}}}
		go func() {
			_, _ = s.rpc.Callback(ctx, "client/registerCapability", registrationParams{[]registration{watch}})
		}() // a client that refuses reports nothing
	}
	return nil, nil
}

func (s *Server) shutdown(context.Context, *jrpc2.Request) (any, error) {
	s.stopTimers()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.phase, s.finished = shutDown, true
	return nil, nil
}

func (s *Server) exit(context.Context, *jrpc2.Request) (any, error) {
	s.closing.Do(func() { close(s.done) })
	return nil, nil
}

// cancel ends a request that is being answered.
func (s *Server) cancel(_ context.Context, r *jrpc2.Request) (any, error) {
	var p cancelParams
	if err := r.UnmarshalParams(&p); err == nil && len(p.ID) > 0 {
		s.rpc.CancelRequest(string(p.ID))
	}
	return nil, nil
}

func (s *Server) skipped(context.Context, *jrpc2.Request) (any, error) {
	s.log(1, fmt.Sprintf("a message of more than %d MiB was skipped", maxMessage>>20))
	return nil, nil
}

// log has the client show a message where it keeps those of its servers.
func (s *Server) log(kind int, message string) {
	go func() {
		_ = s.rpc.Notify(context.Background(), "window/logMessage", logParams{kind, "schemadiff: " + message}) // who cannot be reached reads no log
	}()
}
