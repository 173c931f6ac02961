package remote

// The HTTP interface of rqlite (rqlite.io/docs/api). Writes carry norwtime and norwrandom:
// without them rqlite parses statements and prints them again, which freezes 'now' in
// definitions and loses STRICT and WITHOUT ROWID. Reads are linearizable: any other level may
// answer from before an acknowledged write. A write is sent once; what becomes of it when no
// answer comes is for the caller to find out.

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	writePath = "/db/execute?transaction&norwtime&norwrandom&timeout=10m" // a follower waits so long for the leader, and 30 s by default
	readPath  = "/db/query?level=linearizable&transaction"
	retryRead = 100 * time.Millisecond

	mostSilence = 5 * time.Second
)

// cluster is a Client of rqlite.
type cluster struct {
	name           string
	mu             sync.Mutex
	bases          []string // of the nodes, in the order in which they are tried
	user, password string
	http           *http.Client
	patience       time.Duration // for an answer to a read
	silence        time.Duration // after which a node is asked whether it answers at all
}

// Connect makes a client of the cluster that a name names. Nothing is sent yet.
func Connect(ctx context.Context, name string, patience time.Duration) (Client, error) {
	a, err := parseAddress(name)
	if err != nil {
		return nil, err
	}
	c := &cluster{name: Mask(name), user: a.user, patience: max(patience, time.Second)}
	c.silence = min(c.patience, mostSilence)
	if c.password, err = a.secret(ctx); err != nil {
		return nil, err
	}
	transport := &http.Transport{DialContext: (&net.Dialer{Timeout: 5 * time.Second}).DialContext, TLSHandshakeTimeout: 5 * time.Second,
		Proxy: http.ProxyFromEnvironment, MaxIdleConns: 4, IdleConnTimeout: time.Minute}
	scheme := "http://"
	if a.tls {
		scheme = "https://"
		if transport.TLSClientConfig, err = a.tlsConfig(); err != nil {
			return nil, err
		}
	}
	for _, host := range a.hosts {
		c.bases = append(c.bases, scheme+host)
	}
	// A redirected request would be sent again, without its body or with the password.
	c.http = &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return c, nil
}

// Name is the name of the cluster without the password.
func (c *cluster) Name() string { return c.name }

// Read asks one node after the other until one answers.
func (c *cluster) Read(ctx context.Context, queries ...Statement) ([]Result, error) {
	for start := time.Now(); ; {
		var failed failures
		for _, base := range c.nodes() {
			results, err := c.send(ctx, base, readPath, queries)
			var refused *RefusedError
			var wrong *StatementError
			if err == nil || ctx.Err() != nil || errors.As(err, &refused) || errors.As(err, &wrong) {
				return results, err
			}
			failed.add(base, err)
		}
		if time.Since(start) > c.patience {
			return nil, &NotSentError{c.name, failed} // of a read nothing is unknown but the answer
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(retryRead):
		}
	}
}

// failures say why each node that was asked did not answer.
type failures []nodeFailure

type nodeFailure struct {
	host string
	err  error
}

func (f *failures) add(base string, err error) {
	var away *NotSentError
	var unknown *UnknownError
	switch {
	case errors.As(err, &away):
		err = away.Err
	case errors.As(err, &unknown):
		err = fmt.Errorf("no answer: %w", unknown.Err)
	}
	*f = append(*f, nodeFailure{base[strings.Index(base, "//")+2:], err})
}

// Error names the nodes where there are several: one without a leader says more than one that is
// down.
func (f failures) Error() string {
	if len(f) == 1 {
		return f[0].err.Error()
	}
	var list []string
	for _, n := range f {
		list = append(list, n.host+": "+n.err.Error())
	}
	return strings.Join(list, "; ")
}

// Write sends statements to the first node that takes them.
func (c *cluster) Write(ctx context.Context, statements ...Statement) ([]Result, error) {
	var failed failures
	for _, base := range c.nodes() {
		results, err := c.send(ctx, base, writePath, statements)
		var away *NotSentError
		if err == nil || !errors.As(err, &away) {
			return results, err
		}
		failed.add(base, err)
	}
	return nil, &NotSentError{c.name, failed}
}

// send posts statements and sorts the answer into what is known.
func (c *cluster) send(ctx context.Context, base, path string, statements []Statement) ([]Result, error) {
	body, err := encode(statements)
	if err != nil {
		return nil, err
	}
	return c.watched(ctx, base, func(ctx context.Context) ([]Result, error) { return c.post(ctx, base+path, body) })
}

