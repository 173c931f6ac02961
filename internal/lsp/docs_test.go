package lsp_test

// The session in docs/editors.md is one that took place: -update writes it.

import (
	"flag"
	"fmt"
	"net/url"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the session into docs/editors.md")

// serverVersion is what changes with each release.
var serverVersion = regexp.MustCompile(`"name":"schemadiff","version":"[^"]*"`)

const (
	editorsPage  = "../../docs/editors.md"
	sessionBegin = "<!-- session: written by go test ./internal/lsp -run TestGolden -update -->\n"
	sessionEnd   = "<!-- end of session -->"
)

func TestGoldenSession(t *testing.T) {
	dir := folder(t, "schemadiff.toml", configuration, "migrations/0001_t.sql", "CREATE TABLE t (id bigint PRIMARY KEY, a text);\n", "migrations/0002_i.sql", "")
	c := start(t, dir)
	var b strings.Builder
	root := (&url.URL{Scheme: "file", Path: dir}).String()
	say := func(mark, method string, v any) {
		text := strings.ReplaceAll(encode(v), root, "file:///blog")
		text = serverVersion.ReplaceAllString(text, `"name":"schemadiff","version":"…"`)
		if page := strings.Index(text, `\n\nCategory: `); page >= 0 && method == "" { // the page goes on
			text = text[:page] + `…"}}`
		}
		fmt.Fprintf(&b, "%s %s\n", mark, strings.TrimSpace(method+" "+text))
	}
	ask := func(method string, params any) {
		say(">", method, params)
		say("<", "", c.ask(method, params).Result)
	}
	notify := func(method string, params any) {
		say(">", method, params)
		c.notify(method, params)
	}
	uri := uriOf(dir, "migrations/0002_i.sql")
	document := object{"uri": uri}
	ask("initialize", object{"processId": nil, "rootUri": root, "capabilities": object{}})
	notify("initialized", object{})
	notify("textDocument/didOpen", object{"textDocument": object{"uri": uri, "languageId": "sql", "version": 1, "text": "CREATE INDEX t_a ON t (a);\n"}})
	m := c.wait("findings", func(m message) bool { return m.Method == "textDocument/publishDiagnostics" })
	say("<", m.Method, m.Params)
	ask("textDocument/hover", object{"textDocument": document, "position": object{"line": 0, "character": 3}})
	ask("textDocument/codeAction", object{"textDocument": document, "range": from(0, 3, 0, 3), "context": object{"diagnostics": []object{}, "only": []string{"quickfix"}}})
	notify("textDocument/didChange", object{"textDocument": object{"uri": uri, "version": 2}, "contentChanges": []object{{"range": from(0, 12, 0, 12), "text": " CONCURRENTLY"}}})
	m = c.wait("findings", func(m message) bool { return m.Method == "textDocument/publishDiagnostics" })
	say("<", m.Method, m.Params)
	ask("shutdown", nil)
	notify("exit", nil)
	if status := c.status(); status != 0 {
		t.Errorf("exit status %d", status)
	}

	text, err := os.ReadFile(editorsPage)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), sessionBegin)
	_, after, ended := strings.Cut(rest, sessionEnd)
	if !found || !ended {
		t.Fatal("the page has no place for a session")
	}
	want := before + sessionBegin + "```\n" + b.String() + "```\n" + sessionEnd + after
	if *update {
		if err := os.WriteFile(editorsPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want != string(text) {
		t.Errorf("the session in docs/editors.md is another one; now it is\n%s", b.String())
	}
}
