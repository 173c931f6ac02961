package remote

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
)

// requests are those that a server got.
type requests struct {
	mu   sync.Mutex
	list []*http.Request
}

func (r *requests) add(q *http.Request) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, q)
	return len(r.list)
}

func (r *requests) all() []*http.Request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.list)
}

// server answers each request by the next of its handlers, and the last one for all others.
func server(t *testing.T, handlers ...http.HandlerFunc) (url string, asked *requests) {
	t.Helper()
	asked = &requests{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		handlers[min(asked.add(r), len(handlers))-1](w, r)
	}))
	t.Cleanup(s.Close)
	return "rqlite://" + strings.TrimPrefix(s.URL, "http://"), asked
}

func says(status int, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, text)
	}
}

// hangsUp ends the connection before or within an answer.
func hangsUp(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, buffer, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = buffer.WriteString(text)
		_ = buffer.Flush()
		_ = conn.Close()
	}
}

func open(t *testing.T, url string) Client {
	t.Helper()
	c, err := Connect(context.Background(), url, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Every way in which a write can end has a type that says what is known.
func TestOutcomesOfWrites(t *testing.T) {
	var unknown *UnknownError
	var away *NotSentError
	var refused *RefusedError
	var failed *StatementError
	for _, c := range []struct {
		name   string
		answer http.HandlerFunc
		want   any
		text   string
	}{
		{"the leader died after the request was passed on", says(200, `{"results":[],"error":"node failed to process Execute on remote node at 127.0.0.1:4002: EOF"}`), &unknown, "not known"},
		{"leadership was lost", says(200, `{"results":[],"error":"leadership lost while committing log"}`), &unknown, "not known"},
		{"a server error", says(500, "apply timeout"), &unknown, "HTTP 500"},
		{"a proxy gave up", says(504, ""), &unknown, "HTTP 504"},
		{"a service that is away after it has begun", says(503, "stopping"), &unknown, "HTTP 503"},
		{"the connection ended", hangsUp(""), &unknown, "EOF"},
		{"the answer ended", hangsUp("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"results\""), &unknown, "EOF"},
		{"an answer of something else", says(200, "<html>"), &unknown, "no JSON"},
		{"no leader", says(503, "leader not found\n"), &away, "no leader"},
		{"a wrong password", says(401, ""), &refused, "RQLITE_PASSWORD"},
		{"a request that is none", says(400, "invalid JSON body"), &refused, "HTTP 400"},
		{"a redirect", says(301, ""), &refused, "HTTP 301"},
		{"a pragma", says(200, `{"results":[],"error":"disallowed pragma"}`), &refused, "PRAGMA"},
		{"an open transaction of another", says(200, `{"results":[],"error":"cannot start a transaction within a transaction"}`), &refused, "BEGIN or SAVEPOINT"},
		{"a statement", says(200, `{"results":[{},{"error":"no such table: t"}]}`), &failed, "no such table: t"},
	} {
		t.Run(c.name, func(t *testing.T) {
			url, asked := server(t, c.answer)
			_, err := open(t, url).Write(context.Background(), SQL("SELECT 1", "SELECT 2")...)
			if !errors.As(err, c.want) || !strings.Contains(err.Error(), c.text) {
				t.Errorf("got %T: %v", err, err)
			}
			if len(asked.all()) != 1 {
				t.Errorf("the write was sent %d times", len(asked.all()))
			}
		})
	}
	if failed == nil || failed.Index != 1 {
		t.Errorf("the statement is %+v", failed)
	}
}

// A write that no node has accepted goes to the next; one that may have arrived does not.
func TestWritesGoToOtherNodesOnlyWhenNoneHasThem(t *testing.T) {
	good, asked := server(t, says(200, `{"results":[{"rows_affected":3}]}`))
	host := strings.TrimPrefix(good, "rqlite://")
	leaderless, _ := server(t, says(503, "leader not found"))
	results, err := open(t, "rqlite://127.0.0.1:1,"+strings.TrimPrefix(leaderless, "rqlite://")+","+host).Write(context.Background(), SQL("SELECT 1")...)
	if err != nil || results[0].Changed != 3 || len(asked.all()) != 1 {
		t.Errorf("got %v, %v", results, err)
	}
	broken, _ := server(t, hangsUp(""))
	var unknown *UnknownError
	if _, err := open(t, broken+","+host).Write(context.Background(), SQL("SELECT 1")...); !errors.As(err, &unknown) || len(asked.all()) != 1 {
		t.Errorf("after a lost answer: %v, %d requests", err, len(asked.all()))
	}
}

// Requests carry the options that keep statements as they are written, and the level that sees
// all acknowledged writes.
func TestRequests(t *testing.T) {
	var body [][]any
	url, asked := server(t, func(w http.ResponseWriter, r *http.Request) {
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, `{"results":[{"columns":["a"],"values":[[9007199254740993,1.5,"x",null,true]]}]}`)
	})
	c := open(t, strings.Replace(url, "://", "://ann:a%3Ab@", 1))
	if _, err := c.Write(context.Background(), Statement{SQL: "INSERT INTO t VALUES (?)", Args: []any{"<a>"}}, Statement{SQL: "SELECT @lo", Named: map[string]any{"lo": 1}}); err != nil {
		t.Fatal(err)
	}
	write := asked.all()[0]
	for _, option := range []string{"transaction", "norwtime", "norwrandom"} {
		if !write.URL.Query().Has(option) {
			t.Errorf("a write without %s", option)
		}
	}
	if user, password, _ := write.BasicAuth(); user != "ann" || password != "a:b" {
		t.Errorf("the user is %s:%s", user, password)
	}
	if len(body) != 2 || body[0][1] != "<a>" || body[1][1].(map[string]any)["lo"] != 1.0 {
		t.Errorf("sent %v", body)
	}
	results, err := c.Read(context.Background(), SQL("SELECT 1")...)
	if err != nil || results[0].Rows[0][0] != int64(9007199254740993) || results[0].Rows[0][1] != 1.5 || results[0].Rows[0][2] != "x" || results[0].Rows[0][3] != nil || results[0].Rows[0][4] != int64(1) {
		t.Errorf("got %v, %v", results, err)
	}
	if read := asked.all()[1].URL.Query(); read.Get("level") != "linearizable" {
		t.Errorf("read at level %q", read.Get("level"))
	}
	if strings.Contains(c.Name(), "a%3Ab") || !strings.Contains(c.Name(), "ann:***@") {
		t.Errorf("the name is %s", c.Name())
	}
}

// A read is asked again until a node answers, and ends with an error that says to try again.
func TestReadsWaitForALeader(t *testing.T) {
	url, _ := server(t, says(503, "leader not found"), hangsUp(""), says(200, `{"results":[],"error":"leadership lost"}`), says(200, `{"results":[{"columns":["1"],"values":[[1]]}]}`))
	if _, err := open(t, url).Read(context.Background(), SQL("SELECT 1")...); err != nil {
		t.Error(err)
	}
	url, _ = server(t, hangsUp(""))
	_, err := Open(context.Background(), url, introspect.Patience{Connect: time.Second})
	var gone *introspect.AwayError
	if !errors.As(err, &gone) || !gone.Retry {
		t.Errorf("got %T: %v", err, err)
	}
}

// A node that accepts a request and answers nothing is given up, and one that takes long is not.
func TestSilentNodes(t *testing.T) {
	silent := func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // or the end of the connection is not seen
		<-r.Context().Done()
	}
	slow := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if r.URL.Query().Get("level") != "none" {
			select {
			case <-time.After(3 * time.Second):
			case <-r.Context().Done():
			}
		}
		_, _ = io.WriteString(w, `{"results":[{"columns":["1"],"values":[[1]]}]}`)
	}
	url, _ := server(t, slow)
	if _, err := open(t, url).Read(context.Background(), SQL("SELECT 1")...); err != nil {
		t.Errorf("a slow node: %v", err)
	}
	if _, err := open(t, url).Write(context.Background(), SQL("SELECT 1")...); err != nil {
		t.Errorf("a slow write: %v", err)
	}
	hung, _ := server(t, silent)
	beside := open(t, hung+","+strings.TrimPrefix(url, "rqlite://"))
	if _, err := beside.Read(context.Background(), SQL("SELECT 1")...); err != nil {
		t.Errorf("a node beside a silent one: %v", err)
	}
	if _, err := beside.Write(context.Background(), SQL("SELECT 1")...); err != nil {
		t.Errorf("a write goes to the node that did not answer before: %v", err)
	}
	var unknown *UnknownError
	if _, err := open(t, hung).Write(context.Background(), SQL("SELECT 1")...); !errors.As(err, &unknown) || !strings.Contains(err.Error(), "answers nothing") {
		t.Errorf("a write to a silent node: %T: %v", err, err)
	}
	var away *NotSentError
	if _, err := open(t, hung).Read(context.Background(), SQL("SELECT 1")...); !errors.As(err, &away) || !strings.Contains(err.Error(), "answers nothing") {
		t.Errorf("a read of a silent node: %T: %v", err, err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	if _, err := open(t, hung).Read(ctx, SQL("SELECT 1")...); !errors.Is(ctx.Err(), context.DeadlineExceeded) || err == nil {
		t.Errorf("interrupted: %v", err)
	}
}

// A follower that passes a write on waits for a leader that may not be there any more: the request
// is given up when the cluster has another.
func TestReplacedLeaders(t *testing.T) {
	leader, first := atomic.Int64{}, make(chan bool)
	asked := sync.Once{}
	url, _ := server(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		switch r.URL.Path {
		case "/nodes":
			_, _ = fmt.Fprintf(w, `{"0":{"leader":%t},"1":{"leader":%t}}`, leader.Load() == 0, leader.Load() == 1)
			asked.Do(func() { close(first) })
		case "/db/query":
			_, _ = io.WriteString(w, `{"results":[{"columns":["1"],"values":[[1]]}]}`)
		default:
			if r.URL.Query().Get("timeout") == "" {
				t.Error("a follower waits for 30 seconds only")
			}
			<-r.Context().Done()
		}
	})
	go func() {
		<-first
		leader.Store(1)
	}()
	var unknown *UnknownError
	if _, err := open(t, url).Write(context.Background(), SQL("SELECT 1")...); !errors.As(err, &unknown) || !strings.Contains(err.Error(), "another leader") {
		t.Errorf("got %T: %v", err, err)
	}
}

