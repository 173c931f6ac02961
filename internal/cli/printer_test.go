package cli

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/schemadiff/schemadiff/introspect"
)

// Nobody who reports waits for a terminal that was stopped; what must not be lost is
// there when it goes on.
func TestNobodyWaitsForThePrinter(t *testing.T) {
	reader, writer := io.Pipe()
	p := newProgress(writer)
	p.w = lossy{p.printer, writer}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 1000 {
			p.waiting(introspect.Wait{What: "a lock", Attempt: 2, Waited: time.Duration(i) * time.Second})
		}
		for i := range 100 {
			p.printf(writer, "applied %d\n", i)
		}
	}()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatal("it waits for who reads")
	}
	go func() {
		p.close()
		writer.Close()
	}()
	text, err := io.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 100 {
		if !strings.Contains(string(text), fmt.Sprintf("applied %d\n", i)) {
			t.Errorf("line %d is lost", i)
		}
	}
}

// Elsewhere than on a terminal each holder is named once, and escaped.
func TestHoldersInAPipe(t *testing.T) {
	var out strings.Builder
	p := newProgress(&out)
	for i := range 5 {
		p.waiting(introspect.Wait{What: "a lock", Attempt: i + 1, Waited: time.Duration(i) * time.Second,
			Holders: []introspect.Holder{{PID: 7, Program: "x\x1b[31m", Role: "ann", State: "active", Statement: "LOCK TABLE t"}}})
	}
	p.close()
	if got := out.String(); strings.Count(got, "\n") != 1 || strings.Contains(got, "\x1b") || !strings.Contains(got, "held by process 7 (x") {
		t.Errorf("%q", got)
	}
}
