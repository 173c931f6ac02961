package lsp_test

// A client that speaks with the built program over pipes, as an editor does: messages go out as they are
// written in a test, and answers and notifications are waited for by their ids and methods.

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/internal/dbtest"
)

func TestMain(m *testing.M) { os.Exit(dbtest.WithBinary(m.Run)) }

// patience is how long a test waits for a message.
const patience = 20 * time.Second

// message is one of the server's.
type message struct {
	ID     json.RawMessage `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Code    int    `json:"code"`
		Message string `json:"message"`
	} `json:"error"`
}

type client struct {
	t      *testing.T
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    chan message
	kept   []message // not awaited yet
	nextID int
}

// start starts the program in a folder.
func start(t *testing.T, dir string) *client {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Getenv(dbtest.BinaryEnv), "lsp")
	cmd.Dir, cmd.Stderr = dir, os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	c := &client{t: t, cmd: cmd, in: in, out: make(chan message, 1000)}
	go c.read(bufio.NewReader(out))
	t.Cleanup(func() { _ = in.Close() })
	return c
}

func (c *client) read(r *bufio.Reader) {
	defer close(c.out)
	for {
		length := 0
		for {
			line, err := r.ReadString('\n')
			if err != nil {
				return
			}
			if line = strings.TrimSpace(line); line == "" {
				break
			}
			if n, ok := strings.CutPrefix(line, "Content-Length: "); ok {
				length, _ = strconv.Atoi(n)
			}
		}
		body := make([]byte, length)
		if _, err := io.ReadFull(r, body); err != nil {
			return
		}
		var m message
		if err := json.Unmarshal(body, &m); err != nil {
			c.t.Errorf("no JSON: %s", body)
		}
		c.out <- m
	}
}

// raw writes bytes as they are.
func (c *client) raw(text string) {
	c.t.Helper()
	if _, err := io.WriteString(c.in, text); err != nil {
		c.t.Fatal(err)
	}
}

func (c *client) send(message string) {
	c.t.Helper()
	c.raw(fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(message), message))
}

func encode(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func (c *client) notify(method string, params any) {
	c.t.Helper()
	c.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":%q,"params":%s}`, method, encode(params)))
}

// ask sends a request and returns its answer.
func (c *client) ask(method string, params any) message {
	c.t.Helper()
	c.nextID++
	c.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`, c.nextID, method, encode(params)))
	return c.answer(strconv.Itoa(c.nextID))
}

// wait is the next message that is wanted; others are kept for later.
func (c *client) wait(what string, wanted func(message) bool) message {
	c.t.Helper()
	for i, m := range c.kept {
		if wanted(m) {
			c.kept = append(c.kept[:i:i], c.kept[i+1:]...)
			return m
		}
	}
	end := time.After(patience)
	for {
		select {
		case m, ok := <-c.out:
			if !ok {
				c.t.Fatalf("the server is gone while %s is waited for", what)
			}
			if wanted(m) {
				return m
			}
			c.kept = append(c.kept, m)
		case <-end:
			c.t.Fatalf("%s did not come; there were %v", what, c.kept)
		}
	}
}

func (c *client) answer(id string) message {
	c.t.Helper()
	return c.wait("the answer "+id, func(m message) bool { return m.Method == "" && string(m.ID) == id })
}

type diagnostics struct {
	URI         string       `json:"uri"`
	Version     int          `json:"version"`
	Diagnostics []diagnostic `json:"diagnostics"`
}

type place struct{ Line, Character int }

type span struct{ Start, End place }

type diagnostic struct {
	Range    span
	Severity int
	Code     string
	Source   string
	Message  string
}

// published are the findings of a version of a document.
func (c *client) published(uri string, version int) []diagnostic {
	c.t.Helper()
	var d diagnostics
	c.wait(fmt.Sprintf("the findings of %s at version %d", uri, version), func(m message) bool {
		d = diagnostics{}
		return m.Method == "textDocument/publishDiagnostics" && json.Unmarshal(m.Params, &d) == nil && d.URI == uri && d.Version == version
	})
	return d.Diagnostics
}

// rules are the rules of findings.
func rules(list []diagnostic) string {
	var names []string
	for _, d := range list {
		names = append(names, d.Code)
	}
	return strings.Join(names, " ")
}

// initialize begins a session with capabilities in JSON.
func (c *client) initialize(capabilities string) message {
	c.t.Helper()
	m := c.ask("initialize", json.RawMessage(`{"processId":null,"rootUri":null,"capabilities":`+capabilities+`}`))
	c.notify("initialized", struct{}{})
	return m
}

// end ends the session and returns the exit status.
func (c *client) end() int {
	c.t.Helper()
	c.ask("shutdown", nil)
	c.notify("exit", nil)
	return c.status()
}

// status is that of the program, which ends by itself.
func (c *client) status() int {
	c.t.Helper()
	done := make(chan error, 1)
	go func() { done <- c.cmd.Wait() }()
	select {
	case <-done:
		return c.cmd.ProcessState.ExitCode()
	case <-time.After(patience):
		c.t.Fatal("the server does not end")
		return -1
	}
}

// object is JSON.
type object = map[string]any

func (c *client) open(uri, text string) {
	c.t.Helper()
	c.notify("textDocument/didOpen", object{"textDocument": object{"uri": uri, "languageId": "sql", "version": 1, "text": text}})
}

func (c *client) change(uri string, version int, changes ...object) {
	c.t.Helper()
	c.notify("textDocument/didChange", object{"textDocument": object{"uri": uri, "version": version}, "contentChanges": changes})
}

// from and to are a range.
func from(line, character, toLine, toCharacter int) object {
	return object{"start": object{"line": line, "character": character}, "end": object{"line": toLine, "character": toCharacter}}
}

// folder is one with files, by their names and texts in turn.
func folder(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		path := filepath.Join(dir, files[i])
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(files[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// uriOf is the URI of a file of a folder.
func uriOf(dir, name string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(dir, name))}).String()
}
