package sqlite

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
)

func TestAnotherWriterIsNamed(t *testing.T) {
	path, step := blog(t)
	p := planned(t, path, after, step)
	other := connect(t, path)
	execute(t, other, "BEGIN IMMEDIATE")
	start := time.Now()
	_, err := Apply(context.Background(), p, Options{Path: path, Wait: 100 * time.Millisecond})
	var held *introspect.BusyError
	if !errors.As(err, &held) || held.What != "the write lock" || time.Since(start) < 100*time.Millisecond {
		t.Errorf("got %v after %v", err, time.Since(start))
	}
	execute(t, other, "ROLLBACK")
	if _, err := apply1(t, path, p); err != nil {
		t.Error(err)
	}
}

// With a rollback journal a reader holds up COMMIT alone.
func TestReaderHoldsUpCommit(t *testing.T) {
	path, step := blog(t)
	p := planned(t, path, after, step)
	other := connect(t, path)
	reading := func() {
		execute(t, other, "BEGIN")
		execute(t, other, "SELECT count(*) FROM users")
	}
	reading()
	_, err := Apply(context.Background(), p, Options{Path: path, Wait: 200 * time.Millisecond})
	if !errors.As(err, new(*introspect.BusyError)) || !strings.Contains(err.Error(), "readers") {
		t.Errorf("got %v", err)
	}
	execute(t, other, "ROLLBACK")
	unharmed(t, path, p.From)

	reading()
	done := make(chan error)
	go func() {
		_, err := Apply(context.Background(), p, Options{Path: path, Wait: 10 * time.Second})
		done <- err
	}()
	time.Sleep(200 * time.Millisecond)
	execute(t, other, "ROLLBACK")
	if err := <-done; err != nil {
		t.Errorf("after the reader left: %v", err)
	}
}

// Waiting for a lock ends with the context.
func TestCancelWhileWaiting(t *testing.T) {
	path, step := blog(t)
	p := planned(t, path, after, step)
	other := connect(t, path)
	for _, hold := range []string{"BEGIN IMMEDIATE", "BEGIN; SELECT count(*) FROM users"} {
		execute(t, other, hold)
		ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
		start := time.Now()
		_, err := Apply(ctx, p, Options{Path: path, Wait: time.Minute})
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 10*time.Second {
			t.Errorf("%s: got %v after %v", hold, err, time.Since(start))
		}
		execute(t, other, "ROLLBACK")
		unharmed(t, path, p.From)
	}
}