func (c *cluster) post(ctx context.Context, address string, body []byte) ([]Result, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.GetBody = nil // or net/http sends it again by itself when a connection breaks
	request.Header.Set("Content-Type", "application/json")
	if c.user != "" {
		request.SetBasicAuth(c.user, c.password)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, c.broken(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, &UnknownError{c.name, err}
	}
	if response.StatusCode != http.StatusOK {
		return nil, c.rejected(response.StatusCode, strings.TrimSpace(string(text)))
	}
	return c.decode(text)
}

// broken is an error of the connection: before anything was sent nothing can have happened.
func (c *cluster) broken(err error) error {
	var dial *net.OpError
	if errors.As(err, &dial) && dial.Op == "dial" {
		return &NotSentError{c.name, dial}
	}
	err = reason(err)
	switch text := err.Error(); {
	case strings.Contains(text, "server gave HTTP response to HTTPS client"):
		return &RefusedError{c.name, "the node speaks HTTP and not TLS: name it rqlite://, without ca, cert and key"}
	case strings.Contains(text, "signed by unknown authority"):
		return &RefusedError{c.name, text + ": name the authority by ?ca=FILE"}
	case strings.Contains(text, "tls: "), strings.Contains(text, "x509: "):
		return &RefusedError{c.name, text}
	}
	return &UnknownError{c.name, err}
}

// rejected is an answer with a status other than 200.
func (c *cluster) rejected(status int, text string) error {
	switch {
	case status == http.StatusUnauthorized:
		return &RefusedError{c.name, fmt.Sprintf("the user or the password is wrong, or lacks the right (HTTP 401); $%s holds the password, or $%s prints it", PasswordVariable, CommandVariable)}
	case status == http.StatusServiceUnavailable && strings.Contains(text, "leader not found"):
		return &NotSentError{c.name, errors.New("the cluster has no leader")}
	case strings.Contains(text, "HTTP request to an HTTPS server"):
		return &RefusedError{c.name, "the node speaks TLS: name it rqlites://"}
	case status >= 300 && status < 500:
		return &RefusedError{c.name, fmt.Sprintf("HTTP %d %s", status, text)}
	}
	return &UnknownError{c.name, fmt.Errorf("HTTP %d %s", status, text)}
}

// encode writes statements as rqlite reads them.
func encode(statements []Statement) ([]byte, error) {
	list := make([][]any, len(statements))
	for i, s := range statements {
		list[i] = append([]any{s.SQL}, s.Args...)
		if s.Named != nil {
			list[i] = append(list[i], s.Named)
		}
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(list)
	return b.Bytes(), err
}

// answer is the body of a response.
type answer struct {
	Error   string `json:"error"`
	Results []struct {
		Error   string   `json:"error"`
		Columns []string `json:"columns"`
		Values  [][]any  `json:"values"`
		Changed int64    `json:"rows_affected"`
	} `json:"results"`
}

// decode reads the answer. An error beside the results is none of a statement: the node may
// have lost the leader after it had passed the request on.
func (c *cluster) decode(text []byte) ([]Result, error) {
	var a answer
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&a); err != nil {
		return nil, &UnknownError{c.name, fmt.Errorf("the answer is no JSON: %w", err)}
	}
	switch {
	case strings.Contains(a.Error, "disallowed pragma"):
		return nil, &RefusedError{c.name, "rqlite refuses a PRAGMA of the request"}
	case strings.Contains(a.Error, "cannot start a transaction within a transaction"):
		return nil, &RefusedError{c.name, "somebody has sent a BEGIN or SAVEPOINT by itself, which is open for all: what is written since is lost by a ROLLBACK. Send COMMIT or ROLLBACK, and find out who did it"}
	case a.Error != "":
		return nil, &UnknownError{c.name, errors.New(a.Error)}
	}
	results := make([]Result, len(a.Results))
	for i, r := range a.Results {
		if r.Error != "" {
			return nil, &StatementError{i, r.Error}
		}
		results[i] = Result{Columns: r.Columns, Changed: r.Changed, Rows: r.Values}
		for _, row := range r.Values {
			for j := range row {
				row[j] = value(row[j])
			}
		}
	}
	return results, nil
}

// value is a value of JSON as SQLite has it.
func value(v any) any {
	switch v := v.(type) {
	case bool:
		if v {
			return int64(1)
		}
		return int64(0)
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64()
		return f
	}
	return v
}
