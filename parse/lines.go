package parse

// Positions in one source, found by binary search: a source can have a hundred thousand statements
// and megabytes in one line. Columns count characters, so offsets in long lines are counted from
// the nearest mark.

import (
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/schemadiff/schemadiff/schema"
)

// Lines finds positions in one source without counting lines from the start each time.
type Lines struct {
	src    Source
	starts []int // byte offsets of the lines
	runes  []int // characters before each multiple of markEvery bytes, where a line is longer than that
}

// markEvery is how many bytes are counted for a position at most.
const markEvery = 4096

// NewLines indexes the lines of src.
func NewLines(src Source) *Lines {
	l := &Lines{src: src, starts: make([]int, 1, 1+strings.Count(src.Text, "\n"))}
	long := false
	for i := 0; ; {
		n := strings.IndexByte(src.Text[i:], '\n')
		if n < 0 {
			l.markLongLines(long || len(src.Text)-i > markEvery)
			return l
		}
		long = long || n > markEvery
		i += n + 1
		l.starts = append(l.starts, i)
	}
}

// markLongLines counts the characters of a text with long lines, once.
func (l *Lines) markLongLines(long bool) {
	if !long {
		return
	}
	for i, n := 0, 0; i <= len(l.src.Text); i += markEvery {
		l.runes = append(l.runes, n)
		n += countRunes(l.src.Text[i:min(i+markEvery, len(l.src.Text))])
	}
}

// countRunes returns how many characters begin in a part of a text.
func countRunes(text string) int {
	n := 0
	for i := range len(text) {
		if utf8.RuneStart(text[i]) {
			n++
		}
	}
	return n
}

// characters is how many characters begin between two offsets of a line.
func (l *Lines) characters(start, end int) int {
	if l.runes == nil || end-start <= markEvery {
		return countRunes(l.src.Text[start:end])
	}
	from, to := (start+markEvery-1)/markEvery, end/markEvery
	return countRunes(l.src.Text[start:from*markEvery]) + l.runes[to] - l.runes[from] + countRunes(l.src.Text[to*markEvery:end])
}

// Pos is the position of a byte offset.
func (l *Lines) Pos(offset int) schema.Pos {
	line := l.Line(offset)
	start := l.starts[line]
	if strings.HasPrefix(l.src.Text[start:offset], "\ufeff") {
		start += len("\ufeff")
	}
	return schema.Pos{File: l.src.Name, Line: line + 1, Col: l.characters(start, offset) + 1}
}

// At makes an error for the byte offset in the source.
func (l *Lines) At(offset int, format string, args ...any) *Error {
	offset = min(max(offset, 0), len(l.src.Text))
	line := l.Line(offset)
	end := len(l.src.Text)
	if line+1 < len(l.starts) {
		end = l.starts[line+1] - 1
	}
	text := strings.TrimPrefix(strings.TrimSuffix(l.src.Text[l.starts[line]:end], "\r"), "\ufeff")
	return &Error{Pos: l.Pos(offset), Line: text, Msg: fmt.Sprintf(format, args...)}
}

// Line is the number of the line, from 0, that a byte offset is on.
func (l *Lines) Line(offset int) int {
	return sort.SearchInts(l.starts, offset+1) - 1
}
