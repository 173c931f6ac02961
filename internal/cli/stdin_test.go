package cli

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestInterruptibleReads(t *testing.T) {
	text := strings.Repeat("CREATE TABLE t (a);\n", 1000)
	for _, in := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text)), iotest.DataErrReader(strings.NewReader(text))} {
		got, err := io.ReadAll(interruptible{context.Background(), in})
		if string(got) != text || err != nil {
			t.Errorf("%T: %d bytes, %v", in, len(got), err)
		}
	}
}

// A terminal at which nobody types does not hold a signal up.
func TestInterruptibleStops(t *testing.T) {
	in, out := io.Pipe()
	defer out.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := io.ReadAll(interruptible{ctx, in}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
