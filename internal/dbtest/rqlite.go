package dbtest

// This file builds rqlite once, from the module in test/rqlite, and starts clusters of it.
// Where it cannot be built the test is skipped.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// rqliteVersion is that of test/rqlite/go.mod, for the name of the cached binary.
const rqliteVersion = "v8.36.0"

// buildRqlite builds the server, or finds it in the user's cache folder.
var buildRqlite = sync.OnceValues(func() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	binary := filepath.Join(cache, "schemadiff", "rqlite-"+rqliteVersion, "rqlited")
	if _, err := os.Stat(binary); err == nil {
		return binary, nil
	}
	out, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return "", err
	}
	root := filepath.Dir(strings.TrimSpace(string(out)))
	if err := os.MkdirAll(filepath.Dir(binary), 0o755); err != nil {
		return "", err
	}
	making := fmt.Sprintf("%s.%d", binary, os.Getpid())
	build := exec.Command("go", "build", "-C", filepath.Join(root, "test", "rqlite"), "-o", making, "github.com/rqlite/rqlite/v8/cmd/rqlited")
	build.Env = append(os.Environ(), "CGO_ENABLED=1", "GOFLAGS=-mod=mod", "GOWORK=off")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return binary, os.Rename(making, binary)
})

// Rqlite is a cluster of rqlite.
type Rqlite struct {
	Nodes  []*RqliteNode
	binary string
	user   string // "name:password" for the requests of tests; "" for none
	client *http.Client
}

// RqliteNode is a node of a cluster.
type RqliteNode struct {
	HTTP, Raft string   // addresses
	args       []string // of every start
	join       []string // of the first: a member that cannot join again while no leader is there ends itself
	scheme     string
	data       string
	cmd        *exec.Cmd
	log        string
}

// RqliteOptions say how a cluster is started.
type RqliteOptions struct {
	Nodes  int
	Flags  []string
	Scheme string // "https" with flags that make it so
	User   string // "name:password" that may do everything
	Client *http.Client
}

// StartRqlite starts a cluster, which ends with the test.
func StartRqlite(t testing.TB, o RqliteOptions) *Rqlite {
	t.Helper()
	binary, err := buildRqlite()
	if err != nil {
		t.Skipf("no rqlite: test/rqlite cannot be built: %v", err)
	}
	c := &Rqlite{binary: binary, user: o.User, client: o.Client}
	if c.client == nil {
		c.client = &http.Client{Timeout: time.Minute}
	}
	scheme := "http"
	if o.Scheme != "" {
		scheme = o.Scheme
	}
	for i := range o.Nodes {
		dir := t.TempDir()
		n := &RqliteNode{HTTP: freeAddress(t), Raft: freeAddress(t), scheme: scheme, log: filepath.Join(dir, "log")}
		n.args = append([]string{"-node-id", fmt.Sprint(i + 1), "-http-addr", n.HTTP, "-raft-addr", n.Raft, "-raft-timeout", "300ms", "-raft-election-timeout", "300ms", "-raft-leader-lease-timeout", "300ms", "-raft-log-level", "WARN"}, o.Flags...)
		if i > 0 {
			n.join = []string{"-join", c.Nodes[0].Raft, "-join-interval", "200ms"}
		}
		n.data = filepath.Join(dir, "data")
		c.Nodes = append(c.Nodes, n)
		c.Start(t, n)
		c.WaitReady(t, n)
	}
	t.Cleanup(func() {
		for _, n := range c.Nodes {
			c.Kill(n)
		}
	})
	c.WaitLeader(t)
	return c
}

