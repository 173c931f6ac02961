package remote

// A node can accept connections and never answer: it is stopped, its disk hangs, a firewall drops
// what follows. A long answer looks the same, since a plan over millions of rows takes minutes. So
// the node is asked something else while an answer is awaited, and given up where it does not
// answer that either.

import (
	"context"
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

// silentError is a node that answers nothing.
type silentError struct{ host string }

func (e *silentError) Error() string {
	return fmt.Sprintf("the node at %s accepts connections and answers nothing", e.host)
}

// watched runs a request, whose context ends where the node does not answer other requests.
func (c *cluster) watched(ctx context.Context, base string, request func(context.Context) ([]Result, error)) ([]Result, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(c.silence):
			}
			if !c.answers(ctx, base) {
				cancel(&silentError{base[strings.Index(base, "//")+2:]})
				return
			}
		}
	}()
	results, err := request(ctx)
	if silent, ok := context.Cause(ctx).(*silentError); ok && err != nil {
		c.tryLast(base)
		return nil, &UnknownError{c.name, silent}
	}
	return results, err
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
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+probePath, nil)
	if err != nil {
		return true
	}
	if c.user != "" {
		request.SetBasicAuth(c.user, c.password)
	}
	response, err := c.http.Do(request)
	if err == nil {
		_, err = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
	}
	return err == nil || ctx.Err() == nil // a refused connection ends the request itself
}

// reason is an error without the request that net/http puts before it.
func reason(err error) error {
	if request, ok := err.(*url.Error); ok {
		return request.Err
	}
	return err
}