// Errors of TLS say what to change in the name of the database.
func TestWrongScheme(t *testing.T) {
	plain, _ := server(t, says(200, "{}"))
	tls := httptest.NewTLSServer(says(200, "{}"))
	tls.Config.ErrorLog = log.New(io.Discard, "", 0)
	t.Cleanup(tls.Close)
	host := strings.TrimPrefix(tls.URL, "https://")
	for url, want := range map[string]string{strings.Replace(plain, "rqlite:", "rqlites:", 1): "rqlite://", "rqlite://" + host: "rqlites://", "rqlites://" + host: "?ca=FILE"} {
		var refused *RefusedError
		if _, err := open(t, url).Read(context.Background(), SQL("SELECT 1")...); !errors.As(err, &refused) || !strings.Contains(refused.Error(), want) {
			t.Errorf("%s: %T %v", url, err, err)
		}
	}
}

func TestParseURL(t *testing.T) {
	for name, want := range map[string]string{
		"rqlite://h":                    "",
		"RQLITE://h:4001":               "",
		"rqlite://u@h1:1,h2:2,[::1]:3/": "",
		"rqlites://u:p@h?ca=x.pem":      "",
		"rqlite://":                     "no host",
		"rqlite://h/app":                "no path",
		"rqlite://h?level=none":         "unknown parameter",
		"rqlite://h?cert=x":             "go together",
		"rqlite://u:%zz@h":              "percent-encoded",
		"rqlite://::1":                  "brackets",
	} {
		_, ok, err := ParseURL(name)
		if !ok || (err == nil) != (want == "") || err != nil && (!strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "zz")) {
			t.Errorf("%s: %v, %v", name, ok, err)
		}
	}
	if _, ok, _ := ParseURL("postgres://h"); ok {
		t.Error("a database of another kind")
	}
	for name, want := range map[string]string{"rqlite://u:p@w@h:1": "rqlite://u:***@h:1", "rqlite://u@h": "rqlite://u@h", "rqlite://h?ca=a:b@c": "rqlite://h?ca=a:b@c"} {
		if got := Mask(name); got != want {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// The password comes from a variable or from what a command prints.
func TestPasswords(t *testing.T) {
	secret := func(name string) string {
		a, err := parseAddress(name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := a.secret(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	t.Setenv(CommandVariable, "echo printed")
	if got := secret("rqlite://u@h"); got != "printed" {
		t.Errorf("the command's is %q", got)
	}
	t.Setenv(PasswordVariable, "kept")
	if got := secret("rqlite://u@h"); got != "kept" {
		t.Errorf("the variable's is %q", got)
	}
	if got := secret("rqlite://u:named@h"); got != "named" {
		t.Errorf("the name's is %q", got)
	}
	if got := secret("rqlite://h"); got != "" {
		t.Errorf("without a user: %q", got)
	}
}
