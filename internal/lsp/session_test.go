package lsp_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const configuration = "dialect = \"postgres\"\n"

func TestFindingsFollowTyping(t *testing.T) {
	dir := folder(t, "schemadiff.toml", configuration)
	c := start(t, dir)
	m := c.initialize(`{}`)
	if !strings.Contains(string(m.Result), `"positionEncoding":"utf-16"`) || !strings.Contains(string(m.Result), `"change":2`) {
		t.Errorf("capabilities: %s", m.Result)
	}
	uri := uriOf(dir, "a b.sql")
	if !strings.Contains(uri, "a%20b") {
		t.Fatal(uri)
	}
	c.open(uri, "-- 😀ä\nCREATE TABLE \"😀\" (id integer PRIMARY KEY);\n")
	found := c.published(uri, 1)
	if rules(found) != "int-primary-key" {
		t.Fatalf("findings: %v", found)
	}
	if got, want := found[0].Range, (span{place{1, 19}, place{1, 21}}); got != want { // the character beyond the BMP is two units
		t.Errorf("range %v, want %v", got, want)
	}
	if found[0].Source != "schemadiff" || found[0].Severity != 2 {
		t.Errorf("finding: %+v", found[0])
	}
	c.change(uri, 2, object{"range": from(1, 22, 1, 29), "text": "bigint"}, object{"range": from(1, 99, 9, 0), "text": "\nCREATE TABLE u (a text);\n"})
	if found := c.published(uri, 2); rules(found) != "table-without-primary-key" || found[0].Range.Start.Line != 2 {
		t.Errorf("after a change: %v", found)
	}
	c.change(uri, 3, object{"text": "CREATE TABLE u (id bigint PRIMARY KEY);"})
	if found := c.published(uri, 3); len(found) > 0 {
		t.Errorf("after a change of all: %v", found)
	}
	c.notify("textDocument/didClose", object{"textDocument": object{"uri": uri}})
	if status := c.end(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}

func TestPositionsInBytes(t *testing.T) {
	dir := folder(t, "schemadiff.toml", configuration)
	c := start(t, dir)
	m := c.initialize(`{"general":{"positionEncodings":["utf-8","utf-16"]}}`)
	if !strings.Contains(string(m.Result), `"positionEncoding":"utf-8"`) {
		t.Errorf("capabilities: %s", m.Result)
	}
	uri := uriOf(dir, "a.sql")
	c.open(uri, "CREATE TABLE \"😀\" (id integer PRIMARY KEY);")
	if found := c.published(uri, 1); len(found) != 1 || found[0].Range.Start != (place{0, 21}) {
		t.Errorf("findings: %v", found)
	}
}

// The migrations before one are its start: those on disk, and those of them that are open as they are there.
func TestOpenTextsStandForFiles(t *testing.T) {
	dir := folder(t, "schemadiff.toml", configuration+"migrations = \"migrations\"\n", "migrations/0001_a.sql", "CREATE TABLE t (id bigint PRIMARY KEY, a text);\n",
		"migrations/0002_b.sql", "ALTER TABLE t DROP COLUMN b;\n", "migrations/0003_c.sql", "SELECT 1;")
	c := start(t, dir)
	c.initialize(`{}`)
	first, second := uriOf(dir, "migrations/0001_a.sql"), uriOf(dir, "migrations/0002_b.sql")
	c.open(second, "ALTER TABLE t DROP COLUMN b;\n")
	if found := c.published(second, 1); !strings.Contains(rules(found), "unresolved-name") {
		t.Errorf("without the column: %v", found)
	}
	c.open(first, "CREATE TABLE t (id bigint PRIMARY KEY, a text, b text);\n")
	c.published(first, 1)
	if found := c.published(second, 1); strings.Contains(rules(found), "unresolved-name") || !strings.Contains(rules(found), "drop-column") {
		t.Errorf("with the column in an open file: %v", found)
	}
	c.notify("textDocument/didClose", object{"textDocument": object{"uri": first}})
	c.published(first, 1) // none
	if found := c.published(second, 1); !strings.Contains(rules(found), "unresolved-name") {
		t.Errorf("after the file is closed: %v", found)
	}
}

func TestConfigurationAndDialectAreThoseOfTheFile(t *testing.T) {
	dir := folder(t, "one/schemadiff.toml", "dialect = \"sqlite\"\n", "two/schemadiff.toml", configuration+"[lint.rules]\nint-primary-key = \"error\"\n", "three/x.txt", "")
	c := start(t, dir)
	c.initialize(`{}`)
	const text = "CREATE TABLE t (id int PRIMARY KEY);"
	for name, want := range map[string]string{"one/a.sql": "sqlite-int-pk-not-rowid sqlite-nullable-pk", "two/a.sql": "int-primary-key"} {
		c.open(uriOf(dir, name), text)
		if found := c.published(uriOf(dir, name), 1); rules(found) != want {
			t.Errorf("%s: %v", name, found)
		} else if want == "int-primary-key" && found[0].Severity != 1 {
			t.Errorf("severity %d", found[0].Severity)
		}
	}
	uri := uriOf(dir, "three/a.sql")
	c.open(uri, "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, j jsonb DEFAULT '{}'::jsonb);")
	if found := c.published(uri, 1); rules(found) != "int-primary-key" {
		t.Errorf("the dialect by the text: %v", found)
	}
	if err := os.WriteFile(filepath.Join(dir, "two/schemadiff.toml"), []byte(configuration+"[lint.rules]\nint-primary-key = \"off\"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	c.notify("workspace/didChangeWatchedFiles", object{"changes": []object{}})
	if found := c.published(uriOf(dir, "two/a.sql"), 1); len(found) > 0 {
		t.Errorf("after the configuration has changed: %v", found)
	}
}

// action is a code action.
type action struct {
	Title       string
	Kind        string
	IsPreferred bool
	Edit        struct {
		Changes map[string][]struct {
			Range   span
			NewText string
		}
	}
}

func (c *client) actions(uri string, where object, only ...string) []action {
	c.t.Helper()
	var list []action
	if only == nil {
		only = []string{}
	}
	m := c.ask("textDocument/codeAction", object{"textDocument": object{"uri": uri}, "range": where, "context": object{"diagnostics": []object{}, "only": only}})
	if err := json.Unmarshal(m.Result, &list); err != nil {
		c.t.Fatalf("%s: %v", m.Result, err)
	}
	return list
}

func TestActionsAndHover(t *testing.T) {
	dir := folder(t, "schemadiff.toml", configuration+"migrations = \"migrations\"\n", "migrations/0001_a.sql", "CREATE TABLE t (id bigint PRIMARY KEY, a text);\n", "migrations/0002_b.sql", "")
	c := start(t, dir)
	c.initialize(`{}`)
	uri := uriOf(dir, "migrations/0002_b.sql")
	c.open(uri, "\tCREATE INDEX i ON t (a);\r\nALTER TABLE t ADD j json;\r\n")
	if found := c.published(uri, 1); rules(found) != "index-not-concurrent json-not-jsonb missing-lock-timeout" {
		t.Fatalf("findings: %v", found)
	}
	titles := func(list []action) string {
		var out []string
		for _, a := range list {
			out = append(out, a.Title)
		}
		return strings.Join(out, "; ")
	}
	list := c.actions(uri, from(0, 3, 0, 3))
	if got := titles(list); got != "Fix index-not-concurrent; Allow index-not-concurrent here; Make all safe changes (schemadiff)" {
		t.Fatal(got)
	}
	if e := list[0].Edit.Changes[uri]; len(e) != 1 || e[0].NewText != " CONCURRENTLY" || e[0].Range.Start != (place{0, 13}) || !list[0].IsPreferred {
		t.Errorf("the change: %+v", list[0])
	}
	if e := list[1].Edit.Changes[uri]; len(e) != 1 || e[0].NewText != "\t-- schemadiff:allow index-not-concurrent\r\n" || e[0].Range.Start != (place{0, 0}) {
		t.Errorf("the comment: %+v", e)
	}
	if got := titles(c.actions(uri, from(1, 20, 1, 20), "quickfix")); got != "" && !strings.Contains(got, "unsafe") {
		t.Errorf("actions for a type: %s", got)
	}
	if got := titles(c.actions(uri, from(1, 0, 2, 0), "quickfix")); !strings.Contains(got, "Fix json-not-jsonb (unsafe: changes what the schema says)") {
		t.Errorf("actions for a line: %s", got)
	}
	all := c.actions(uri, from(0, 0, 0, 0), "source.fixAll")
	if len(all) != 1 || len(all[0].Edit.Changes[uri]) != 1 || !strings.Contains(all[0].Edit.Changes[uri][0].NewText, "SET lock_timeout = '2s';\r\n\tCREATE INDEX CONCURRENTLY i ON t (a);\r\n") {
		t.Errorf("all changes: %+v", all)
	}
	m := c.ask("textDocument/hover", object{"textDocument": object{"uri": uri}, "position": object{"line": 0, "character": 3}})
	if !strings.Contains(string(m.Result), "# index-not-concurrent") || !strings.Contains(string(m.Result), `"kind":"markdown"`) {
		t.Errorf("hover: %s", m.Result)
	}
	if m := c.ask("textDocument/hover", object{"textDocument": object{"uri": uri}, "position": object{"line": 7, "character": 3}}); string(m.Result) != "null" || m.Error != nil {
		t.Errorf("hover at nothing: %s", m.Result)
	}
	if m := c.ask("textDocument/hover", object{"textDocument": object{"uri": "file:///nowhere.sql"}, "position": object{"line": 0, "character": 0}}); m.Error != nil {
		t.Errorf("hover of what is not open: %+v", m.Error)
	}
}

func TestLifecycle(t *testing.T) {
	c := start(t, folder(t))
	if m := c.ask("textDocument/hover", object{}); m.Error == nil || m.Error.Code != -32002 {
		t.Errorf("before initialize: %+v", m.Error)
	}
	if m := c.ask("no/such", object{}); m.Error == nil || m.Error.Code != -32002 {
		t.Errorf("an unknown method before initialize: %+v", m.Error)
	}
	c.notify("textDocument/didOpen", object{})
	c.initialize(`{}`)
	if m := c.ask("initialize", object{"capabilities": object{}}); m.Error == nil || m.Error.Code != -32600 {
		t.Errorf("initialize again: %+v", m.Error)
	}
	if m := c.ask("no/such", object{}); m.Error == nil || m.Error.Code != -32601 {
		t.Errorf("an unknown method: %+v", m.Error)
	}
	c.notify("$/setTrace", object{"value": "off"})
	c.notify("no/such", object{})
	c.notify("$/cancelRequest", object{"id": 99})
	if m := c.ask("shutdown", nil); m.Error != nil || string(m.Result) != "null" {
		t.Errorf("shutdown: %+v %s", m.Error, m.Result)
	}
	if m := c.ask("textDocument/hover", object{}); m.Error == nil || m.Error.Code != -32600 {
		t.Errorf("after shutdown: %+v", m.Error)
	}
	c.notify("exit", nil)
	if status := c.status(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	for name, leave := range map[string]func(*client){"exit without shutdown": func(c *client) { c.notify("exit", nil) }, "end of input": func(c *client) { _ = c.in.Close() }} {
		c := start(t, folder(t))
		c.initialize(`{}`)
		leave(c)
		if status := c.status(); status != 1 {
			t.Errorf("%s: exit status %d", name, status)
		}
	}
}

func TestMalformedMessagesEndNothing(t *testing.T) {
	dir := folder(t, "schemadiff.toml", configuration)
	c := start(t, dir)
	c.initialize(`{}`)
	c.raw("this is no header\r\n\r\nContent-Length: x\r\n\r\n" + strings.Repeat("y", 100_000) + "\r\n")
	for _, text := range []string{"{", "", "[]", "null", "7", `"x"`, `{"jsonrpc":"2.0"}`, `{"jsonrpc":"1.0","id":1000,"method":"shutdown"}`, `{"jsonrpc":"2.0","method":5}`,
		`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":[1]}`, `{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":7}}`,
		`{"jsonrpc":"2.0","method":"textDocument/didChange"}`, `{"jsonrpc":"2.0","id":1001,"method":"textDocument/hover"}`, `{"jsonrpc":"2.0","id":{},"method":"textDocument/hover"}`,
		`{"jsonrpc":"2.0","id":1002,"result":null}`, "\xff\xfe\x00", strings.Repeat("[", 50_000), `{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":null}}`} {
		c.send(text)
	}
	uri := uriOf(dir, "a.sql")
	for _, odd := range []string{"", "untitled:1", "file://", "file:///%00", "file:///%zz", "http://x/y.sql", "file:///no/such/folder/a.sql"} {
		c.open(odd, "CREATE TABLE t (id int PRIMARY KEY")
		c.change(odd, 2, object{"range": from(-5, -7, 99, -1), "text": "x"}, object{"range": from(3, 0, 0, 0), "text": ""}, object{"range": from(1<<40, 1<<40, 0, 5), "text": ";"})
	}
	c.open(uri, "CREATE TABLE t (id int PRIMARY KEY); \x00 'open")
	c.published(uri, 1)
	c.open(uri, strings.Repeat("(", 100_000))
	c.published(uri, 1)
	c.open(uri, "CREATE TABLE u (id int PRIMARY KEY);")
	if found := c.published(uri, 1); rules(found) != "int-primary-key" {
		t.Errorf("afterwards: %v", found)
	}
	if status := c.end(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}

// A length takes no memory, and what is too large is skipped.
func TestMessagesAreBounded(t *testing.T) {
	c := start(t, folder(t))
	c.initialize(`{}`)
	c.raw("Content-Length: 70000000\r\n\r\n" + strings.Repeat(" ", 70_000_000))
	if m := c.wait("a message", func(m message) bool { return m.Method == "window/logMessage" }); !strings.Contains(string(m.Params), "skipped") {
		t.Errorf("got %s", m.Params)
	}
	if status := c.end(); status != 0 {
		t.Errorf("exit status %d", status)
	}
	c = start(t, folder(t))
	c.initialize(`{}`)
	c.raw("Content-Length: 9000000000000000000\r\n\r\n{}")
	_ = c.in.Close()
	if status := c.status(); status != 1 {
		t.Errorf("exit status %d", status)
	}
}

func TestCancel(t *testing.T) {
	dir := folder(t, "schemadiff.toml", configuration)
	c := start(t, dir)
	c.initialize(`{}`)
	uri := uriOf(dir, "a.sql")
	var text strings.Builder
	for i := range 20_000 {
		fmt.Fprintf(&text, "CREATE TABLE t%d (id bigint PRIMARY KEY, a text);\n", i)
	}
	c.open(uri, text.String())
	c.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":"a","method":"textDocument/hover","params":{"textDocument":{"uri":%q},"position":{"line":0,"character":0}}}`, uri))
	c.notify("$/cancelRequest", object{"id": "a"})
	if m := c.answer(`"a"`); m.Error != nil && m.Error.Code != -32800 {
		t.Errorf("cancelled: %+v", m.Error)
	}
	if status := c.end(); status != 0 {
		t.Errorf("exit status %d", status)
	}
}
