package source

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// However stdin hands its text on, all of it is read.
func TestStdinIsReadWhole(t *testing.T) {
	text := strings.Repeat("CREATE TABLE t (a);\n", 1000)
	for _, in := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text)), iotest.DataErrReader(strings.NewReader(text))} {
		got, err := Read(t.Context(), []string{"-"}, in)
		if err != nil || len(got) != 1 || got[0].Text != text {
			t.Errorf("%T: %d sources, %v", in, len(got), err)
		}
	}
}

// A terminal that stays silent does not hold a signal up.
func TestStdinIsInterrupted(t *testing.T) {
	in, out := io.Pipe()
	defer out.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Read(ctx, []string{"-"}, in); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if _, err := Await(ctx, func() (int, error) { return in.Read(make([]byte, 1)) }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
