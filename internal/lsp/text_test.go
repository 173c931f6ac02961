package lsp

import (
	"errors"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"
)

// A place of UTF-16 units leads to the byte that it says, and back, in texts with all line ends.
func TestPlacesLeadBack(t *testing.T) {
	parts := []string{"a", "ä", "€", "😀", "\n", "\r\n", "\t", "\"", "漢", "\xff"}
	for seed := range 300 {
		rnd := rand.New(rand.NewPCG(uint64(seed), 1))
		var b strings.Builder
		for range rnd.IntN(40) {
			b.WriteString(parts[rnd.IntN(len(parts))])
		}
		for _, inBytes := range []bool{false, true} {
			text := newText(b.String(), inBytes)
			for i := range text.body {
				if text.body[i] == '\n' && i > 0 && text.body[i-1] == '\r' {
					continue // inside of a line end
				}
				p := text.position(i)
				if back := text.offset(p); back != i {
					t.Fatalf("%q, bytes %t: %d is %v, which is %d", text.body, inBytes, i, p, back)
				}
				line, start := text.line(p.Line)
				want := i - start
				if !inBytes {
					want = len(utf16.Encode([]rune(line[:min(i-start, len(line))])))
				}
				if p.Character != want {
					t.Fatalf("%q, bytes %t: %d is %v, want character %d", text.body, inBytes, i, p, want)
				}
			}
		}
	}
}

func TestPlacesOutsideAreMoved(t *testing.T) {
	text := newText("a😀\nb", false)
	for p, want := range map[Position]int{{-1, 5}: 0, {0, -3}: 0, {0, 2}: 1, {0, 99}: 5, {1, 99}: 7, {7, 0}: 7} { // 2 is inside of a pair
		if got := text.offset(p); got != want {
			t.Errorf("%v is %d, want %d", p, got, want)
		}
	}
	if got := text.changed(&Range{Position{1, 0}, Position{0, 1}}, "x").body; got != "axb" { // the wrong way round
		t.Errorf("got %q", got)
	}
	if got := text.offsetOf(2, 1); got != 6 {
		t.Errorf("got %d", got)
	}
}

func TestPaths(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("paths of Unix")
	}
	for uri, want := range map[string]string{"file:///a%20b/%C3%A4.sql": "/a b/ä.sql", "file:///a/../b.sql": "/b.sql", "file://localhost/x.sql": "/x.sql", "FILE:///x": "/x",
		"untitled:1": "", "file://": "", "file:///%zz": "", "file:///a%00b": "", "http://x/y": "", "file://server/share/x.sql": "", "": "", "file:///a%23b%3Fc": "/a#b?c"} {
		if got := pathOf(uri); got != want {
			t.Errorf("%s is %q, want %q", uri, got, want)
		}
	}
}

func TestFrames(t *testing.T) {
	s := newStream(strings.NewReader("noise\r\nContent-Type: x\r\ncontent-length:  2 \r\n\r\n{}Content-Length: -1\r\nContent-Length: 3\n\n[1]Content-Length: 9\r\n\r\n{"), io.Discard)
	for _, want := range []string{"{}", "[1]"} {
		got, err := s.Recv()
		if err != nil || string(got) != want {
			t.Fatalf("got %q, %v, want %q", got, err, want)
		}
	}
	if got, err := s.Recv(); !errors.Is(err, io.EOF) {
		t.Errorf("half a message: %q, %v", got, err)
	}
	var out strings.Builder
	if err := newStream(strings.NewReader(""), &out).Send([]byte("{}")); err != nil || out.String() != "Content-Length: 2\r\n\r\n{}" {
		t.Errorf("sent %q, %v", out.String(), err)
	}
}

func TestDifferenceIsOfWholeLines(t *testing.T) {
	for _, pair := range [][2]string{{"a\nb\nc\n", "a\nx\nc\n"}, {"ä\n", "ö\n"}, {"", "x"}, {"a", ""}, {"a\na\n", "a\na\na\n"}, {"a\r\nb", "a\r\nbb"}, {"aa", "aaa"}} {
		e := difference(pair[0], pair[1])
		if got := pair[0][:e.Start] + e.Text + pair[0][e.End:]; got != pair[1] || !startsLine(pair[0], e.Start) {
			t.Errorf("%q to %q: %+v gives %q", pair[0], pair[1], e, got)
		}
	}
}