func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// Start starts a node.
func (c *Rqlite) Start(t testing.TB, n *RqliteNode) {
	t.Helper()
	log, err := os.OpenFile(n.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	args := append(slices.Concat(n.args, n.join), n.data)
	n.join = nil
	n.cmd = exec.Command(c.binary, args...)
	n.cmd.Stdout, n.cmd.Stderr = log, log
	if err := n.cmd.Start(); err != nil {
		t.Fatal(err)
	}
}

// Kill ends a node at once.
func (*Rqlite) Kill(n *RqliteNode) {
	if n.cmd != nil {
		_ = n.cmd.Process.Signal(syscall.SIGKILL)
		_ = n.cmd.Wait()
		n.cmd = nil
	}
}

// URL names nodes of the cluster, the first first; all without numbers.
func (c *Rqlite) URL(nodes ...int) string {
	scheme := map[string]string{"http": "rqlite://", "https": "rqlites://"}[c.Nodes[0].scheme]
	var hosts []string
	for i, n := range c.Nodes {
		if len(nodes) == 0 {
			hosts = append(hosts, n.HTTP)
		}
		for _, want := range nodes {
			if i == want {
				hosts = append(hosts, n.HTTP)
			}
		}
	}
	return scheme + strings.Join(hosts, ",")
}

// Request asks a node.
func (c *Rqlite) Request(n *RqliteNode, method, path, contentType string, body []byte) ([]byte, error) {
	request, err := http.NewRequest(method, n.scheme+"://"+n.HTTP+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", contentType)
	if name, password, ok := strings.Cut(c.user, ":"); ok {
		request.SetBasicAuth(name, password)
	}
	response, err := c.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s %s", path, response.Status, text)
	}
	return text, err
}

// WaitReady waits until a node serves.
func (c *Rqlite) WaitReady(t testing.TB, n *RqliteNode) {
	t.Helper()
	c.until(t, "a node that is ready", func() error {
		_, err := c.Request(n, http.MethodGet, "/readyz", "", nil)
		return err
	})
}

func (c *Rqlite) until(t testing.TB, what string, ask func() error) {
	t.Helper()
	var err error
	for start := time.Now(); time.Since(start) < time.Minute; time.Sleep(50 * time.Millisecond) {
		if err = ask(); err == nil {
			return
		}
	}
	logs := ""
	for _, n := range c.Nodes {
		text, _ := os.ReadFile(n.log)
		logs += string(text[max(0, len(text)-1500):]) + "\n"
	}
	t.Fatalf("no %s: %v\n%s", what, err, logs)
}

// WaitLeader waits until the cluster writes, and returns its leader.
func (c *Rqlite) WaitLeader(t testing.TB) (leader *RqliteNode) {
	t.Helper()
	c.until(t, "leader", func() error {
		leader = nil
		for _, n := range c.Nodes {
			text, err := c.Request(n, http.MethodGet, "/nodes?timeout=1s", "", nil)
			if n.cmd == nil || err != nil {
				continue
			}
			var nodes map[string]struct {
				Addr   string `json:"addr"`
				Leader bool   `json:"leader"`
			}
			if err := json.Unmarshal(text, &nodes); err != nil {
				return err
			}
			for _, found := range nodes {
				for _, member := range c.Nodes {
					if found.Leader && member.Raft == found.Addr && member.cmd != nil {
						leader = member
						return nil
					}
				}
			}
		}
		return fmt.Errorf("no node has seen one")
	})
	return leader
}

// Exec executes statements as one transaction, as they stand.
func (c *Rqlite) Exec(n *RqliteNode, statements ...string) error {
	body, err := json.Marshal(statements)
	if err != nil {
		return err
	}
	text, err := c.Request(n, http.MethodPost, "/db/execute?transaction&norwtime&norwrandom", "application/json", body)
	if err == nil && bytes.Contains(text, []byte(`"error"`)) {
		err = fmt.Errorf("%s", text)
	}
	return err
}

// Load replaces the database by a file.
func (c *Rqlite) Load(t testing.TB, file string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err == nil {
		_, err = c.Request(c.WaitLeader(t), http.MethodPost, "/db/load", "application/octet-stream", data)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Backup is a copy of the database as a file. A leader that was just elected may not have applied
// all that is acknowledged; it has when it has answered a linearizable read. Where it goes between
// the two requests, the next one is asked.
func (c *Rqlite) Backup(t testing.TB) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "backup.db")
	c.until(t, "backup", func() error {
		leader := c.WaitLeader(t)
		text, err := c.Request(leader, http.MethodPost, "/db/query?level=linearizable", "application/json", []byte(`["SELECT 1"]`))
		if err == nil && bytes.Contains(text, []byte(`"error"`)) {
			err = fmt.Errorf("%s", text)
		}
		if err != nil {
			return err
		}
		data, err := c.Request(leader, http.MethodGet, "/db/backup", "", nil)
		if err != nil {
			return err
		}
		return os.WriteFile(file, data, 0o644)
	})
	return file
}

// WaitEqual waits until all nodes hold the same.
func (c *Rqlite) WaitEqual(t testing.TB) {
	t.Helper()
	c.until(t, "cluster of equal nodes", func() error {
		first := ""
		for i, n := range c.Nodes {
			text, err := c.Request(n, http.MethodGet, "/db/backup?noleader&fmt=sql", "", nil)
			switch {
			case err != nil:
				return err
			case i == 0:
				first = string(text)
			case string(text) != first:
				return fmt.Errorf("node %d differs:\n%s\nfirst:\n%s", i+1, text[:min(len(text), 2000)], first[:min(len(first), 2000)])
			}
		}
		return nil
	})
}
