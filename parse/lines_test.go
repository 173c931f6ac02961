package parse

import (
	"strings"
	"testing"
)

// Lines finds the places that Position counts, in lines of any length.
func TestLinesAgreeWithPosition(t *testing.T) {
	text := "\ufeffa ä\r\n" + strings.Repeat("é b€𝄞,", 3000) + "\n\n" + strings.Repeat("x", 9000) + "\nend"
	src := Source{Name: "a.sql", Text: text}
	l := NewLines(src)
	for offset := 0; offset <= len(text); offset += 1 + offset%7 {
		for offset < len(text) && text[offset]&0xC0 == 0x80 { // inside of a character
			offset++
		}
		want := At(src, offset, "x")
		if got := l.At(offset, "x"); got.Pos != want.Pos || got.Line != want.Line {
			t.Fatalf("at %d: %v and %.20q, want %v and %.20q", offset, got.Pos, got.Line, want.Pos, want.Line)
		}
	}
}
