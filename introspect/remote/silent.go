package remote

// A node can accept connections and never answer: it is stopped, its disk hangs, a firewall drops
// what follows. A long answer looks the same, since a plan over millions of rows takes minutes. So
// the node is asked something else while an answer is awaited, and given up where it does not
// answer that either. A follower passes a write on, and waits for a leader that is not there any
// more: it is given up where it has another leader meanwhile.

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// probePath asks a node for something that it knows by itself, even while it writes.
const probePath = "/db/query?level=none&q=SELECT%201"

// leaderPath asks a node for the members of the cluster as it sees them, with the leader among them:
// what it asks of others takes a second at most. Its status would wait for the end of what it writes.
const leaderPath = "/nodes?timeout=1s"

// firstLook is when a node is asked for its leader first: most answers have come before.
const firstLook = 500 * time.Millisecond

// replacedError is a node whose leader is another one since it was sent a request.
type replacedError struct{ host string }

func (e *replacedError) Error() string {
	return fmt.Sprintf("the cluster has another leader since the node at %s was sent the request", e.host)
}

// silentError is a node that answers nothing.
type silentError struct{ host string }

func (e *silentError) Error() string {
	return fmt.Sprintf("the node at %s accepts connections and answers nothing", e.host)
}

// watched runs a request, whose context ends where the node does not answer other requests, or has
// another leader than before.
func (c *cluster) watched(ctx context.Context, base string, request func(context.Context) ([]Result, error)) ([]Result, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		if cause := c.watch(ctx, base); cause != nil {
			cancel(cause)
		}
	}()
	results, err := request(ctx)
	if err == nil {
		return results, nil
	}
	switch cause := context.Cause(ctx).(type) {
	case *silentError:
		c.tryLast(base)
		return nil, &UnknownError{c.name, cause}
	case *replacedError:
		return nil, &UnknownError{c.name, cause}
	}
	return results, err
}

// watch returns why a request is not worth waiting for any more; nil where its context ends.
func (c *cluster) watch(ctx context.Context, base string) error {
	host := base[strings.Index(base, "//")+2:]
	wait, leader := min(firstLook, c.silence), ""
	for first := true; ; first = false {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
		wait = c.silence
		if !first && !c.answers(ctx, base) {
			return &silentError{host}
		}
		now := c.leader(ctx, base)
		if now != "" && leader != "" && now != leader {
			return &replacedError{host}
		}
		leader = cmp.Or(leader, now)
	}
}

// nodes are the nodes in the order in which they are tried.
func (c *cluster) nodes() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.bases)
}

// tryLast has a node tried after all others from now on.
func (c *cluster) tryLast(base string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bases = append(slices.DeleteFunc(c.bases, func(b string) bool { return b == base }), base)
}

// answers reports whether a node answers at all, whatever it says.
func (c *cluster) answers(ctx context.Context, base string) bool {
	ctx, cancel := context.WithTimeout(ctx, c.silence)
	defer cancel()
	_, err := c.get(ctx, base+probePath)
	return err == nil || ctx.Err() == nil // a refused connection ends the request itself
}

// leader is the name of the leader as a node sees it; "" where it does not say.
func (c *cluster) leader(ctx context.Context, base string) string {
	ctx, cancel := context.WithTimeout(ctx, c.silence)
	defer cancel()
	text, err := c.get(ctx, base+leaderPath)
	var members map[string]struct{ Leader bool }
	if err != nil || json.Unmarshal(text, &members) != nil {
		return ""
	}
	for name, m := range members {
		if m.Leader {
			return name
		}
	}
	return ""
}

// get is the body of a short answer.
func (c *cluster) get(ctx context.Context, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	if c.user != "" {
		request.SetBasicAuth(c.user, c.password)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	return io.ReadAll(io.LimitReader(response.Body, longestAnswer))
}

// longestAnswer is more than a node has to say of itself.
const longestAnswer = 1 << 16

// reason is an error without the request that net/http puts before it.
func reason(err error) error {
	if request, ok := err.(*url.Error); ok {
		return request.Err
	}
	return err
}
