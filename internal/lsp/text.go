package lsp

// Places in the text of a document. A client counts lines and, in a line, UTF-16 code units or bytes
// ("Position"); findings count characters from one. Places outside of the text are moved to the nearest
// one in it, as the protocol asks for.

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// Position is a place: a line from zero, and code units in it.
type Position struct {
	Line      int `json:"line"`
	Character int `json:"character"`
}

// Range is the text between two places.
type Range struct {
	Start Position `json:"start"`
	End   Position `json:"end"`
}

// text is a text with its lines and the units that its client counts.
type text struct {
	body   string
	starts []int // byte offsets of lines
	rows   []int // and of lines that end in a line feed, which findings count
	utf8   bool
}

func newText(body string, inBytes bool) *text {
	t := &text{body: body, utf8: inBytes, starts: []int{0}, rows: []int{0}}
	for i := 0; i < len(body); i++ {
		switch {
		case body[i] == '\n':
			t.starts, t.rows = append(t.starts, i+1), append(t.rows, i+1)
		case body[i] == '\r' && (i+1 == len(body) || body[i+1] != '\n'):
			t.starts = append(t.starts, i+1)
		}
	}
	return t
}

// line is a line without its end, and where it begins.
func (t *text) line(n int) (string, int) {
	start, end := t.starts[n], len(t.body)
	if n+1 < len(t.starts) {
		end = t.starts[n+1]
	}
	return strings.TrimRight(t.body[start:end], "\r\n"), start
}

// offset is the byte offset of a place.
func (t *text) offset(p Position) int {
	if p.Line < 0 {
		return 0
	}
	if p.Line >= len(t.starts) {
		return len(t.body)
	}
	line, start := t.line(p.Line)
	units := 0
	for i, r := range line {
		width := t.units(r, line[i:])
		if units+width > p.Character {
			return start + i
		}
		units += width
	}
	return start + len(line)
}

// units is how much a client counts for a character.
func (t *text) units(r rune, rest string) int {
	switch {
	case t.utf8:
		_, n := utf8.DecodeRuneInString(rest)
		return n
	case r > 0xffff:
		return 2
	}
	return 1
}

// position is the place of a byte offset.
func (t *text) position(offset int) Position {
	offset = min(max(offset, 0), len(t.body))
	n := sort.SearchInts(t.starts, offset+1) - 1
	line, start := t.line(n)
	p := Position{Line: n}
	for i, r := range line {
		if start+i >= offset {
			break
		}
		p.Character += t.units(r, line[i:])
	}
	return p
}

// offsetOf is the byte offset of a place as findings have it: line and character from one.
func (t *text) offsetOf(line, col int) int {
	if line < 1 {
		return 0
	}
	if line > len(t.rows) {
		return len(t.body)
	}
	body := t.body[t.rows[line-1]:]
	for i, r := range body {
		if col--; col <= 0 || r == '\n' {
			return t.rows[line-1] + i
		}
	}
	return len(t.body)
}

// between is the range of two byte offsets.
func (t *text) between(start, end int) Range { return Range{t.position(start), t.position(end)} }

// changed is the text after a change; nil stands for all of it.
func (t *text) changed(r *Range, with string) *text {
	if r == nil {
		return newText(with, t.utf8)
	}
	start, end := t.offset(r.Start), t.offset(r.End)
	if end < start {
		start, end = end, start
	}
	return newText(t.body[:start]+with+t.body[end:], t.utf8)
}
